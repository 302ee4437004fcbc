"""Session verbs: what conversations with coding agents used and cost."""

from datetime import date, tzinfo
from zoneinfo import ZoneInfo

from attune_ops_nb.errors import Invalid
from attune_ops_nb.readings import session_blocks, session_usage, sessions
from attune_ops_nb.readings.reader import Reader
from attune_ops_nb.readings.session_blocks import Block
from attune_ops_nb.readings.session_usage import Compat, SessionUsage, Side
from attune_ops_nb.readings.sessions import DAYS, MOST, Session

MOST_ASKED = 10**12


class SessionVerbs(Reader):
    """What the logs of conversations tell."""

    def sessions(
        self,
        by: list[Side] | None = None,
        *,
        since: date | None = None,
        until: date | None = None,
        compat: Compat | None = None,
        zone: str = "UTC",
    ) -> SessionUsage:
        """What conversations used and cost by each side of `by` (session); days are of `zone`."""
        return session_usage.usage(
            self._config,
            by or ["session"],
            since=since,
            until=until,
            compat=compat,
            zone=_zone(zone),
        )

    def conversations(self, days: int = DAYS, limit: int = MOST) -> list[Session]:
        """The sessions of the project and its worktrees in the last days, the newest first."""
        _at_least_one(days=days, limit=limit)
        return sessions.sessions(self._config, self._now, days=days, limit=limit)

    def session_blocks(
        self,
        *,
        since: date | None = None,
        until: date | None = None,
        token_limit: int | None = None,
        compat: Compat | None = None,
    ) -> list[Block]:
        """The spans of five hours by which use is limited, oldest first, with burn rate."""
        _at_least_one(token_limit=token_limit)
        return session_blocks.blocks(
            self._config,
            self._now,
            since=since,
            until=until,
            token_limit=token_limit,
            compat=compat,
        )


def _at_least_one(**given: int | None) -> None:
    for name, number in given.items():
        if number is not None and not 1 <= number <= MOST_ASKED:
            said = f"{number} is not from 1 to {MOST_ASKED:,}"
            raise Invalid(f"{name}: {said}", problems={name: said})


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:  # a folder of zones is an OSError
        said = f"{name!r} is no time zone like Europe/Berlin"
        raise Invalid(f"zone: {said}", problems={"zone": said}) from error

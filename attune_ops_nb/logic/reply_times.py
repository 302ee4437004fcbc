"""Reply times: the moments in conversation logs, as milliseconds since 1970."""

import re
from datetime import UTC, datetime, timedelta

from attune_ops_nb.logic.foreign_values import moment

_PLAIN = re.compile(
    r"\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):\d\d:\d\d(?:\.\d{3})?(?:Z|[+-]\d\d:\d\d)", re.ASCII
)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECOND = timedelta(milliseconds=1)
_MOST = 100_000

_hours: dict[str, int] = {}
_rests_of_hour: dict[str, int] = {}
_rests_of_second: dict[str, int] = {}
"""What the parts of plain times are worth: most were there before."""


def plain(text: str) -> int | None:
    """The moment, if it is written with seconds or milliseconds and a zone, and exists."""
    try:
        return _hours[text[:13]] + _rests_of_hour[text[13:19]] + _rests_of_second[text[19:]]
    except KeyError:
        return _learned(text)


def any_form(text: object) -> int | None:
    """The moment, in whatever ISO form it is written; one without a zone is UTC."""
    found = moment(text)
    return None if found is None else milliseconds_of(found)


def milliseconds_of(time: datetime) -> int:
    """The time as milliseconds."""
    return (time - _EPOCH) // _MILLISECOND


def moment_of(milliseconds: int) -> datetime:
    """The time in UTC."""
    return _EPOCH + timedelta(milliseconds=milliseconds)


def _learned(text: str) -> int | None:
    if not _PLAIN.fullmatch(text) or (found := any_form(text)) is None:
        return None
    hour, second = any_form(f"{text[:13]}:00:00Z"), any_form(f"{text[:19]}Z")
    assert hour is not None and second is not None
    if max(len(_hours), len(_rests_of_second)) > _MOST:
        _hours.clear()
        _rests_of_second.clear()
    _hours[text[:13]] = hour
    _rests_of_hour[text[13:19]] = second - hour
    _rests_of_second[text[19:]] = found - second
    return found

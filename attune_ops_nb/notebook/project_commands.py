"""Project commands: the words after `%attune` about specs, help, the bulletin and the memory."""

from contextlib import suppress
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from attune_ops_nb.errors import Invalid, NotFound
from attune_ops_nb.logic import phrases
from attune_ops_nb.logic.nearest import nearest
from attune_ops_nb.notebook.connect import AnyEngine, connect
from attune_ops_nb.notebook.grammar import Asked
from attune_ops_nb.notebook.saying import say, say_malformed
from attune_ops_nb.readings.sweep import Sweep

if TYPE_CHECKING:
    from attune_ops_nb.notebook.frames import Table


class ProjectCommands:
    """The words about what a project keeps."""

    @property
    def engine(self) -> AnyEngine:
        """The engine of this kernel."""
        return connect()

    @property
    def _frames(self) -> Any:
        """Where tables are made. Whoever only runs something does not wait for pandas."""
        from attune_ops_nb.notebook import frames

        return frames

    def specs(self, asked: Asked) -> "Table":
        """Specs, or those that seem finished; with a slug, one of them, which may be changed."""
        table: Table
        readings = self.engine.readings
        if asked.at is not None:
            self._change_spec(asked.at, asked)
            table = self._frames.specs([readings.spec(asked.at).spec])
            return table
        if {"close", "dismiss"} & asked.flags.keys():
            raise Invalid(f"which spec? {asked.word.usage}", problems={"SLUG": "missing"})
        if "candidates" not in asked.flags:
            table = self._frames.specs(readings.specs())
            return table
        found = readings.candidates()
        if not found:
            say("none; they are looked for where `specs_candidates_enabled` is switched on")
        table = self._frames.candidates(found)
        return table

    def _change_spec(self, slug: str, asked: Asked) -> None:
        readings = self.engine.readings
        for phase, status in asked.values.items():
            written = readings.set_spec_status(slug, phase, status)
            say(f"{phase} of {slug} is {status} in {written.path}")
        if "close" in asked.flags:
            say(f"{slug} is complete in {readings.close_spec(slug).path}")
        if "dismiss" in asked.flags:
            hashes = {each.slug: each.snapshot_hash for each in readings.candidates()}
            if slug not in hashes:
                raise NotFound(f"there is no candidate {slug!r}{nearest(slug, hashes)}")
            days = readings.dismiss_candidate(slug, hashes[slug]).ttl_days
            say(f"{slug} is shown no more for {days} days, unless it changes")

    def docs(self, asked: Asked) -> "Table | None":
        """What help there is about each feature, the pages that have some words, or one page."""
        table: Table
        if "page" in asked.flags:
            feature, _, kind = asked.flags["page"].partition("/")
            say(self.engine.readings.help_page(feature, kind or "concept").body)
            return None
        if asked.at:
            table = self._frames.help_pages(self.engine.readings.help_pages(asked.at))
            return table
        found = self.engine.readings.help()
        stale = "" if not found.stale_templates else f", {found.stale_templates} of them stale"
        say(f"{found.total_templates} pages about {len(found.features)} features{stale}")
        table = self._frames.help(found)
        return table

    def sweeps(self, asked: Asked) -> "Table":
        """What discovery-sweep found, by scope."""
        readings = self.engine.readings
        found: list[Sweep] = []
        if "path" in asked.flags:
            scope = readings.sweep_chips(asked.flags["path"]).scope_hash
            with suppress(NotFound):
                found = [readings.sweep(scope)]
        else:
            found = readings.sweeps()
        for each in found:
            failed = f"; failed: {', '.join(each.failures)}" if each.failures else ""
            say(f"{each.scope_hash}: {phrases.usd(each.spent_usd)} spent{failed}")
        table: Table = self._frames.sweeps(found)
        return table

    def writes(self, asked: Asked) -> "Table":
        """Files that dashboards changed, and what became of each."""
        found = self.engine.readings.pending_writes(temporary="temporary" in asked.flags)
        counts = found.summary
        say(
            f"{counts.total_entries} write{'s' * (counts.total_entries != 1)}: "
            f"{counts.uncommitted_count} not committed, "
            f"{counts.drifted_count} changed since"
        )
        say_malformed(found.malformed)
        table: Table = self._frames.pending_writes(found)
        return table

    def briefing(self, asked: Asked) -> "Table":
        """What the curator said last; with an item, it is answered or snoozed."""
        readings = self.engine.readings
        item = asked.at or ""
        if {"answer", "snooze"} & asked.flags.keys() and not item:
            raise Invalid(f"which item? {asked.word.usage}", problems={"ITEM": "missing"})
        if "answer" in asked.flags:
            say(f"{item}: {readings.answer_item(item, asked.flags['answer']).choice}")
        if "snooze" in asked.flags:
            say(f"{item} is left out until {phrases.stamp(readings.snooze_item(item))}")
        found = readings.briefing()
        if found.cached_at is None:
            say("there was no briefing yet: attune-ai's curator writes it")
        else:
            age = "old" if found.is_stale else "fresh"
            say(f"{found.summary} ({phrases.stamp(found.cached_at)}, {age})")
        say_malformed(found.malformed)
        table: Table = self._frames.briefing(found)
        return table

    def collab(self, asked: Asked) -> "Table":
        """What waits for somebody; with a thread, what was said in it."""
        table: Table
        if asked.at:
            table = self._frames.thread(self.engine.readings.thread(asked.at))
            return table
        found = self.engine.readings.collab()
        say(f"{found.action_count} thing{'s' * (found.action_count != 1)} to do")
        for each in (*found.unknown, found.threads):
            if each:
                say(f"not looked at: {each}")
        table = self._frames.collab(found, datetime.now(UTC))
        return table

    def bulletin(self, asked: Asked) -> "Table":
        """Who runs what on the project now, or in the archive."""
        table: Table
        readings = self.engine.readings
        if since := asked.day("since"):
            table = self._frames.notices(readings.bulletin_archive(since))
            return table
        if "announce" in asked.flags:
            notice = readings.announce(asked.flags["announce"], scope=asked.flags.get("scope"))
            say(f"run {notice.run_id} is on the bulletin; it needs a heartbeat every 90 seconds")
        if "heartbeat" in asked.flags:
            status: Any = asked.choice("status", "running")
            readings.heartbeat(asked.flags["heartbeat"], status)
        found = readings.bulletin()
        say_malformed(found.malformed, found.malformed_lines)
        table = self._frames.bulletin(found)
        return table

    def memory(self, asked: Asked) -> "Table":
        """What is kept from one session to the next."""
        table: Table
        if "signals" in asked.flags:
            table = self._frames.memory_signals(self.engine.readings.memory_signals())
            return table
        found = self.engine.readings.memory(asked.at or "")
        used = self.engine.readings.memory_events()
        say(f"{used.total_events} times in prompts, about {used.total_est_tokens} tokens")
        say_malformed([*found.malformed, *used.malformed])
        if "findings" in asked.flags:
            table = self._frames.memory_findings(found)
        elif "attention" in asked.flags:
            table = self._frames.memory_attention(found)
        else:
            for path in found.attention.changed_since:
                say(f"changed since any page: {path}")
            table = self._frames.memory(found)
        return table

    def health(self, asked: Asked) -> "Table":
        """How the project stands."""
        if "take" in asked.flags:
            self.engine.readings.take_health()
        found = self.engine.readings.health()
        if found.snapshot is None:
            say("nothing was measured yet: `%attune health --take`")
        else:
            age = "too old to go by: `%attune health --take`" if found.is_stale else "fresh"
            say(f"measured {phrases.stamp(found.snapshot.collected_at)}, {age}")
        say_malformed(found.malformed)
        table: Table = self._frames.health(found)
        return table

"""Project verbs: specs, help, sweeps, the bulletin, the memory and all else of a project."""

from datetime import date, datetime

from attune_ops_nb.model import Feature
from attune_ops_nb.readings import (
    briefing,
    bulletin,
    collab,
    completion_candidates,
    features,
    health,
    help,
    memory,
    memory_events,
    pending_writes,
    specs,
    sweep,
    threads,
)
from attune_ops_nb.readings.briefing import Answer, Briefing
from attune_ops_nb.readings.bulletin import ActorKind, Bulletin, Notice, RunStatus
from attune_ops_nb.readings.collab import Collab
from attune_ops_nb.readings.completion_candidates import Candidate
from attune_ops_nb.readings.dismissals import Dismissal
from attune_ops_nb.readings.health import Environment, Health, Snapshot, Version
from attune_ops_nb.readings.help import Help, Hit, Template
from attune_ops_nb.readings.memory import Memory, NodeText
from attune_ops_nb.readings.memory_events import MemorySignals, MemorySummary
from attune_ops_nb.readings.pending_writes import PendingWrites
from attune_ops_nb.readings.reader import Reader
from attune_ops_nb.readings.specs import Spec, SpecText, StatusWritten
from attune_ops_nb.readings.sweep import Chips, Sweep
from attune_ops_nb.readings.threads import ThreadText


class ProjectVerbs(Reader):
    """What a project keeps, and what is written there when somebody asks for it."""

    def features(self) -> list[Feature]:
        """The features of the project, by name."""
        return features.features(self._config)

    def specs(self) -> list[Spec]:
        """The specs of the project, by root and slug."""
        return specs.specs(self._config, self._now)

    def spec(self, slug: str) -> SpecText:
        """A spec with the text of its phases. NotFound, with the nearest, if there is none."""
        return specs.spec(self._config, slug, self._now)

    def set_spec_status(self, slug: str, phase: str, status: str) -> StatusWritten:
        """Put a status on the status line of a phase, and change nothing else in its file."""
        return specs.set_status(self._config, slug, phase, status, self._now)

    def close_spec(self, slug: str) -> StatusWritten:
        """Set the status that stands for the spec to complete."""
        return specs.close(self._config, slug, self._now)

    def candidates(self) -> list[Candidate]:
        """Specs that all evidence says are finished; none unless `specs_candidates_enabled`."""
        return completion_candidates.detect_candidates(self._config)

    def dismiss_candidate(self, slug: str, snapshot_hash: str) -> Dismissal:
        """Show a candidate no more for two weeks, or until something in it changes."""
        return completion_candidates.dismiss(self._config, slug, snapshot_hash, self._now)

    def help(self) -> Help:
        """The help that the project has about its features, what is missing and what is stale."""
        return help.help_of(self._config)

    def help_pages(self, text: str, limit: int = 20) -> list[Hit]:
        """The pages of help that have all words of `text`, best first."""
        return help.search(self._config, text, limit=limit)

    def help_page(self, feature: str, kind: str) -> Template:
        """A page of help, with its text. NotFound, with the nearest, if there is none."""
        return help.template(self._config, feature, kind)

    def sweeps(self) -> list[Sweep]:
        """The newest result of discovery-sweep for each scope, newest first."""
        return sweep.results(self._config)

    def sweep(self, scope_hash: str) -> Sweep:
        """The newest result of discovery-sweep for one scope. NotFound if there is none."""
        return sweep.result(self._config, scope_hash)

    def sweep_chips(self, scope: str = "") -> Chips:
        """How much discovery-sweep found in a scope, by default in the whole project."""
        return sweep.chips(self._config, scope)

    def pending_writes(self, temporary: bool = False) -> PendingWrites:
        """Files that dashboards changed, and what became of each; `temporary`: under /tmp, too."""
        return pending_writes.read(self._config, self._now, temporary=temporary)

    def briefing(self) -> Briefing:
        """What attune-ai's curator said last, however long ago; asks no model."""
        return briefing.briefing(self._config, self._now)

    def snooze_item(self, item_id: str) -> datetime:
        """Leave an item out of the briefing for two weeks; until when."""
        return briefing.snooze(self._config, item_id, self._now)

    def answer_item(self, item_id: str, choice: str) -> Answer:
        """Record what was chosen for an item of the briefing."""
        return briefing.answer(self._config, item_id, choice, self._now)

    def collab(self) -> Collab:
        """What waits for somebody: threads, stale handoffs, untriaged reviews, unsent documents."""
        return collab.collab(self._config, self._now)

    def thread(self, id: str) -> ThreadText:
        """A discussion of several agents, with its first messages. NotFound if there is none."""
        return threads.thread(id)

    def bulletin(self) -> Bulletin:
        """Who runs what on the project now, and runs of which nothing was heard for long."""
        return bulletin.read(self._config, self._now)

    def bulletin_archive(self, since: date) -> list[Notice]:
        """Every notice of the days from `since` on that lie in the archive, oldest first."""
        return bulletin.archived(self._config, since)

    def announce(
        self,
        workflow: str,
        *,
        run_id: str | None = None,
        scope: str | None = None,
        actor_id: str | None = None,
        actor_kind: ActorKind = "dashboard",
    ) -> Notice:
        """Say on the bulletin that something runs; `heartbeat` says that it still does."""
        return bulletin.announce(
            self._config,
            self._now,
            workflow,
            run_id=run_id,
            scope=scope,
            actor=actor_id,
            kind=actor_kind,
        )

    def heartbeat(self, run_id: str, status: RunStatus = "running") -> Notice:
        """Say on the bulletin that an announced run is alive, or how it ended."""
        return bulletin.beat(self._config, self._now, run_id, status)

    def memory(self, text: str = "") -> Memory:
        """What is kept from one session to the next; with `text`, what has all its words."""
        return memory.memory(self._config, self._now, text=text)

    def memory_node(self, key: str) -> NodeText:
        """A page of the memory, with its text."""
        return memory.node(self._config, key)

    def memory_events(self) -> MemorySummary:
        """What the memory put into prompts, in estimated tokens."""
        return memory_events.memory_summary(self._config)

    def memory_signals(self) -> MemorySignals:
        """What is known of the use of what the memory showed, each number with its caption."""
        return memory_events.signals(self._config)

    def health(self) -> Health:
        """The newest snapshot of the project's state, and whether it is too old to go by."""
        return health.health(self._config, self._now)

    def health_snapshots(self, limit: int = 100) -> list[Snapshot]:
        """The newest snapshots that were kept, oldest first."""
        return health.snapshots(self._config, limit)

    def take_health(self) -> Snapshot:
        """Take a snapshot of the project's state now, and keep it; that takes seconds."""
        return health.collect(self._config, self._now)

    def versions(self) -> list[Version]:
        """Our version, and those of the family that are installed beside us."""
        return health.versions()

    def environment(self) -> Environment:
        """What surrounds the engine."""
        return health.environment(self._config)

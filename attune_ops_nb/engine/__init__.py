"""Engine: the verbs, by noun. Synchronous, small, and safe to use from many threads."""

from collections.abc import Callable

from attune_ops_nb.config import Config
from attune_ops_nb.engine.actions import Actions
from attune_ops_nb.engine.artifacts import Artifacts
from attune_ops_nb.engine.attempts import Attempts
from attune_ops_nb.engine.changes import Changes
from attune_ops_nb.engine.executions import Executions
from attune_ops_nb.engine.identities import Identities
from attune_ops_nb.engine.inquiries import Inquiries
from attune_ops_nb.engine.keys import Keys
from attune_ops_nb.engine.packs import Packs
from attune_ops_nb.engine.recordings import Recordings
from attune_ops_nb.engine.requests import Requests
from attune_ops_nb.engine.runs import Runs
from attune_ops_nb.engine.runtimes import Runtimes
from attune_ops_nb.engine.selections import Selections
from attune_ops_nb.engine.settings import Settings
from attune_ops_nb.engine.story import Story
from attune_ops_nb.engine.workers import Workers
from attune_ops_nb.engine.workflow_runs import WorkflowRuns
from attune_ops_nb.engine.workflows import Workflows
from attune_ops_nb.model import Feature
from attune_ops_nb.store import Store


class Engine:
    """Everything that can be done, on one store, on behalf of one identity.

    `features` gives the features of the project; `wake` sees to it that an engine host runs;
    `running` says whether one does.
    """

    def __init__(
        self,
        config: Config,
        store: Store,
        *,
        login: str,
        features: Callable[[], list[Feature]] = list,
        wake: Callable[[], object] = lambda: None,
        running: Callable[[], bool] = lambda: False,
    ) -> None:
        self.config = config
        self.store = store
        self.login = login
        self.identities = Identities(store, login)
        self.settings = Settings(config, login=login, running=running)
        self.packs = Packs(config, store)
        self.workflows = Workflows(store, self.packs, allowed=self.settings.runs_allowed)
        self.runtimes = Runtimes(store)
        self.actions = Actions(store, self.packs)
        requests = Requests(config, store, features)
        self.executions = Executions(
            config,
            store,
            allowed=self.settings.runs_allowed,
            executor=self.identities.own,
            requests=requests,
            wake=wake,
        )
        self.story = Story(config, store)
        self.workflow_runs = WorkflowRuns(
            config,
            store,
            requests=requests,
            story=self.story,
            allowed=self.executions.check_allowed,
            wake=wake,
        )
        self.recordings = Recordings(store)
        self.inquiries = Inquiries(store, self.identities, wake)
        self.keys = Keys(config, store, self.identities)
        self.attempts = Attempts(config, store, self.workflow_runs, self.story)
        self.runs = Runs(config, store)
        self.artifacts = Artifacts(config, store)
        self.workers = Workers(store)
        self.selections = Selections(config)
        self.changes = Changes(store)

    def close(self) -> None:
        """Let go of the store."""
        self.store.close()

"""Telemetry verbs: what our own programs wrote down beside what they cost."""

from attune_ops_nb.readings import diagnoses, form_events, gate_verdicts, reach
from attune_ops_nb.readings.diagnoses import Diagnoses
from attune_ops_nb.readings.form_events import FormEvents
from attune_ops_nb.readings.gate_verdicts import GateVerdicts
from attune_ops_nb.readings.reach import Reach
from attune_ops_nb.readings.reader import Reader


class TelemetryVerbs(Reader):
    """The small files of telemetry."""

    def form_events(self) -> FormEvents:
        """How questions were put to people, and how many were answered."""
        return form_events.form_events(self._config)

    def diagnoses(self) -> Diagnoses:
        """Why runs failed and what came of it, as it was understood last, the newest first."""
        return diagnoses.diagnoses(self._config)

    def gate_verdicts(self) -> GateVerdicts:
        """What each gate said about each spec last."""
        return gate_verdicts.gate_verdicts(self._config)

    def reach(self) -> Reach:
        """How often the packages of the project are fetched, by its newest snapshots."""
        return reach.reach(self._config)

"""Servers on a demo: forty days of invented work, and an engine that ran something of each kind."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

from tests.browser.programs import Lab, Ops, Program

FLOOD = Path(__file__).parent / "flood"
"""A pack whose actions print a million lines, at once or by and by."""


class OnDemo(Program):
    """What a demo changes about a server."""

    @property
    def environment(self) -> dict[str, str]:
        home = self.folder / "attune"
        return {**super().environment, "CLAUDE_CONFIG_DIR": str(home / "claude")}

    def start(self) -> None:
        """Make the demo first, if there is none yet."""
        if not self.project.exists():
            self.attune("demo", "--live")
            shutil.copytree(FLOOD, self.home / "packs" / "flood")
        super().start()

    def stop(self) -> None:
        """With its engine host, for one of its runs would go on for an hour. `kill` leaves it."""
        super().stop()
        self.attune("engine", "stop")

    def attune(self, *words: str) -> str:
        """What the command says about this home."""
        asked = [sys.executable, "-m", "attune_ops_nb", *words, "--home", str(self.home)]
        return subprocess.run(
            asked, env=self.environment, cwd=self.folder, check=True, capture_output=True, text=True
        ).stdout

    def runs(self) -> dict[str, int]:
        """The newest run of each workflow, by its ref."""
        listed = self.attune("execution", "list", "--top-level-only", "--json")
        return {each["action_ref"]: each["id"] for each in reversed(json.loads(listed))}

    @staticmethod
    def project_of(folder: Path) -> Path:
        return folder / "attune" / "paperclip"


class DemoOps(OnDemo, Ops):
    """`attune ops` on a demo."""


class DemoLab(OnDemo, Lab):
    """JupyterLab on a demo."""

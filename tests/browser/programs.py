"""Programs the browser looks at: a JupyterLab and an `attune ops`, each on its own home."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

from playwright.sync_api import Page

ROOT = Path(__file__).parents[2]
TOKEN = "for-tests"
START_SECONDS = 90


class Program:
    """A server in a process group of its own, with a copy of the sample project to work on."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.home = folder / "attune"
        self.project = self.project_of(folder)
        self.port = free_port()
        self.log = folder / "server.log"
        self._running: subprocess.Popen[bytes] | None = None
        if not (folder / "notebooks").exists():
            shutil.copytree(ROOT / "notebooks", folder / "notebooks", ignore=LEFT_BEHIND)

    @staticmethod
    def project_of(folder: Path) -> Path:
        """What it works on."""
        return folder / "notebooks" / "sample"

    @property
    def url(self) -> str:
        """The address of the server; ends with a slash."""
        return f"http://127.0.0.1:{self.port}/"

    @property
    def environment(self) -> dict[str, str]:
        """Nothing of whoever runs the tests, and no engine host that stays."""
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("ATTUNE", "JUPYTER"))}
        return {
            **kept,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{kept['PATH']}",
            "HOME": str(self.folder),
            "ATTUNE_HOME": str(self.home),
            "ATTUNE__OPS__HOST_IDLE_SECONDS": "10",
            "JUPYTER_CONFIG_DIR": str(self.folder / "config"),
            "JUPYTER_DATA_DIR": str(self.folder / "data"),
            "JUPYTER_RUNTIME_DIR": str(self.folder / "runtime"),
            "JUPYTERLAB_SETTINGS_DIR": str(self.folder / "settings"),
            "JUPYTERLAB_WORKSPACES_DIR": str(self.folder / "workspaces"),
        }

    def command(self) -> list[str]:
        """What to start."""
        raise NotImplementedError

    def answers(self) -> bool:
        """Whether the server is up."""
        asked = urllib.request.Request(
            f"{self.url}api/status", headers={"Authorization": f"token {TOKEN}"}
        )
        try:
            with urllib.request.urlopen(asked, timeout=5) as response:
                return bool(response.status == 200)
        except urllib.error.HTTPError:
            return True
        except OSError:
            return False

    def start(self) -> None:
        """Start the server and come back when it answers."""
        with self.log.open("ab") as log:
            self._running = subprocess.Popen(
                self.command(),
                cwd=self.folder,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        until = time.monotonic() + START_SECONDS
        while not self.answers():
            if self._running.poll() is not None or time.monotonic() > until:
                self.stop()
                raise RuntimeError(f"no server:\n{self.log.read_text()}")
            time.sleep(0.1)

    def stop(self) -> None:
        """End the server and what it started, save the engine host, which has its own session."""
        if self._running is None:
            return
        for ending in (signal.SIGTERM, signal.SIGKILL):
            if self._running.poll() is None:
                os.killpg(self._running.pid, ending)
            try:
                self._running.wait(timeout=15)
                break
            except subprocess.TimeoutExpired:
                continue
        self._running = None

    def kill(self) -> None:
        """End the server as a crash does."""
        if self._running is not None:
            os.killpg(self._running.pid, signal.SIGKILL)
            self._running.wait()
            self._running = None


class Lab(Program):
    """A JupyterLab with runs switched on, and what a test does in it."""

    def command(self) -> list[str]:
        quiet = self.folder / "settings" / "@jupyterlab" / "apputils-extension"
        quiet.mkdir(parents=True, exist_ok=True)
        (quiet / "notification.jupyterlab-settings").write_text(json.dumps({"fetchNews": "false"}))
        return [
            *(sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root"),
            f"--ServerApp.port={self.port}",
            "--ServerApp.port_retries=0",
            f"--IdentityProvider.token={TOKEN}",
            f"--ServerApp.root_dir={self.folder / 'notebooks'}",
            "--LabApp.expose_app_in_browser=True",
            "--LabApp.news_url=None",
            "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
            "--LabApp.extension_manager=readonly",
            "--AttuneOps.allow_run=True",
            f"--AttuneOps.project_root={self.project}",
        ]

    def open(self, page: Page, notebook: str | None = None) -> None:
        """Show JupyterLab, with a notebook whose kernel is ready."""
        tree = f"/tree/{notebook}" if notebook else ""
        page.goto(f"{self.url}lab/workspaces/test{tree}?reset&token={TOKEN}")
        page.wait_for_function("() => window.jupyterapp?.restored.then(() => true)")
        if notebook:
            self.ready(page)

    def theme(self, page: Page, name: str) -> None:
        """Switch the theme to the `light` or the `dark` one of JupyterLab."""
        page.evaluate(
            "async (theme) => { await window.jupyterapp.commands.execute("
            "'apputils:change-theme', { theme }); }",
            f"JupyterLab {name.capitalize()}",
        )
        light = str(name == "light").lower()
        page.wait_for_selector(f"body[data-jp-theme-light={light}]", state="attached")

    def ready(self, page: Page) -> None:
        """Wait for the kernel of the notebook in front: a cell run earlier opens a dialog."""
        page.wait_for_function("() => window.jupyterapp.shell.currentWidget?.sessionContext")
        page.evaluate(
            """async () => {
                const context = window.jupyterapp.shell.currentWidget.sessionContext;
                await context.ready;
                await context.session.kernel.info;
            }"""
        )

    def new_notebook(self, page: Page) -> None:
        """An empty notebook with a kernel."""
        page.evaluate(
            """() => window.jupyterapp.commands.execute('notebook:create-new',
                 { kernelName: 'python3' }).then(() => null)"""
        )
        self.ready(page)

    def run(self, page: Page, source: str) -> int:
        """Run `source` in a cell below all others and come back when it ended; its index."""
        index: int = page.evaluate(
            """async (source) => {
                const app = window.jupyterapp;
                const { content } = app.shell.currentWidget;
                content.activeCellIndex = content.widgets.length - 1;
                if (content.activeCell.model.sharedModel.getSource().trim()) {
                    await app.commands.execute('notebook:insert-cell-below');
                }
                content.activeCell.model.sharedModel.setSource(source);
                const index = content.activeCellIndex;
                await app.commands.execute('notebook:run-cell');
                return index;
            }""",
            source,
        )
        return index

    def start_cell(self, page: Page, source: str) -> None:
        """Let `source` run in a cell below all others, and do not wait for it."""
        page.evaluate(
            """(source) => {
                const app = window.jupyterapp;
                const { content } = app.shell.currentWidget;
                content.activeCellIndex = content.widgets.length - 1;
                void app.commands.execute('notebook:insert-cell-below').then(() => {
                    content.activeCell.model.sharedModel.setSource(source);
                    void app.commands.execute('notebook:run-cell');
                });
            }""",
            source,
        )

    def save(self, page: Page) -> str:
        """Save the notebook in front; its path."""
        path: str = page.evaluate(
            """async () => {
                const { context } = window.jupyterapp.shell.currentWidget;
                await context.save();
                return context.path;
            }"""
        )
        return path


class Ops(Program):
    """An `attune ops` and the address it prints."""

    def command(self) -> list[str]:
        return [
            *(sys.executable, "-u", "-m", "attune_ops_nb", "ops", "--no-browser", "--allow-run"),
            *("--port", str(self.port), "--project-root", str(self.project)),
        ]

    @property
    def page_url(self) -> str:
        """The address of the page, with the token."""
        found = re.findall(r"http://\S+token=\w+", self.log.read_text())
        if not found:
            raise RuntimeError(f"no address with a token:\n{self.log.read_text()}")
        return str(found[-1])


LEFT_BEHIND = shutil.ignore_patterns("__pycache__", ".*_cache", ".ipynb_checkpoints", ".attune")


def free_port() -> int:
    """A port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port

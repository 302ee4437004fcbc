"""The extension in a Jupyter server, and a server of its own."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from attune_ops_nb.config import SETTINGS, Config, build_config
from attune_ops_nb.errors import Unavailable
from attune_ops_nb.model import Execution, Status
from attune_ops_nb.server.app import AttuneOps, create_app
from attune_ops_nb.work import host
from attune_ops_nb.work.embedded import Attune

SERVE = """
import sys
from attune_ops_nb.config import build_config
from attune_ops_nb.server.app import serve
project, host, port = sys.argv[1:]
config = build_config(project, host=host, port=int(port), trusted_hosts=("ops.example:443",))
sys.exit(serve(config, open_browser=False))
"""


def free_port(family: socket.AddressFamily = socket.AF_INET, host: str = "127.0.0.1") -> int:
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.bind((host, 0))
        return int(probe.getsockname()[1])


class Served:
    """A server of its own, in a process of its own."""

    def __init__(self, project: Path, host: str, port: int, until: str) -> None:
        self.host, self.port = host, port
        self._process = subprocess.Popen(
            [sys.executable, "-c", SERVE, str(project), host, str(port)],
            env={**os.environ, "JUPYTER_TOKEN": "abc"},
            stderr=subprocess.PIPE,
            text=True,
        )
        assert self._process.stderr is not None
        self.printed = ""
        while until not in self.printed:
            line = self._process.stderr.readline()
            assert line, self.printed
            self.printed += line

    def ask(self, path: str, **headers: str) -> Any:
        address = f"[{self.host}]" if ":" in self.host else "127.0.0.1"
        sent = {"Authorization": "token abc", **headers}
        return urlopen(Request(f"http://{address}:{self.port}/{path}", headers=sent), timeout=20)

    def code(self, path: str, **headers: str) -> int:
        try:
            with self.ask(path, **headers) as answer:
                return int(answer.status)
        except HTTPError as refused:
            with refused:
                return refused.code

    def stop(self, with_signal: signal.Signals) -> int:
        self._process.send_signal(with_signal)
        _, rest = self._process.communicate(timeout=10)
        self.printed += rest
        return self._process.returncode


@pytest.fixture
def serve(project: Path, jp_environ: Any) -> Iterator[Any]:
    started: list[Served] = []

    def start(host: str = "127.0.0.1", port: int = 0, until: str = "attune_ops: project") -> Served:
        started.append(Served(project, host, port or free_port(), until))
        return started[-1]

    yield start
    for each in started:
        if each._process.poll() is None:
            each.stop(signal.SIGKILL)


def test_a_taken_port_is_an_error_that_says_what_to_do(project: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        with pytest.raises(Unavailable, match=f"port {port}: .*; choose another with --port"):
            create_app(build_config(project, port=port))


@pytest.mark.parametrize("with_signal", [signal.SIGINT, signal.SIGTERM])
def test_a_stream_that_is_open_does_not_keep_the_server_up(
    serve: Any, with_signal: signal.Signals
) -> None:
    served = serve()
    with served.ask("attune/api/v1/executions/stream") as stream:
        assert stream.read(5) == b"retry"

        code = served.stop(with_signal)

        assert b"data" not in stream.read()
    assert code == 0
    assert "Traceback" not in served.printed


def test_a_server_of_our_own_prints_its_address_and_serves_us_alone(serve: Any) -> None:
    served = serve()

    assert f"http://127.0.0.1:{served.port}/attune/?token=" in served.printed
    with served.ask("attune/api/ops/info") as answer:
        assert json.load(answer)["data"]["project"] == "project"
    for closed in ("api/kernels", "api/terminals", "api/contents", "lab", "files/x"):
        assert served.code(closed) == 404, closed


def test_whoever_reads_the_address_can_ask_at_once(serve: Any) -> None:
    assert serve(until="/attune/?token=").code("attune/health") == 200


def test_a_server_of_our_own_answers_to_its_names_alone(serve: Any) -> None:
    served = serve()

    for name in (
        f"localhost:{served.port}",
        "127.0.0.1",
        "ops.example",
        "ops.example:443",
        "[::1]",
    ):
        assert served.code("attune/health", Host=name) == 200, name
    for name in ("evil.test", f"evil.test:{served.port}", "192.168.1.5", "localhost."):
        assert served.code("attune/health", Host=name) == 403, name


def test_a_server_for_all_checks_the_name_as_well(serve: Any) -> None:
    served = serve("0.0.0.0")

    assert "every machine that reaches it" in served.printed
    for name in ("localhost", "192.168.1.5:8765", "ops.example"):
        assert served.code("attune/health", Host=name) == 200, name
    assert served.code("attune/health", Host="evil.test") == 403


def test_a_server_for_the_sixth_version_of_the_address(serve: Any) -> None:
    try:
        port = free_port(socket.AF_INET6, "::1")
    except OSError as error:
        pytest.skip(f"no IPv6 here: {error}")

    assert serve("::1", port).code("attune/api/ops/info") == 200


def test_every_setting_is_a_trait() -> None:
    traits = AttuneOps.class_traits(config=True)

    for name, field in SETTINGS.items():
        assert field.metadata["help"] in traits[name].help


def test_kernels_see_the_settings_of_the_server(extension: AttuneOps, project: Path) -> None:
    assert build_config() == extension.chosen()
    assert build_config().project_root == project


async def test_a_server_that_stops_leaves_the_environment_as_it_was(extension: AttuneOps) -> None:
    await extension.stop_extension()

    assert "ATTUNE__OPS__PROJECT_ROOT" not in os.environ


class TestWithoutAProject:
    @pytest.fixture
    def jp_server_config(self) -> dict[str, Any]:
        return {"ServerApp": {"jpserver_extensions": {"attune_ops_nb": True}}}

    def test_the_project_is_where_jupyter_is(self, extension: AttuneOps, jp_root_dir: Path) -> None:
        assert extension.chosen().project_root == jp_root_dir

    def test_the_environment_comes_before_where_jupyter_is(
        self, extension: AttuneOps, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("ATTUNE__OPS__PROJECT_ROOT", str(tmp_path))

        assert extension.chosen().project_root == tmp_path


class TestWithAStoreThatCannotBeWritten:
    @pytest.fixture
    def jp_server_config(self, project: Path, tmp_path: Path) -> dict[str, Any]:
        (tmp_path / "attune" / "ops" / "attune.db").mkdir(parents=True)
        return {
            "ServerApp": {"jpserver_extensions": {"attune_ops_nb": True}},
            "AttuneOps": {"project_root": str(project)},
        }

    async def test_jupyter_starts_and_every_request_says_why_not(
        self, ask: Any, jp_fetch: Any, caplog: pytest.LogCaptureFixture
    ) -> None:
        for path in ("api/ops/info", "api/v1/executions", "health/detailed"):
            response = await ask(path)
            assert response.code == 503
            assert "set ATTUNE_HOME" in json.loads(response.body)["error"]
        assert (await ask("health")).code == 200
        assert (await jp_fetch("api", "status")).code == 200
        assert caplog.text.count("cannot write the store") == 1


async def test_jupyter_is_not_idle_while_runs_go_on(
    extension: AttuneOps, engine: Attune, running: Execution
) -> None:
    extension.room._look()
    assert extension.current_activity() == {"runs": True}

    engine.store.update(Execution, running.id, status=Status.COMPLETED)
    extension.room._look()

    assert extension.current_activity() is None


@pytest.fixture
def hosted(extension: AttuneOps) -> Iterator[Config]:
    yield extension.chosen()
    host.stop(extension.chosen())


async def test_a_run_is_started_followed_and_kept(ask: Any, pages: Any, hosted: Config) -> None:
    asked = {"action_ref": "core.echo", "parameters": {"message": "hello from afar"}}
    response = await ask("api/v1/executions/execute", method="POST", body=asked)
    assert response.code == 201
    id = json.loads(response.body)["data"]["id"]
    page = await pages()

    await page.say(type="follow", execution=id, from_=0)

    content, last = await asyncio.wait_for(page.log(), 60)
    assert b"hello from afar" in content
    assert last["type"] == "log_end"
    ended = json.loads((await ask(f"api/v1/executions/{id}")).body)["data"]
    assert ended["status"] == "completed"


async def test_whoever_watches_a_run_of_a_killed_host_sees_it_end(
    ask: Any, pages: Any, extension: AttuneOps, hosted: Config, jp_serverapp: Any
) -> None:
    page = await pages()
    asked = {"action_ref": "core.sleep", "parameters": {"seconds": 2, "message": "begun"}}
    response = await ask("api/v1/executions/execute", method="POST", body=asked)
    id = json.loads(response.body)["data"]["id"]
    await page.say(type="follow", execution=id, from_=0)
    await asyncio.wait_for(page.hear(), 60)
    await extension._start_jupyter_server_extension(jp_serverapp)

    os.kill(int(host.facts(hosted)["pid"]), signal.SIGKILL)
    content, _ = await asyncio.wait_for(page.log(), 60)

    assert b"attempt 2: its worker was lost" in content

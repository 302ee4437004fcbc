"""Which engine a kernel gets, and how it finds servers."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Invalid
from attune_ops_nb.notebook import servers
from attune_ops_nb.notebook.connect import connect
from attune_ops_nb.notebook.remote import RemoteEngine, base_url
from attune_ops_nb.work.embedded import Attune


@pytest.fixture
def runtime(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where Jupyter servers say that they run; one does, with the process 77."""
    monkeypatch.setenv("JUPYTER_RUNTIME_DIR", str(tmp_path))
    facts = {"url": "http://localhost:8899/base/", "token": "secret", "pid": 77}
    (tmp_path / "jpserver-77.json").write_text(json.dumps(facts))
    (tmp_path / "jpserver-78.json").write_text("{ half")
    return tmp_path


def test_a_kernel_on_the_disk_of_the_store_has_one_engine(demo: Config) -> None:
    engine = connect()
    assert isinstance(engine, Attune)
    assert engine.config == demo
    assert connect() is engine


@pytest.mark.parametrize(
    ("address", "base"),
    [
        ("http://h:8888", "http://h:8888/"),
        ("h:8888", "http://h:8888/"),
        ("http://h:8888/lab/tree/a.ipynb?token=x", "http://h:8888/"),
        ("https://h/user/ann/attune/?token=x", "https://h/user/ann/"),
        ("http://h:8888/foo/", "http://h:8888/foo/"),
    ],
)
def test_an_address_may_be_pasted_as_jupyter_prints_it(address: str, base: str) -> None:
    assert base_url(address) == base


@pytest.mark.parametrize("address", ["", "ftp://h/", "http://"])
def test_what_is_no_address_is_invalid(address: str) -> None:
    with pytest.raises(Invalid, match="is no address of a server"):
        base_url(address)


def test_the_environment_names_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ATTUNE_URL", "http://127.0.0.1:9/lab?token=x")
    engine = connect()
    assert isinstance(engine, RemoteEngine)
    assert engine.url == "http://127.0.0.1:9/"


@pytest.mark.usefixtures("runtime")
def test_the_token_of_a_server_of_this_machine_is_known() -> None:
    assert servers.token_of("http://127.0.0.1:8899/base") == "secret"
    assert servers.token_of("http://127.0.0.1:8899/") is None
    assert servers.token_of("http://elsewhere:8899/base/") is None


@pytest.mark.usefixtures("runtime")
def test_the_page_is_on_the_server_that_started_the_kernel(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv("JPY_PARENT_PID", raising=False)
    assert servers.page() is None
    monkeypatch.setenv("JPY_PARENT_PID", "77")
    assert servers.page() == "http://localhost:8899/base/attune/"


@pytest.mark.usefixtures("demo")
def test_ctrl_c_in_a_terminal_stops_the_run_and_the_session_goes_on() -> None:
    code = "%load_ext attune_ops\nrun = %attune run demo.slow\nprint('then', run.status.value)"
    session = subprocess.Popen(
        [sys.executable, "-m", "IPython", "--no-banner", "--colors=NoColor", "-c", code],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "IPYTHONDIR": os.environ["ATTUNE_HOME"]},
    )
    assert session.stdout is not None
    assert any("begun" in line for line in session.stdout)
    session.send_signal(signal.SIGINT)
    rest, _ = session.communicate(timeout=60)
    assert "stopping …" in rest
    assert "execution 1: demo.slow was cancelled" in rest
    assert rest.endswith("then cancelled\n")

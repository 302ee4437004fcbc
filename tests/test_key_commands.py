"""`attune key`: a value is read or asked for, never shown unless somebody says so."""

import io
import json
from hashlib import sha256
from pathlib import Path

import pytest

from attune_ops_nb.cli import main
from attune_ops_nb.config import Config
from attune_ops_nb.work.embedded import open_engine
from tests.notebook.conftest import demo

__all__ = ["demo"]
pytestmark = pytest.mark.usefixtures("demo")
SECRET = "c4nary-of-the-terminal"
MADE = ("key", "create", "--ref", "demo.token", "--name", "token")
FLOW = """\
version: 1.0.0
tasks:
- name: login
  action: demo.login
  input: {header: "Bearer {{ keystore.token }}"}
"""
HEADER = {"header": {"type": "string", "secret": True, "required": True}}
LOGIN = """
printf %s "$header" > ../got
echo "header $header, alone ${header#Bearer }"
printf done > "$ATTUNE_ARTIFACTS_DIR/left.txt"
"""


class Terminal:
    """Says `text` on standard input, and gives what came of it."""

    def __init__(self, capsys: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch) -> None:
        self._capsys = capsys
        self._patch = patch

    def __call__(self, *words: str, text: str = "") -> tuple[int, str, str]:
        self._capsys.readouterr()
        self._patch.setattr("sys.stdin", io.StringIO(text))
        code = main(words)
        said = self._capsys.readouterr()
        return code, said.out, said.err


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Terminal:
    return Terminal(capsys, monkeypatch)


@pytest.fixture
def flow(tmp_path: Path, demo: Config) -> Path:
    """A workflow that gives a part of a text to an action, which prints it."""
    engine = open_engine(demo)
    engine.actions.register("demo.login", LOGIN, param_schema=HEADER)
    engine.close()
    path = tmp_path / "flow.workflow.yaml"
    path.write_text(FLOW)
    return path


def test_a_value_is_read_from_a_pipe_and_shown_only_if_asked_for(say: Terminal) -> None:
    assert say(*MADE, text=f"{SECRET}\n")[0] == 0

    assert SECRET not in "".join(say("key", "show", "demo.token")[1:])
    assert SECRET not in "".join(say("key", "list", "--json")[1:])
    assert "value" not in json.loads(say("key", "show", "demo.token", "--json")[1])
    assert json.loads(say("key", "show", "demo.token", "-d", "--json")[1])["value"] == SECRET


def test_a_hash_tells_whether_two_values_are_the_same(say: Terminal) -> None:
    say(*MADE, text=f"{SECRET}\n")
    hashed = sha256(SECRET.encode()).hexdigest()[:12]
    assert json.loads(say("key", "show", "demo.token", "--json")[1])["value_sha256"] == hashed

    say("key", "update", "demo.token", "--value", text="another")
    assert hashed not in say("key", "show", "demo.token", "--json")[1]


def test_keys_are_listed_by_owner_changed_and_removed(say: Terminal) -> None:
    say(*MADE, "--owner-pack-ref", "demo", "--no-encrypted", text=SECRET)
    assert say("key", "update", "demo.token", "--name", "other", "-e")[0] == 0

    listed = say("key", "list", "--owner", "demo")[1].splitlines()
    assert listed[1].split() == ["demo.token", "other", "pack", "demo", "yes"]
    assert say("key", "delete", "demo.token", "--yes")[:2] == (0, "demo.token is gone\n")
    assert "attune key create" in say("key", "list")[2]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((*MADE, "--value", SECRET), "a value in a command can be seen by others"),
        (("key", "update", "demo.token", "--value", SECRET), "can be seen by others"),
        (("key", "update", "demo.token"), "say what to change"),
        (MADE, "value: it is empty"),
    ],
)
def test_what_makes_no_sense_is_refused(words: tuple[str, ...], told: str, say: Terminal) -> None:
    code, out, err = say(*words)

    assert (code, out) == (2, "") and told in err and SECRET not in err


def test_an_action_gets_a_key_and_its_value_is_nowhere(
    say: Terminal, tmp_path: Path, demo: Config, flow: Path
) -> None:
    say("workflow", "upload", str(flow))
    say(*MADE, "--owner-action-ref", "adhoc.flow", text=SECRET)

    code, *said = say("run", "adhoc.flow", "--watch")
    log = say("execution", "logs", "2")[1]
    said += [log, *say("execution", "result", "2")[1:]]

    assert (code, (tmp_path / "got").read_text()) == (0, f"Bearer {SECRET}")
    assert "header ***, alone ***" in log and SECRET not in str(said)
    files = [path for path in demo.attune_home.rglob("*") if path.is_file()]
    assert {"attune.db", "left.txt"} <= {path.name for path in files}
    assert [path for path in files if SECRET.encode() in path.read_bytes()] == []


def test_a_rehearsal_takes_what_stands_for_a_key(say: Terminal, flow: Path) -> None:
    say(*MADE, text=SECRET)
    code, out, err = say("workflow", "rehearse", str(flow))
    assert code == 1 and "the key `token` is not known in a rehearsal" in err

    code, out, err = say("workflow", "rehearse", str(flow), "--key", "token=x")
    assert (code, "header=Bearer x" in out) == (0, True)

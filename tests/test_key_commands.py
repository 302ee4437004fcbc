"""`attune key`: a value is read or asked for, never shown unless somebody says so."""

import io
import json
from hashlib import sha256

import pytest

from attune_ops_nb.cli import main
from tests.notebook.conftest import demo

__all__ = ["demo"]
pytestmark = pytest.mark.usefixtures("demo")
SECRET = "c4nary-of-the-terminal"
MADE = ("key", "create", "--ref", "demo.token", "--name", "token")


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

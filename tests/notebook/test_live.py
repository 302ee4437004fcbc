"""Live frames on real files, in this process and in a real kernel."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd  # type: ignore[import-untyped]
import pytest
from IPython.core.interactiveshell import InteractiveShell

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Unavailable
from attune_ops_nb.notebook import frames
from attune_ops_nb.notebook.frames import LiveFrame
from tests.notebook.test_kernel import FrontEnd, Message, front_end  # noqa: F401

BY = pytest.mark.parametrize("by", ["event", "model"])


def add(config: Config, *costs: float, **fields: Any) -> Path:
    path = config.telemetry_path
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a") as file:
        for cost in costs:
            call = {"ts": "2026-11-21T10:00:00Z", "model": "m", "cost": cost, **fields}
            file.write(json.dumps(call) + "\n")
    return path


def live(by: str, **how: Any) -> LiveFrame:
    return frames.telemetry(live=True, by=by, **how)


def cost(found: LiveFrame) -> float:
    return float(found.frame["cost_usd"].sum())


@BY
def test_what_is_added_is_in_the_frame(demo: Config, by: str):
    found = live(by)
    assert found.frame.empty
    add(demo, 1, 2)
    assert cost(found) == 3
    add(demo, 4)
    assert cost(found) == 7


@BY
def test_a_rotation_neither_loses_nor_doubles_a_row(demo: Config, by: str):
    path = add(demo, 1, 2)
    found = live(by)
    with path.open("a") as file:
        file.write('{"cost": 4')
    assert cost(found) == 3
    with path.open("a") as file:
        file.write("}\n")
    path.rename(path.with_name("usage.2026-11-20.jsonl"))
    add(demo, 8)
    assert cost(found) == 15


@BY
@pytest.mark.parametrize("change", [Path.unlink, lambda path: path.write_text('{"cost": 5}\n')])
def test_what_is_taken_away_is_not_in_the_frame_any_more(
    demo: Config, by: str, change: Callable[[Path], object]
):
    path = add(demo, 1, 2)
    found = live(by)
    change(path)
    assert cost(found) == (5 if path.exists() else 0)


@BY
def test_columns_and_dtypes_are_those_of_the_table(demo: Config, by: str):
    found = live(by)
    dtypes = found.frame.dtypes
    add(demo, 1)
    found.refresh()
    add(demo, 2)
    pd.testing.assert_series_equal(found.frame.dtypes, dtypes)


@BY
def test_nothing_is_read_or_made_when_nothing_was_added(demo: Config, by: str):
    add(demo, 1)
    found = live(by)
    frame, version = found.frame, found.version
    assert found.refresh() is False
    assert (found.version, found.frame is frame) == (version, True)


def test_calls_are_those_of_the_days_that_are_asked_for(demo: Config):
    add(demo, 1, ts="2026-11-20T10:00:00Z")
    found = live("event", since=pd.Timestamp("2026-11-21").date())
    add(demo, 2)
    assert found.frame["cost_usd"].tolist() == [2]


@BY
def test_what_cannot_be_read_is_an_error_until_it_can(demo: Config, by: str):
    path = add(demo, 1)
    found = live(by)
    path.rename(path.with_name("kept"))
    path.mkdir()
    with pytest.raises(Unavailable, match="it is a folder"):
        found.refresh()
    path.rmdir()
    path.with_name("kept").rename(path)
    assert cost(found) == 1


def test_a_terminal_shows_it_as_it_is(
    shell: InteractiveShell, demo: Config, capsys: pytest.CaptureFixture[str]
):
    add(demo, 1)
    shell.run_cell("%attune telemetry --by model --live")
    assert "as of " in capsys.readouterr().out


def shows(text: str) -> Callable[[Message], bool]:
    """Whether a message draws a table with `text` in it."""
    return lambda message: text in message["content"].get("data", {}).get("text/html", "")


def place(message: Message) -> str:
    return str(message["content"]["transient"]["display_id"])


@pytest.mark.usefixtures("demo")
def test_the_table_under_a_cell_follows_its_files(front_end: FrontEnd, demo: Config):  # noqa: F811
    *_, shown = front_end.run("%attune telemetry --by model --live", shows("none yet"))
    for total, said in ((0.25, "$0.25"), (0.5, "$0.75")):
        add(demo, total)
        *_, drawn = front_end.outputs(None, shows(said))
        assert drawn["msg_type"] == "update_display_data"
        assert place(drawn) == place(shown)


def test_a_cell_that_is_run_again_lets_go_of_what_it_showed(front_end: FrontEnd, demo: Config):  # noqa: F811
    cell = "%attune telemetry --by model --live"
    *_, first = front_end.run(cell, shows("none yet"))
    front_end.run("1")
    *_, second = front_end.run(cell, shows("none yet"))
    add(demo, 0.25)
    *_, drawn = front_end.outputs(None, shows("$0.25"))
    assert place(first) != place(second) == place(drawn)
    threads = "import threading; len([t for t in threading.enumerate() if 'live' in t.name])"
    assert any(
        message["content"].get("data", {}).get("text/plain") == "1"
        for message in front_end.run(threads)
    )


def test_what_is_stopped_is_drawn_no_more(front_end: FrontEnd, demo: Config):  # noqa: F811
    front_end.run("%attune telemetry --by model --live", shows("none yet"))
    front_end.run("live = _\nlive.stop()")
    add(demo, 0.25)
    found = front_end.run("len(live.frame)")
    assert not any(message["msg_type"] == "update_display_data" for message in found)

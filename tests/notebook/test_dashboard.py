"""The dashboard in a cell: what it shows, what it keeps, what Python gets back."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import attune_ops_nb
from attune_ops_nb.config import Config
from attune_ops_nb.errors import Invalid
from attune_ops_nb.model import Execution, Status
from attune_ops_nb.notebook.dashboard import MIME, VIEWS, Dashboard
from attune_ops_nb.notebook.still import PARTS, still
from attune_ops_nb.work.embedded import Attune, open_engine

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
INDEX = Path(attune_ops_nb.__file__).parent / "frontend" / "src" / "views" / "index.ts"


@pytest.fixture
def engine(demo: Config) -> Iterator[Attune]:
    opened = open_engine(demo)
    yield opened
    opened.close()


def test_python_knows_the_views_that_the_front_end_has() -> None:
    listed = re.findall(r"^  (\w+): \{ label: ", INDEX.read_text(encoding="utf-8"), re.M)
    assert listed == list(VIEWS)


def test_a_dashboard_says_which_view_with_which_choices(engine: Attune) -> None:
    dashboard = Dashboard("costs", engine=engine, days=30, by="model")
    shown = dashboard._repr_mimebundle_()[MIME]
    assert (shown["view"], shown["query"]) == ("costs", {"days": "30", "by": "model"})


def test_a_view_that_is_none_is_refused_with_those_there_are(engine: Attune) -> None:
    with pytest.raises(Invalid, match=r"no view 'cost'; there are home, .*costs"):
        Dashboard("cost", engine=engine)


def test_what_is_selected_in_the_browser_is_selected_in_python(engine: Attune) -> None:
    dashboard = Dashboard("telemetry", engine=engine)
    assert dashboard.selected == []
    engine.selections.select(dashboard.spec["selection"], [{"model": "opus", "cost": 1.5}])
    assert dashboard.selected_frame["cost"].sum() == 1.5


def test_the_selection_that_the_readme_shows_is_there(engine: Attune) -> None:
    shown = (
        README.partition("come back to Python")[2].partition("```python\n")[2].partition("```")[0]
    )
    names: dict[str, Any] = {"attune_ops_nb": attune_ops_nb}
    making, _, using = shown.partition("\n")
    exec(making, names)
    selection = names["dashboard"].spec["selection"]
    rows = [{"model": "opus", "cost": 1.5}, {"model": "haiku", "cost": 0.5}]
    engine.selections.select(selection, rows)
    exec(using, names)
    assert (names["dearest"], names["spent"]) == (rows[0], 2.0)


def test_two_dashboards_have_a_selection_each(engine: Attune) -> None:
    one, other = Dashboard(engine=engine), Dashboard(engine=engine)
    engine.selections.select(one.spec["selection"], [{"a": 1}])
    assert other.selected == []


def test_a_saved_notebook_says_what_ran(engine: Attune) -> None:
    engine.store.add(Execution(action_ref="demo.<b>", status=Status.FAILED))
    html = Dashboard("runs", engine=engine)._repr_mimebundle_()["text/html"]
    assert "demo.&lt;b&gt;" in html and "✗ failed" in html


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_has_a_form_without_script(engine: Attune, view: str) -> None:
    html = still(engine, view)
    assert view in html and "<script" not in html and "could not be read" not in html
    assert view in PARTS


def test_a_form_without_script_says_what_there_is(engine: Attune) -> None:
    found = {view: still(engine, view) for view in ("packs", "settings", "workers", "approvals")}
    assert "devtools" in found["packs"] and "monthly_budget_usd" in found["settings"]
    assert "No worker is there" in found["workers"]
    assert "Nothing waits for an answer" in found["approvals"]


def test_a_question_that_waits_stands_in_a_saved_notebook(engine: Attune) -> None:
    run = engine.store.add(Execution(action_ref="core.ask", status=Status.RUNNING))
    engine.inquiries.ask(run.id, "Ship <it>?")
    assert "Ship &lt;it&gt;?" in still(engine, "approvals")

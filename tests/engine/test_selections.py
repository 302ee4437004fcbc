"""What is selected in a dashboard reaches the Python beside it."""

import os
from pathlib import Path

import pytest

from attune_ops_nb.config import build_config
from attune_ops_nb.engine.selections import KEPT_SECONDS, Selections
from attune_ops_nb.errors import Invalid

ID = "0123456789abcdef"


@pytest.fixture
def selections(tmp_path: Path) -> Selections:
    return Selections(build_config(tmp_path, attune_home=tmp_path / "home"))


def test_what_was_selected_last_is_selected(selections: Selections) -> None:
    selections.select(ID, [{"model": "opus", "cost": 1.5}])
    assert selections.select(ID, [{"model": "haiku", "cost": None}]) == 1
    assert selections.selected(ID) == [{"model": "haiku", "cost": None}]


def test_nothing_is_selected_where_nobody_selected(selections: Selections) -> None:
    assert selections.selected(ID) == []


@pytest.mark.parametrize("id", ["../../evil", "", "short", "ABCDEF0123456789"])
def test_only_a_dashboard_has_a_selection(selections: Selections, id: str) -> None:
    with pytest.raises(Invalid, match="names no dashboard"):
        selections.select(id, [])


def test_more_than_anybody_selects_is_refused(selections: Selections) -> None:
    with pytest.raises(Invalid, match="10001 are too many"):
        selections.select(ID, [{}] * 10_001)


def test_a_selection_of_last_month_is_forgotten(selections: Selections, tmp_path: Path) -> None:
    selections.select(ID, [{"a": 1}])
    path = tmp_path / "home" / "ops" / "selections" / f"{ID}.json"
    then = path.stat().st_mtime - KEPT_SECONDS - 60
    os.utime(path, (then, then))
    selections.select("f" * 16, [])
    assert selections.selected(ID) == []

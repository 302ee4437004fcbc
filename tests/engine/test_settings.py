"""Settings that a face changes hold at once, and for whoever starts next."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from attune_ops_nb.config import Config, build_config, current, environment_of
from attune_ops_nb.engine import Engine
from attune_ops_nb.errors import Forbidden, Invalid
from attune_ops_nb.testing import engine as an_engine


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    made = an_engine(tmp_path)
    yield made
    made.close()


def test_a_changed_setting_holds_at_once_and_at_the_next_start(engine: Engine) -> None:
    changed = engine.settings.change("monthly_budget_usd", 500)

    home = engine.config.attune_home
    assert (changed.value, changed.stored) == (500.0, True)
    assert current(engine.config).monthly_budget_usd == 500.0
    assert build_config(attune_home=home).monthly_budget_usd == 500.0


def test_candidates_are_switched_on_for_all_who_ask(engine: Engine) -> None:
    assert not engine.settings.info().specs_candidates_enabled
    engine.settings.change("specs_candidates_enabled", True)
    assert engine.settings.info().specs_candidates_enabled


def test_runs_are_allowed_by_their_setting(engine: Engine) -> None:
    assert engine.settings.change("allow_run", False).value is engine.config.allow_run


@pytest.mark.parametrize(
    ("name", "value", "field"),
    [
        ("port", 80, "name"),
        ("monthly_budget", 80, "name"),
        ("monthly_budget_usd", -1, "value"),
        ("monthly_budget_usd", True, "value"),
        ("specs_candidates_enabled", 7, "value"),
    ],
)
def test_what_cannot_be_changed_is_refused_by_field(
    engine: Engine, name: str, value: float, field: str
) -> None:
    with pytest.raises(Invalid) as refused:
        engine.settings.change(name, value)
    assert list(refused.value.problems) == [field]
    assert not engine.config.config_path.exists()


def test_where_nothing_may_be_written_nothing_is_changed(tmp_path: Path) -> None:
    closed = an_engine(tmp_path, read_only=True)
    with pytest.raises(Forbidden, match="read-only"):
        closed.settings.change("monthly_budget_usd", 1)
    assert closed.settings.info().read_only
    closed.close()


def test_what_a_program_was_started_with_holds_until_somebody_changes_it(tmp_path: Path) -> None:
    kept(tmp_path, 100)
    config = build_config(tmp_path, attune_home=tmp_path, monthly_budget_usd=7)
    assert current(config).monthly_budget_usd == 7
    kept(tmp_path, 200)
    assert current(config).monthly_budget_usd == 200


def test_what_is_kept_is_left_to_the_file_when_another_program_starts(tmp_path: Path) -> None:
    kept(tmp_path, 100)
    found = environment_of(build_config(tmp_path, attune_home=tmp_path))
    given = environment_of(build_config(tmp_path, attune_home=tmp_path, monthly_budget_usd=7))
    assert "ATTUNE__OPS__MONTHLY_BUDGET_USD" not in found
    assert given["ATTUNE__OPS__MONTHLY_BUDGET_USD"] == "7.0"


def test_a_kept_value_that_does_not_fit_is_as_if_there_were_none(tmp_path: Path) -> None:
    kept(tmp_path, "much")
    assert current(Config(attune_home=tmp_path)).monthly_budget_usd == 350


def kept(home: Path, budget: object) -> None:
    path = home / "ops" / "config.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps({"version": 1, "settings": {"monthly_budget_usd": budget}}))

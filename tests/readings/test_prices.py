"""The shipped prices, and the user's."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Invalid, Unavailable
from attune_ops_nb.logic.pricing import Usage
from attune_ops_nb.readings.prices import own_path, prices, table

OCTOBER_6, OCTOBER_7 = (datetime(2026, 10, day, tzinfo=UTC) for day in (6, 7))


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(attune_home=tmp_path)


def say(config: Config, content: Any) -> None:
    path = own_path(config)
    path.parent.mkdir(exist_ok=True)
    path.write_text(content if isinstance(content, str) else json.dumps(content))


def million(config: Config, model: str, at: datetime = OCTOBER_7, **more: Any) -> int | None:
    """Nano-dollars of a million tokens in and out, with a short prompt."""
    usage = Usage(model=model, at=at, input_tokens=1000, output_tokens=1000, **more)
    found = prices(config).price(usage)
    return None if found is None else found * 1000


@pytest.mark.parametrize(
    ("model", "dollars"),
    [
        ("claude-3-haiku-20240307", 1.5),
        ("claude-3-5-haiku-20241022", 4.8),
        ("claude-3-5-sonnet-20241022", 18),
        ("claude-opus-4-1-20250805", 90),
        ("claude-sonnet-4-5-20250929", 18),
        ("claude-haiku-4-5-20251001", 6),
        ("claude-opus-4-8", 30),
        ("claude-opus-5-20260724", 30),
        ("us.anthropic.claude-opus-4-6-v1", 33),
        ("claude-opus-5-5", 24),
        ("claude-sonnet-5-5", 12),
        ("claude-fable-5-1", 60),
        ("gpt-5", 11.25),
    ],
)
def test_the_shipped_table_knows_what_models_cost(config: Config, model: str, dollars: float):
    assert million(config, model) == dollars * 10**9


def test_prices_change_on_their_day(config: Config):
    assert million(config, "claude-haiku-5-5", OCTOBER_6) is None
    assert million(config, "claude-haiku-5-5", OCTOBER_7) == 600_000_000
    cached = {"cache_read_tokens": 1000}
    assert million(config, "claude-sonnet-5-5", OCTOBER_6, **cached) == 12_200_000_000
    assert million(config, "claude-sonnet-5-5", OCTOBER_7, **cached) == 12_100_000_000


def test_long_prompts_cost_more_where_they_do(config: Config):
    usage = Usage(model="claude-sonnet-4-5", at=OCTOBER_7, input_tokens=200_001, output_tokens=10)
    assert prices(config).price(usage) == 200_001 * 6_000 + 10 * 22_500


def test_every_price_says_where_it_is_from(config: Config):
    listed = [price for prices in table(config).models.values() for price in prices]
    assert all(price.source for price in listed)


def test_the_user_has_the_last_word_on_what_he_names(config: Config):
    say(config, {"models": {"gpt-5": [], "own": [{"input": 1, "output": 2}]}, "web_search": 0.02})
    assert million(config, "own") == 3_000_000_000
    assert million(config, "gpt-5") is None
    assert million(config, "claude-opus-5") == 30_000_000_000
    assert million(config, "own", web_searches=1) == 23_000_000_000


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("{", "truncated"),
        ("[]", "object"),
        ({"models": {"a": [{"inptu": 1}]}}, "inptu"),
        ({"models": {"a": [{"input": "cheap"}]}}, "models"),
        ({"models": {"a": [{"input": "NaN"}]}}, "models.a: input"),
        ({"models": {"a": [{"input": -1}]}}, "models.a: input"),
        ({"models": {"a": [{"input": 1}, {"input": 2}]}}, "models.a: two prices"),
        ({"models": {"a": [{"fast": -2}]}}, "models.a: fast is -2; it must be a number from 0"),
        ({"models": {"a": [{"bands": [{"above": -1}]}]}}, "models.a: each band"),
        ({"models": {"a": [{"bands": [{"above": 1}, {"above": 1}]}]}}, "models.a: each band"),
        ({"batch": -0.5}, "batch is -0.5"),
        ({"web_search": "NaN"}, "web_search is NaN"),
        ({"geography": {"us": 1e30}}, "geography.us"),
        ("[" * 200_000, "prices.json"),
    ],
)
def test_a_file_that_makes_no_sense_is_refused_with_the_place(
    config: Config, content: Any, what: str
):
    say(config, content)
    with pytest.raises(Invalid, match=what):
        prices(config)


def test_a_file_that_cannot_be_read_is_no_empty_one(config: Config):
    own_path(config).mkdir(parents=True)
    with pytest.raises(Unavailable, match=r"prices\.json"):
        prices(config)

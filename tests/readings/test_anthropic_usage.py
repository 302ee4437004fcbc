"""The tokens behind the bill."""

from datetime import timedelta
from typing import Any

import pytest

from attune_ops_nb.config import Config
from attune_ops_nb.readings.anthropic_cost import Patience, fetch_summary
from attune_ops_nb.readings.anthropic_usage import (
    Tokens,
    UsageSummary,
    clear_cache,
    fetch_usage,
)
from tests.readings.asking import NOON, TODAY, days_before
from tests.readings.billing_api import BillingApi, Reply


def used(count: int, model: str = "claude-sonnet-5", **fields: Any) -> dict[str, Any]:
    return {
        "uncached_input_tokens": count,
        "output_tokens": 2,
        "cache_read_input_tokens": 3,
        "cache_creation": {"ephemeral_5m_input_tokens": 4, "ephemeral_1h_input_tokens": 5},
        "server_tool_use": {"web_search_requests": 6},
        "model": model,
        "service_tier": "standard",
        "workspace_id": None,
        **fields,
    }


def summary_of(config: Config, **asked: Any) -> UsageSummary:
    summary, error = fetch_usage(config=config, **{"now": NOON, **asked})
    assert error is None
    assert summary is not None
    return summary


def test_usage_is_summed_by_day_model_tier_and_workspace(api: BillingApi, config: Config):
    api.usage = {TODAY: [used(10), used(20, "claude-opus-5", service_tier="priority")]}

    summary = summary_of(config)

    both = Tokens(
        input_tokens=30, output_tokens=4, cache_read_tokens=6, cache_write_5m_tokens=8,
        cache_write_1h_tokens=10, web_searches=12,
    )  # fmt: skip
    assert summary.today_tokens == summary.thirty_day_tokens == both
    assert (both.all_tokens, summary.priority_tokens) == (58, 34)
    assert [name for name, _ in summary.by_model] == ["claude-opus-5", "claude-sonnet-5"]
    assert [name for name, _ in summary.by_service_tier] == ["priority", "standard"]
    assert summary.by_workspace == [("default", both)]
    assert api.asked[0].query["group_by[]"][0] == "model"


def test_usage_of_a_month_with_31_days_is_whole(api: BillingApi, config: Config):
    api.usage = {days_before(back): [used(1)] for back in range(40)}

    month = summary_of(config).month_to_date_tokens

    assert month is not None
    assert month.input_tokens == 31


def test_usage_and_cost_are_kept_apart(api: BillingApi, config: Config):
    api.usage = {TODAY: [used(10)]}
    summary_of(config)
    fetch_summary(config=config, now=NOON)

    assert summary_of(config, now=NOON + timedelta(minutes=1)).source == "cached"
    assert len(api.asked) == 4
    clear_cache(config)
    assert summary_of(config).source == "live"


@pytest.mark.parametrize(
    "wrong",
    [
        {"uncached_input_tokens": -1}, {"output_tokens": "2"}, {"output_tokens": 1.5},
        {"cache_creation": {"ephemeral_5m_input_tokens": None}}, {"output_tokens": 2**70},
    ],
)  # fmt: skip
def test_a_count_that_is_none_is_never_zero(
    api: BillingApi, config: Config, wrong: dict[str, object]
):
    api.usage = {TODAY: [used(10), used(1) | wrong]}

    summary = summary_of(config)

    assert summary.today_tokens == Tokens(
        input_tokens=10, output_tokens=2, cache_read_tokens=3, cache_write_5m_tokens=4,
        cache_write_1h_tokens=5, web_searches=6,
    )  # fmt: skip
    assert (summary.complete, "1 line could not" in (summary.problem or "")) == (False, True)


def test_usage_that_did_not_come_is_not_zero(api: BillingApi, config: Config, patience: Patience):
    api.usage = {days_before(20): [used(10)]}
    api.script.extend([None, *[Reply(500)] * 3])

    summary = summary_of(config, patience=patience)

    assert (summary.complete, summary.today_tokens) == (False, None)


def test_usage_has_the_failures_of_the_cost(api: BillingApi, config: Config, patience: Patience):
    api.script.append(Reply(403))

    summary, error = fetch_usage(config=config, now=NOON, patience=patience)

    assert summary is None
    assert error is not None
    assert error.kind == "auth_failed"

"""Questions about an account at noon of a 31st, and the answer that is expected."""

from datetime import UTC, date, datetime, timedelta

from attune_ops_nb.config import Config
from attune_ops_nb.readings.anthropic_cost import CostFetchError, CostSummary, fetch_summary

NOON = datetime(2026, 10, 31, 12, tzinfo=UTC)
TODAY = NOON.date()


def summary_of(config: Config, **asked: object) -> CostSummary:
    summary, error = fetch_summary(config=config, **{"now": NOON, **asked})
    assert error is None
    assert summary is not None
    return summary


def error_of(config: Config, **asked: object) -> CostFetchError:
    summary, error = fetch_summary(config=config, **{"now": NOON, **asked})
    assert summary is None
    assert error is not None
    return error


def days_before(count: int, today: date = TODAY) -> date:
    return today - timedelta(days=count)

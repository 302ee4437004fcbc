"""What tests of the account share: a fake billing API, and a Config that asks it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from attune_ops_nb.config import Config
from attune_ops_nb.readings.anthropic_cost import Patience
from tests.readings.billing_api import KEY, BillingApi


@pytest.fixture
def api() -> Iterator[BillingApi]:
    with BillingApi() as api:
        yield api


@pytest.fixture
def account_of_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key of the fake API, and no file or cache of whoever runs this."""
    monkeypatch.setenv("HOME", str(tmp_path / "user"))
    monkeypatch.delenv("ANTHROPIC_COST_CACHE_TTL_SECONDS", raising=False)
    monkeypatch.setenv("ANTHROPIC_ADMIN_API_KEY", KEY)


@pytest.fixture
def config(tmp_path: Path, api: BillingApi, account_of_nobody: None) -> Config:
    return Config(attune_home=tmp_path / "attune", anthropic_api_url=api.url)


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def patience(pauses: list[float]) -> Patience:
    return Patience(page_seconds=5.0, sleep=pauses.append)

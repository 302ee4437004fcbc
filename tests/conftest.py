"""What all tests share: nothing they do reaches the state of whoever runs them."""

import os
from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def state_of_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A home of its own for each test, and no setting from the outside."""
    for name in [name for name in os.environ if name.startswith("ATTUNE")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("ATTUNE_HOME", str(tmp_path / "attune"))
    monkeypatch.setenv("ATTUNE__OPS__HOST_IDLE_SECONDS", "10")
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:1/0")

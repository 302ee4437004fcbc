"""The admin key is found, kept, tested, and seen nowhere."""

import json
import logging
import signal
import stat
import threading
import traceback
from pathlib import Path

import msgspec
import pytest

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Invalid
from attune_ops_nb.readings.anthropic_cost import (
    Patience,
    fetch_report,
    fetch_summary,
    load_admin_key,
    store_admin_key,
)
from attune_ops_nb.readings.anthropic_key import AdminKey
from tests.readings.asking import NOON, TODAY, error_of, summary_of
from tests.readings.billing_api import KEY, BillingApi, Reply, line, refusal, throttled


def test_without_a_key_nobody_is_asked(
    api: BillingApi, config: Config, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("ANTHROPIC_ADMIN_API_KEY")

    error = error_of(config)

    assert (error.kind, api.asked, load_admin_key(config)) == ("no_key", [], None)
    assert "ANTHROPIC_ADMIN_API_KEY" in error.message


@pytest.mark.parametrize(
    "text",
    [
        f"ANTHROPIC_ADMIN_API_KEY={KEY}\n",
        f'# mine\nOTHER=1\n  ANTHROPIC_ADMIN_API_KEY = "{KEY}"  \n',
        f"export ANTHROPIC_ADMIN_API_KEY='{KEY}'\r\n",
        f"\ufeff#ANTHROPIC_ADMIN_API_KEY=no\n\n{KEY}",
        f"ANTHROPIC_ADMIN_API_KEY={KEY} # of the team",
        f"ANTHROPIC_ADMIN_API_KEY='{KEY}' # of the team",
    ],
)
@pytest.mark.parametrize("place", ["attune", "user/.attune"])
def test_the_key_is_found_in_a_file(
    tmp_path: Path, config: Config, monkeypatch: pytest.MonkeyPatch, text: str, place: str
):
    monkeypatch.delenv("ANTHROPIC_ADMIN_API_KEY")
    path = tmp_path / place / "anthropic-admin.env"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8", newline="")

    assert load_admin_key(config) == KEY
    assert summary_of(config).source == "live"


@pytest.mark.parametrize(
    "content", [b"", b"# none\n", b"OTHER=sk-ant-x\n", b"ANTHROPIC_ADMIN_API_KEY=\n"]
)
def test_a_file_without_a_key_is_no_key(
    config: Config, monkeypatch: pytest.MonkeyPatch, content: bytes
):
    monkeypatch.delenv("ANTHROPIC_ADMIN_API_KEY")
    config.attune_home.mkdir(parents=True)
    (config.attune_home / "anthropic-admin.env").write_bytes(content)

    assert error_of(config).kind == "no_key"


def test_a_key_file_that_cannot_be_read_is_said(config: Config, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("ANTHROPIC_ADMIN_API_KEY")
    (config.attune_home / "anthropic-admin.env").mkdir(parents=True)

    error = error_of(config)

    assert (error.kind, "cannot read" in error.message) == ("no_key", True)
    assert load_admin_key(config) is None


def test_storing_a_key_tests_it_and_hides_it(
    api: BillingApi, config: Config, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("ANTHROPIC_ADMIN_API_KEY")
    path = config.attune_home / "anthropic-admin.env"
    path.parent.mkdir(parents=True)
    path.write_text("old")
    path.chmod(0o644)

    stored = store_admin_key(f" {KEY}\n", config=config, now=NOON)

    assert (stored.path, stored.tested, stored.problem) == (str(path), True, None)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load_admin_key(config) == KEY


def test_a_key_that_is_refused_is_not_stored(api: BillingApi, config: Config):
    stored = store_admin_key("sk-ant-admin01-wrong", config=config, now=NOON)

    assert stored.problem is not None
    assert (stored.path, stored.problem.kind) == (None, "auth_failed")
    assert not (config.attune_home / "anthropic-admin.env").exists()


def test_a_key_that_cannot_be_tested_is_stored_and_said(
    api: BillingApi, config: Config, patience: Patience
):
    api.script.extend([Reply(500)] * 3)

    stored = store_admin_key(KEY, config=config, now=NOON, patience=patience)

    assert stored.problem is not None
    assert (stored.tested, stored.problem.kind) == (False, "network")
    assert (config.attune_home / "anthropic-admin.env").exists()


@pytest.mark.parametrize(
    "key",
    ["", "sk-ant", "hello there", f"{KEY}\nX: y", f'{KEY}"', "sk-ant-ü" * 3, "sk-ant-\udcff-admin"],
)
def test_what_cannot_be_a_key_is_not_sent_and_not_shown(
    api: BillingApi, config: Config, key: str, monkeypatch: pytest.MonkeyPatch
):
    with pytest.raises(Invalid) as caught:
        store_admin_key(key, config=config, now=NOON)
    monkeypatch.setenv("ANTHROPIC_ADMIN_API_KEY", key or "x")

    assert error_of(config).kind == "auth_failed"
    assert (api.asked, KEY in str(caught.value)) == ([], False)


ECHO = f"you sent {KEY}, and {KEY[:20]}"
MISBEHAVIOUR = [
    [], [refusal(401, "authentication_error", ECHO)], [refusal(400, "x", ECHO)],
    [throttled(3600)], [Reply(500, ECHO.encode())] * 3, [Reply(200, ECHO.encode())],
    [Reply(200, json.dumps({"data": [{"starting_at": ECHO, "results": []}]}).encode())],
    [Reply(200, b"x", promised=99)] * 3, [Reply(307, b"", (("Location", f"/{KEY}"),))],
    [Reply(200, b"\xff" + ECHO.encode())],
]  # fmt: skip


@pytest.mark.parametrize("script", MISBEHAVIOUR)
def test_the_key_is_seen_nowhere(
    api: BillingApi,
    config: Config,
    patience: Patience,
    caplog: pytest.LogCaptureFixture,
    script: list[Reply],
):
    caplog.set_level(logging.DEBUG)
    api.bill = {TODAY: [line("1", KEY, description=ECHO), line(ECHO)]}
    api.script.extend(script)

    found = fetch_summary(config=config, now=NOON, patience=patience)
    report = fetch_report(config=config, now=NOON, patience=patience)

    written = "".join(path.read_text() for path in config.ops_dir.glob("*"))
    shown = [repr(found), repr(report), caplog.text, written, msgspec.json.encode(found).decode()]
    assert [text for text in shown if KEY in text] == []


def test_an_interrupt_shows_no_frame_with_the_key(api: BillingApi, config: Config):
    def interrupt(page: dict[str, object]) -> object:
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)
        return page

    api.twist = interrupt
    with pytest.raises(KeyboardInterrupt) as caught:
        fetch_summary(config=config, now=NOON)

    frames = [frame for frame, _ in traceback.walk_tb(caught.tb)][1:]
    assert [frame for frame in frames if KEY in repr(frame.f_locals)] == []
    # In those of the client the headers lie open, a step further down.
    assert [frame for frame in frames if "httpx" in frame.f_code.co_filename] == []
    assert caught.value.__suppress_context__


def test_a_key_does_not_show_itself():
    key = AdminKey(KEY, "a file")

    assert KEY not in f"{key} {key!r} {key.fingerprint}"

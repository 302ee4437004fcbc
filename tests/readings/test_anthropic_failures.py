"""A billing API that throttles, truncates, stumbles and lies is never taken for zero."""

import json
from datetime import timedelta
from decimal import Decimal as D

import pytest

from attune_ops_nb.config import Config
from attune_ops_nb.readings.anthropic_cost import (
    Patience,
)
from tests.readings.asking import NOON, TODAY, days_before, error_of, summary_of
from tests.readings.billing_api import BillingApi, Reply, line, refusal, throttled


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (refusal(401, "authentication_error", "invalid x-api-key"), "auth_failed"),
        (refusal(403, "permission_error", "not an admin"), "auth_failed"),
        (refusal(404, "not_found_error", "no organization"), "unknown"),
        (refusal(400, "invalid_request_error", "bad"), "unknown"),
        (throttled(3600), "rate_limited"),
        (Reply(500, b"<html>"), "network"),
        (refusal(529, "overloaded_error", "busy"), "network"),
        (Reply(302, b"", (("Location", "http://127.0.0.1:1/"),)), "unknown"),
        (Reply(200, b"<html>no</html>"), "unknown"),
        (Reply(200, b""), "unknown"),
        (Reply(200, b"\xff\xfe"), "unknown"),
        (Reply(200, b"[" * 100_000), "unknown"),
        (Reply(200, b'{"data": [', promised=10), "unknown"),
        (Reply(200, b'{"data": [', promised=5000), "network"),
        (Reply(200, b"garbage", (("Content-Encoding", "gzip"),)), "network"),
    ],
)
def test_a_failure_has_its_kind(
    api: BillingApi, config: Config, patience: Patience, reply: Reply, kind: str
):
    api.script.extend([reply] * 3)

    error = error_of(config, patience=patience)

    assert error.kind == kind
    assert error.message
    assert "\n" not in error.message


SHAPES = [
    None, 5, "x", [], {}, {"data": None, "has_more": False}, {"data": {}, "has_more": False},
    {"data": [1], "has_more": False}, {"data": []}, {"data": [], "has_more": "no"},
    {"data": [{"results": []}], "has_more": False},
    {"data": [{"starting_at": "soon", "results": []}], "has_more": False},
    {"data": [{"starting_at": "2026-10-30T00:00:00Z", "results": {}}], "has_more": False},
    {"data": [{"starting_at": "2026-10-30T00:00:00Z", "results": None}], "has_more": False},
]  # fmt: skip


@pytest.mark.parametrize("shape", SHAPES, ids=json.dumps)
def test_a_reply_of_another_shape_is_no_report(api: BillingApi, config: Config, shape: object):
    api.twist = lambda page: shape

    assert error_of(config).kind == "unknown"


@pytest.mark.parametrize(
    "wrong",
    [
        {"amount": "abc"}, {"amount": None}, {"amount": 12.5}, {"amount": "NaN"}, {"amount": ""},
        {"amount": "Infinity"}, {"amount": "1_000"}, {"amount": "1e99"}, {"amount": "1e-99"},
        {"amount": ["1"]}, {"currency": "EUR"}, {"currency": None}, {"model": 7},
    ],
    ids=json.dumps,
)  # fmt: skip
def test_a_line_that_makes_no_sense_is_never_zero(
    api: BillingApi, config: Config, wrong: dict[str, object]
):
    api.bill = {TODAY: [line("100"), line("1") | wrong]}

    summary = summary_of(config)

    assert (summary.today_usd, summary.complete) == (D(1), False)
    assert summary.problem is not None
    assert "1 line could not be read" in summary.problem


def test_a_line_that_is_no_object_is_never_zero(api: BillingApi, config: Config):
    api.bill = {TODAY: [line("100"), 5, None, [], "x"]}  # type: ignore[list-item]

    summary = summary_of(config)

    assert (summary.today_usd, summary.complete) == (D(1), False)
    assert "4 lines could not be read" in (summary.problem or "")


LOST = {"has_more": True, "next_page": None}
TWICE = {"has_more": True, "next_page": "page_2026-09-27"}
ENDLESS = {"has_more": True, "next_page": "page_2026-10-28", "data": []}


@pytest.mark.parametrize(
    ("lie", "said"),
    [
        (LOST, "there is more, but not where"),
        (TWICE, "a day came twice"),
        (ENDLESS, "the pages have no end"),
    ],
)
def test_pages_that_do_not_fit_make_half_a_bill(
    api: BillingApi, config: Config, lie: dict[str, object], said: str
):
    # The first page is true where the lie has no days of its own.
    api.twist = lambda page: page if "data" in lie and len(api.asked) == 1 else page | lie

    summary = summary_of(config)

    assert summary.complete is False
    assert said in (summary.problem or "")


def test_what_came_before_a_failure_is_kept_and_what_did_not_come_is_not_zero(
    api: BillingApi, config: Config, patience: Patience
):
    api.bill = {days_before(20): [line("500")], TODAY: [line("900")]}
    api.script.extend([None, *[Reply(500)] * 3])

    summary = summary_of(config, patience=patience)

    assert (summary.complete, summary.today_usd) == (False, None)
    assert summary.month_to_date_usd == summary.thirty_day_usd == D(5)
    assert "HTTP 500" in (summary.problem or "")


def test_half_a_bill_is_not_kept(api: BillingApi, config: Config, patience: Patience):
    api.script.extend([None, *[Reply(500)] * 3])
    summary_of(config, patience=patience)
    later = NOON + timedelta(minutes=2)

    assert summary_of(config, now=later).complete


def test_it_waits_as_long_as_it_is_told_and_asks_again(
    api: BillingApi, config: Config, patience: Patience, pauses: list[float]
):
    api.script.extend([throttled(4), throttled("2.5")])

    assert summary_of(config, patience=patience).complete
    assert pauses == [4.0, 2.5]


def test_it_does_not_wait_longer_than_its_patience_but_says_how_long(
    api: BillingApi, config: Config, patience: Patience, pauses: list[float]
):
    api.script.append(throttled(90))

    error = error_of(config, patience=patience)

    assert (error.kind, error.retry_after, pauses) == ("rate_limited", 90.0, [])
    assert "ask again in 90 s" in error.message


def test_it_asks_again_when_the_server_stumbles(
    api: BillingApi, config: Config, patience: Patience, pauses: list[float]
):
    api.bill = {TODAY: [line("100")]}
    api.script.extend([Reply(503), Reply(200, b"{", promised=9)])

    assert summary_of(config, patience=patience).today_usd == D(1)
    assert len(pauses) == 2


def test_a_reply_that_never_ends_is_given_up(api: BillingApi, config: Config):
    api.script.append(Reply(200, b" " * 100_000, byte_seconds=0.02))
    hasty = Patience(page_seconds=0.2, pause_seconds=0)

    error = error_of(config, patience=hasty)

    assert (error.kind, "took over 0.2 s" in error.message) == ("network", True)


def test_nobody_there_is_a_network_error(config: Config, patience: Patience):
    gone = Config(attune_home=config.attune_home, anthropic_api_url="http://me:word@127.0.0.1:1")

    error = error_of(gone, patience=patience)

    assert (error.kind, error.message[:27]) == ("network", "no answer from 127.0.0.1:1:")


@pytest.mark.parametrize(
    "url",
    ["http://billing.example", "ftp://127.0.0.1", "http://[", "", "http://127.0.0.1.evil.test"],
)
def test_the_key_goes_only_to_https_or_to_this_machine(config: Config, url: str):
    elsewhere = Config(attune_home=config.attune_home, anthropic_api_url=url)

    error = error_of(elsewhere)

    assert (error.kind, "anthropic_api_url" in error.message) == ("unknown", True)


def test_certificates_that_are_set_up_wrong_are_a_failure(
    config: Config, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere/certificates.pem")
    there = Config(attune_home=config.attune_home, anthropic_api_url="https://billing.invalid")

    error = error_of(there)

    assert (error.kind, "cannot be asked" in error.message) == ("network", True)


def test_a_proxy_that_is_set_up_wrong_is_a_failure(config: Config, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("HTTPS_PROXY", "nonsense://user:secret@proxy")
    there = Config(attune_home=config.attune_home, anthropic_api_url="https://billing.invalid")

    error = error_of(there)

    assert (error.kind, "secret" in error.message) == ("network", False)

"""What is private is taken out of a text, and what is not stays."""

import json

import pytest

from attune_ops_nb.logic.private_text import redact, redact_json_line

LONG = "Abcdefgh12345678"


@pytest.mark.parametrize(
    ("text", "shown", "category"),
    [
        (f"use sk-ant-api03-{LONG}{LONG}", "use <redacted>", "api_key"),
        (f"sk-{LONG}abcd", "<redacted>", "api_key"),
        (f"ghp_{LONG}{LONG}abcd", "<redacted>", "api_key"),
        ("xoxb-1234567890-ab", "<redacted>", "api_key"),
        ("AKIAABCDEFGHIJKLMNOP", "<redacted>", "api_key"),
        (f"Authorization: Bearer {LONG}.{LONG}", "Authorization: <redacted>", "api_key"),
        (f"password={LONG} x", "password=<redacted> x", "context_key"),
        (f"API_KEY: '{LONG}'", "API_KEY: '<redacted>'", "context_key"),
        ('secret = "sixteen words or more"', 'secret = "<redacted>"', "context_key"),
        (
            "see /home/ada/x and C:\\Users\\ada",
            "see <user-home>/x and <user-home>",
            "user_home_path",
        ),
        ("ask ada.l@example.org", "ask <redacted-email>", "email"),
        ("on 10.0.0.12:80", "on <redacted-ip>:80", "ip"),
    ],
)
def test_private_parts_are_replaced_and_counted(text: str, shown: str, category: str) -> None:
    found, counts = redact(text)

    assert found == shown
    assert category in counts


@pytest.mark.parametrize(
    "text",
    [
        "password=short",
        "the author: somebody_with_a_long_name",
        "version 1.2.3.4.5 of 300.1.1.1",
        "a@example.org",
        "NoReply@Anthropic.com",
        "sk-short ghp_short AKIA12",
        "/home/",
    ],
)
def test_the_rest_stays(text: str) -> None:
    assert redact(text) == (text, {})


def test_a_line_of_json_stays_one_or_is_dropped() -> None:
    line = json.dumps({"cwd": "/home/ada/x", "text": f'my "token": "{LONG}"'})

    redacted = redact_json_line(line)

    assert redacted is not None
    assert json.loads(redacted) == {"cwd": "<user-home>/x", "text": 'my "token": "<redacted>"'}
    assert redact_json_line("no json, sorry") is None

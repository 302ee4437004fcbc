"""A secret is masked wherever the stream is cut, and nothing else is."""

import base64
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from attune_ops_nb.logic.redaction import Masker, texts

SECRET = "hunter2-é-secret"
LOG = f"user=me password={SECRET} again {SECRET}{SECRET} hunter2-and no more".encode()
MASKED = b"user=me password=*** again ****** hunter2-and no more"


def shown(masker: Masker, chunks: list[bytes]) -> bytes:
    return b"".join([*map(masker.feed, chunks), masker.end()])


@pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 16, 17, 1000])
def test_a_secret_is_masked_across_chunks_of_any_size(size: int) -> None:
    chunks = [LOG[place : place + size] for place in range(0, len(LOG), size)]

    assert shown(Masker([SECRET]), chunks) == MASKED


def test_nothing_is_held_back_that_cannot_become_a_secret() -> None:
    masker = Masker([SECRET])

    assert masker.feed(b"password: ") == b"password: "
    assert masker.feed(b"hun") == b""
    assert masker.feed(b"gry\n") == b"hungry\n"


def test_a_secret_that_begins_like_another_is_masked_as_a_whole() -> None:
    masker = Masker(["abcd", "abcdefgh"])

    assert shown(masker, [b"abcd", b"efgh abcd abcde"]) == b"*** *** ***e"


def test_a_secret_that_is_only_begun_is_shown_at_the_end() -> None:
    assert shown(Masker([SECRET]), [b"hunter2"]) == b"hunter2"


@pytest.mark.parametrize("secrets", [[], ["abc"], [""]])
def test_without_a_secret_worth_masking_all_is_shown(secrets: list[str]) -> None:
    assert shown(Masker(secrets), [b"abc ", b"abc"]) == b"abc abc"


@pytest.mark.parametrize(
    "printed",
    [
        'a "quoted"\nsecond line',
        json.dumps({"key": 'a "quoted"\nsecond line'}),
        "…?key=a%20%22quoted%22%0Asecond%20line&b=1",
        base64.b64encode(b'a "quoted"\nsecond line').decode(),
        "   second line, indented",
    ],
)
def test_a_secret_is_masked_in_the_forms_it_is_printed_in(printed: str) -> None:
    masked = Masker(['a "quoted"\nsecond line']).mask(printed)

    assert "***" in masked
    assert "second" not in masked


def test_of_a_secret_that_is_no_text_each_text_within_is_masked() -> None:
    secret = {"user": "ann-of-x", "keys": ["k3y-one", {"n": "k3y-two"}], "on": True, "port": 8080}

    assert list(texts([secret, "plain", True])) == [
        '{"user":"ann-of-x","keys":["k3y-one",{"n":"k3y-two"}],"on":true,"port":8080}',
        "ann-of-x",
        '["k3y-one",{"n":"k3y-two"}]',
        "k3y-one",
        '{"n":"k3y-two"}',
        "k3y-two",
        "plain",
        "true",
    ]


@settings(deadline=None)
@given(
    some.lists(some.text("ab", min_size=4, max_size=8), min_size=1, max_size=3),
    some.lists(some.binary(max_size=0) | some.text("ab ", max_size=9).map(str.encode)),
)
def test_no_secret_is_ever_shown(secrets: list[str], chunks: list[bytes]) -> None:
    masked = shown(Masker(secrets), chunks)

    assert not [secret for secret in secrets if secret.encode() in masked]
    assert masked.replace(b"***", b"").count(b" ") == b"".join(chunks).count(b" ")

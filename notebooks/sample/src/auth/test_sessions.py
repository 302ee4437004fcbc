import time

import pytest

from auth.sessions import NoSession, begin, user_of

SECRET = b"only for tests"


def test_a_session_says_whose_it_is():
    assert user_of(begin("ada", SECRET), SECRET) == "ada"


def test_a_session_ends():
    token = begin("ada", SECRET, seconds=0.5)
    assert user_of(token, SECRET) == "ada"
    time.sleep(0.6)
    with pytest.raises(NoSession, match="over"):
        user_of(token, SECRET)


def test_a_forged_session_is_noticed():
    with pytest.raises(NoSession, match="forged"):
        user_of(begin("ada", b"somebody else's secret"), SECRET)


@pytest.mark.parametrize("token", ["", "one", "one.two", "a.b.c"])
def test_a_broken_token_is_no_session(token):
    with pytest.raises(NoSession, match="broken"):
        user_of(token, SECRET)

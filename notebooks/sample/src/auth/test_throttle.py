import time

from auth.throttle import Throttle


def test_a_stranger_may_guess_at_once():
    assert Throttle().wait("203.0.113.7") == 0


def test_each_wrong_guess_doubles_the_wait():
    throttle = Throttle(first=0.2)
    for pause in (0.2, 0.4, 0.8):
        throttle.wrong("203.0.113.7")
        assert 0 < throttle.wait("203.0.113.7") <= pause
        time.sleep(pause)
        assert throttle.wait("203.0.113.7") == 0


def test_visitors_do_not_wait_for_each_other():
    throttle = Throttle()
    throttle.wrong("203.0.113.7")
    assert throttle.wait("198.51.100.9") == 0


def test_a_right_guess_forgets_the_wrong_ones():
    throttle = Throttle(first=5)
    throttle.wrong("203.0.113.7")
    throttle.right("203.0.113.7")
    assert throttle.wait("203.0.113.7") == 0


def test_the_wait_has_an_end():
    throttle = Throttle(first=0.1, longest=0.5)
    for _ in range(12):
        throttle.wrong("203.0.113.7")
    assert throttle.wait("203.0.113.7") <= 0.5
    time.sleep(0.5)
    assert throttle.wait("203.0.113.7") == 0

import pytest

from auth.passwords import ROUNDS, WeakPassword, fits, outdated, seal

GOOD = ["correct horse", "päperclip 42", "ten of clubs!", "ink & blotter"]


@pytest.mark.parametrize("password", GOOD)
def test_a_sealed_password_fits(password):
    assert fits(password, seal(password))


@pytest.mark.parametrize("guess", ["correct horsf", "Correct horse", "correct horse "])
def test_another_password_does_not_fit(guess):
    assert not fits(guess, seal("correct horse"))


def test_the_same_password_is_never_sealed_the_same_way():
    assert seal("correct horse") != seal("correct horse")


@pytest.mark.parametrize("password", ["", "short", "aaaaaaaaaaaa"])
def test_a_weak_password_is_refused(password):
    with pytest.raises(WeakPassword):
        seal(password)


def test_fewer_rounds_are_outdated():
    assert outdated(seal("correct horse", rounds=ROUNDS // 10))
    assert not outdated(seal("correct horse"))

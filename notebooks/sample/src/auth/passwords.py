"""Passwords are kept as salted, slow hashes."""

import hashlib
import hmac
import logging
import secrets

ROUNDS = 300_000
log = logging.getLogger(__name__)


class WeakPassword(ValueError):
    """The password is too easy to guess."""


def seal(password: str, rounds: int = ROUNDS) -> str:
    """What to store instead of `password`."""
    if len(password) < 10:
        raise WeakPassword("a password needs at least 10 characters")
    if len(set(password)) < 5:
        raise WeakPassword("a password needs at least 5 different characters")
    salt = secrets.token_bytes(16)
    log.info("sealing a password with %s rounds", f"{rounds:,}")
    return f"{rounds}${salt.hex()}${_digest(password, salt, rounds).hex()}"


def fits(password: str, sealed: str) -> bool:
    """Whether `password` is the one that was sealed."""
    rounds, salt, digest = sealed.split("$")
    found = _digest(password, bytes.fromhex(salt), int(rounds))
    return hmac.compare_digest(found, bytes.fromhex(digest))


def outdated(sealed: str) -> bool:
    """Whether the password should be sealed again, with more rounds."""
    return int(sealed.split("$")[0]) < ROUNDS


def _digest(password: str, salt: bytes, rounds: int) -> bytes:
    return hashlib.pbkdf2_hmac("sha256", password.encode(), salt, rounds)

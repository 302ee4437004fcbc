"""Sessions are signed and short; nothing about them is stored."""

import base64
import hashlib
import hmac
import logging
import time

log = logging.getLogger(__name__)


class NoSession(Exception):
    """The token is forged, broken or too old."""


def begin(user: str, secret: bytes, seconds: float = 3600) -> str:
    """A token that says that `user` is in, for so many seconds."""
    claim = f"{user}|{time.time() + seconds}".encode()
    log.info("session for %s, %s s", user, seconds)
    return f"{_text(claim)}.{_text(_sign(claim, secret))}"


def user_of(token: str, secret: bytes) -> str:
    """Whose session it is."""
    try:
        claim, signature = (base64.urlsafe_b64decode(part) for part in token.split("."))
        user, until = claim.decode().rsplit("|", 1)
    except ValueError as error:
        raise NoSession("the token is broken") from error
    if not hmac.compare_digest(signature, _sign(claim, secret)):
        log.warning("a forged token for %s", user)
        raise NoSession("the token is forged")
    if time.time() > float(until):
        raise NoSession("the session is over")
    return user


def _sign(claim: bytes, secret: bytes) -> bytes:
    return hmac.digest(secret, claim, hashlib.sha256)


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode()

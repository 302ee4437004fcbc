"""The admin key: where it lies, how it is kept, and that nothing shows it."""

import os
import re
from hashlib import blake2b
from pathlib import Path

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Invalid, Unavailable
from attune_ops_nb.store import whole

VARIABLE = "ANTHROPIC_ADMIN_API_KEY"
FILE = "anthropic-admin.env"
BARE = "sk-ant"
PLAIN = re.compile(r"[!#-&(-~]{8,512}")
"""What can stand in a header, and between quotes. A client shows anything else in its error."""


class AdminKey:
    """A key that can be used and not be seen: no repr, no text, no traceback has it."""

    __slots__ = ("_secret", "origin")

    def __init__(self, secret: str, origin: str) -> None:
        self._secret = secret
        self.origin = origin
        """The variable or the file that it comes from."""

    def __repr__(self) -> str:
        return f"AdminKey(from {self.origin})"

    def reveal(self) -> str:
        """The key itself, for the one header that needs it."""
        return self._secret

    @property
    def usable(self) -> bool:
        """It can be sent at all."""
        return PLAIN.fullmatch(self._secret) is not None

    @property
    def fingerprint(self) -> str:
        """Tells accounts apart, and does not lead back to the key."""
        secret = self._secret.encode("utf-8", "surrogateescape")
        return blake2b(secret, digest_size=8, person=b"attune.cost").hexdigest()


def find(config: Config) -> AdminKey | None:
    """The key: from the environment, else from `attune_home`, else from `~/.attune`.

    None if nobody has stored one. Unavailable if its file cannot be read.
    """
    if given := os.environ.get(VARIABLE, "").strip():
        return AdminKey(given, VARIABLE)
    for path in places(config):
        try:
            text = path.read_text(encoding="utf-8-sig")
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            raise Unavailable(f"cannot read {path}: {error.strerror}") from error
        except UnicodeDecodeError:
            # Its text would stand in the error.
            raise Unavailable(f"{path} is not text; store the admin key again") from None
        if found := _in_text(text):
            return AdminKey(found, str(path))
    return None


def places(config: Config) -> list[Path]:
    """The files that may have the key, the nearest first."""
    return [config.attune_home / FILE, Path.home() / ".attune" / FILE]


def keep(config: Config, key: str) -> Path:
    """Write the key to `attune_home` for its owner's eyes alone, whole or not at all.

    Invalid if it cannot be one, Unavailable if it cannot be written.
    """
    key = checked(key)
    path = config.attune_home / FILE
    whole.write(path, f'{VARIABLE}="{key}"\n'.encode(), mode=0o600)
    return path


def checked(key: str) -> str:
    """The key without the space around it. Invalid, and not shown, if it cannot be one."""
    word = key.strip()
    if not PLAIN.fullmatch(word) or not word.startswith(BARE):
        said = f"an admin key is one word that begins with {BARE}"
        raise Invalid(f"key: {said}", problems={"key": said})
    return word


def _in_text(text: str) -> str | None:
    """The key in a file of NAME=VALUE lines, or on a line of its own."""
    for line in text.splitlines():
        line = line.strip()
        if line.startswith(BARE):
            return line
        name, equals, value = line.removeprefix("export ").partition("=")
        if equals and name.strip() == VARIABLE and (key := _unquoted(value.strip())):
            return key
    return None


def _unquoted(value: str) -> str:
    if (quote := value[:1]) in ("'", '"') and quote in value[1:]:
        return value[1:].partition(quote)[0].strip()
    return value.partition(" #")[0].strip()

"""Texts: the files of a pack as text; what cannot be read is told with its name."""

from pathlib import Path

from attune_ops_nb.errors import Invalid, Unavailable

LARGEST = 1024 * 1024


def text_of(path: Path, folder: Path) -> str:
    """What `path`, a file of the pack in `folder`, says. Invalid if it is missing or no text."""
    file = name_of(path, folder)
    try:
        if path.stat().st_size > LARGEST:
            raise Invalid(f"{file}: it is larger than {LARGEST} bytes", problems={file: "size"})
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise Invalid(f"{file}: it is not UTF-8", problems={file: "it is not UTF-8"}) from error
    except FileNotFoundError as error:
        raise Invalid(f"{file}: it is missing", problems={file: "it is missing"}) from error
    except OSError as error:
        raise Unavailable(f"cannot read {path}: {error.strerror}") from error


def name_of(path: Path, folder: Path) -> str:
    """How a file of the pack in `folder` is called: from the pack's own folder on."""
    return str(path.relative_to(folder.parent))

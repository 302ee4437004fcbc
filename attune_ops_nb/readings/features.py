"""Features: the named parts of a project that a run can be about.

They are declared in `.help/features.yaml`; a project without that file has those that its folders
show. A broken file is an error and never an empty list: somebody meant something by it.
"""

from functools import lru_cache
from pathlib import Path

import yaml

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Invalid, NotFound, Unavailable
from attune_ops_nb.logic.nearest import nearest
from attune_ops_nb.model import Feature
from attune_ops_nb.readings.detected_features import detect

FILE = Path(".help", "features.yaml")
LARGEST = 1024 * 1024


def features(config: Config) -> list[Feature]:
    """The features of the project, by name.

    Unavailable if the file cannot be read, Invalid with the line if it says something else.
    """
    path = config.project_root / FILE
    try:
        state = path.stat()
    except FileNotFoundError:
        return detect(config.project_root)
    except OSError as error:
        raise Unavailable(f"cannot read {path}: {error.strerror}") from error
    return list(_declared(path, state.st_mtime_ns, state.st_size))


def feature(config: Config, name: str) -> Feature:
    """The feature `name`. NotFound, with the names that come near, if there is none."""
    known = {each.name: each for each in features(config)}
    if name not in known:
        raise NotFound(f"there is no feature {name}{nearest(name, known)}")
    return known[name]


def scope_path(files: list[str]) -> str | None:
    """The one path that stands for `files`: the first folder, else the first plain file."""
    for entry in files:
        if entry.endswith("/**"):
            return entry.removesuffix("/**") or None
    return next((entry for entry in files if not set(entry) & set("*?[")), None)


@lru_cache(maxsize=32)
def _declared(path: Path, mtime_ns: int, size: int) -> tuple[Feature, ...]:
    """What the file says; asked again only when it was written again."""
    root = _mapping(path, _document(path, size), "the file")
    declared = _mapping(path, root.get("features"), "features")
    found = (_feature(path, name, node) for name, node in declared.items())
    return tuple(sorted((each for each in found if each), key=lambda each: each.name))


def _document(path: Path, size: int) -> yaml.Node | None:
    if size > LARGEST:
        raise Invalid(f"{path} has {size} bytes; more than {LARGEST} are not read")
    content = _content(path)
    try:
        return yaml.compose(content.decode("utf-8"), Loader=yaml.SafeLoader)
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise Invalid(f"{path}, line {line}: not UTF-8 text") from error
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = mark.line + 1 if mark else 1
        raise Invalid(f"{path}, line {line}: {error.problem or 'not YAML'}") from error
    except yaml.YAMLError as error:
        raise Invalid(f"{path}: {' '.join(str(error).split())}") from error
    except RecursionError as error:
        raise Invalid(f"{path}: nested too deeply") from error


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Unavailable(f"cannot read {path}: {error.strerror}") from error


def _feature(path: Path, name: str, node: yaml.Node) -> Feature | None:
    """The feature, unless its files name no single place."""
    fields = _mapping(path, node, f"feature {name}")
    files = _texts(path, fields.get("files"), f"files of {name}")
    place = scope_path(files)
    if place is None:
        return None
    return Feature(
        name=name,
        path=place,
        description=_text(path, fields.get("description"), f"description of {name}"),
        tags=_texts(path, fields.get("tags"), f"tags of {name}"),
        files=files,
    )


def _mapping(path: Path, node: yaml.Node | None, what: str) -> dict[str, yaml.Node]:
    if _absent(node):
        return {}
    if not isinstance(node, yaml.MappingNode):
        raise _misfit(path, node, f"{what} must be a mapping of names")
    return {_text(path, key, f"a name in {what}") or key.value: value for key, value in node.value}


def _texts(path: Path, node: yaml.Node | None, what: str) -> list[str]:
    if _absent(node):
        return []
    if not isinstance(node, yaml.SequenceNode):
        raise _misfit(path, node, f"{what} must be a list")
    return [text for each in node.value if (text := _text(path, each, f"an entry of {what}"))]


def _text(path: Path, node: yaml.Node | None, what: str) -> str | None:
    if _absent(node):
        return None
    if not isinstance(node, yaml.ScalarNode):
        raise _misfit(path, node, f"{what} must be text")
    return str(node.value)


def _absent(node: yaml.Node | None) -> bool:
    return node is None or node.tag == "tag:yaml.org,2002:null"


def _misfit(path: Path, node: yaml.Node | None, what: str) -> Invalid:
    line = node.start_mark.line + 1 if node else 1
    return Invalid(f"{path}, line {line}: {what}", problems={"features": what})

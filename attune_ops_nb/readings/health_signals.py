"""Health signals: what a snapshot measures, each for itself.

A signal gives what it measured in the words of the snapshot's format, or raises Unavailable with
the reason. Nothing here leaves the machine, but for what `gh` is asked.
"""

import io
import json
import os
import re
import subprocess
import sys
import tokenize
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from attune_ops_nb.errors import Unavailable
from attune_ops_nb.readings import foreign_files
from attune_ops_nb.readings.detected_features import SKIPPED

SECONDS = 30
DAYS = 90
MOST_FILES = 20_000
MOST_SHOWN = 10
TODO = re.compile(r"(?:TODO|FIXME|XXX)\b")
TEST = re.compile(r"^\s*(?:async\s+)?def\s+test_\w+", re.MULTILINE)
TESTS = frozenset({"test", "tests"})


def coverage(root: Path) -> dict[str, Any]:
    """How much of the code the last tests ran, as they left it in coverage.xml."""
    found = foreign_files.content(root / "coverage.xml")
    if found is None:
        raise Unavailable("there is no coverage.xml; `coverage xml` or devtools.coverage makes one")
    # Entities are declared before the root element; a report of coverage has none.
    if b"<!ENTITY" in found:
        raise Unavailable("coverage.xml declares entities; it is not read")
    try:
        rate = float(ElementTree.fromstring(found).get("line-rate", ""))
    except (ElementTree.ParseError, ValueError) as error:
        raise Unavailable(f"coverage.xml has no line-rate: {error}") from error
    return {"coverage_percent": round(rate * 100, 2), "source": "coverage.xml"}


def churn(root: Path) -> dict[str, Any]:
    """The files that were changed most often in the last months."""
    asked = ["log", f"--since={DAYS}.days", "--name-only", "--pretty=format:", "-z", "--", "."]
    files = [name.strip("\n") for name in _run(root, "git", *asked).split("\0") if name.strip("\n")]
    top = Counter(files).most_common(MOST_SHOWN)
    return {
        "window_days": DAYS,
        "total_changes": len(files),
        "top_files": [{"path": path, "changes": count} for path, count in top],
    }


def sloc(root: Path) -> dict[str, Any]:
    """How much Python there is, and how much of it are tests."""
    sources: list[str] = []
    tests: list[str] = []
    for path in _python_files(root):
        text = _text(path)
        (tests if _is_test(path.relative_to(root)) else sources).append(text)
    if not sources:
        raise Unavailable("there is no Python in the project")
    source_lines, test_lines = _lines(sources), _lines(tests)
    return {
        "src_files": len(sources),
        "src_lines": source_lines,
        "test_files": len(tests),
        "test_lines": test_lines,
        "test_to_src_ratio": round(test_lines / source_lines, 2) if source_lines else None,
        "test_function_count": sum(len(TEST.findall(text)) for text in tests),
    }


def todos(root: Path) -> dict[str, Any]:
    """Comments that begin with TODO, FIXME or XXX; strings do not count."""
    paths = [path for path in _python_files(root) if not _is_test(path.relative_to(root))]
    return {"count": sum(map(_count_todos, map(_text, paths)))}


def open_prs_issues(root: Path) -> dict[str, Any]:
    """How many pull requests and issues are open, thirty at most of each."""
    counts = []
    for noun in ("pr", "issue"):
        answer = _run(root, "gh", noun, "list", "--state", "open", "--json", "number")
        try:
            counts.append(len(json.loads(answer)))
        except (ValueError, TypeError) as error:
            raise Unavailable(f"gh {noun} list gave no list") from error
    return {"open_prs": counts[0], "open_issues": counts[1]}


def gate(script: str) -> Callable[[Path], dict[str, Any]]:
    """A check of documents that the project itself brings in its scripts."""

    def run(root: Path) -> dict[str, Any]:
        path = root / "scripts" / script
        if not path.is_file():
            raise Unavailable(f"there is no scripts/{script}")
        done = _start(root, [sys.executable, str(path), "--format", "json"])
        try:
            detail = json.loads(done.stdout)
        except ValueError as error:
            raise Unavailable(f"scripts/{script} printed no JSON") from error
        return {"exit_code": done.returncode, "clean": done.returncode == 0, "detail": detail}

    return run


def not_measured(what: str) -> Callable[[Path], dict[str, Any]]:
    """A signal of the format that only attune-ai measures."""

    def refuse(_: Path) -> dict[str, Any]:
        raise Unavailable(f"{what} is measured by attune-ai only")

    return refuse


SIGNALS: dict[str, Callable[[Path], dict[str, Any]]] = {
    "coverage": coverage,
    "complexity": not_measured("complexity"),
    "churn": churn,
    "doc_import_audit": gate("audit_doc_imports.py"),
    "docs_wiring_audit": gate("audit_docs_wiring.py"),
    "help_completeness": gate("check_help_completeness.py"),
    "projection_drift": not_measured("drift of projected help"),
    "sloc": sloc,
    "todos": todos,
    "open_prs_issues": open_prs_issues,
}


def _run(root: Path, *command: str) -> str:
    done = _start(root, list(command))
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip().split("\n")[-1]
        raise Unavailable(f"{' '.join(command[:2])}: {said or f'exit code {done.returncode}'}")
    return done.stdout.decode("utf-8", "replace")


def _start(root: Path, command: list[str]) -> subprocess.CompletedProcess[bytes]:
    name = " ".join(Path(word).name for word in command[:2])
    try:
        return subprocess.run(
            command, cwd=root, capture_output=True, stdin=subprocess.DEVNULL, timeout=SECONDS
        )
    except OSError as error:
        raise Unavailable(f"cannot start {name}: {error.strerror}") from error
    except subprocess.TimeoutExpired as error:
        raise Unavailable(f"{name} took more than {SECONDS} seconds") from error


def _python_files(root: Path) -> Iterator[Path]:
    count = 0
    for folder, folders, files in os.walk(root):
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".")
            and name not in SKIPPED
            and not (Path(folder) / name / "pyvenv.cfg").exists()
        )
        for name in sorted(files):
            if name.endswith(".py"):
                count += 1
                if count > MOST_FILES:
                    return
                yield Path(folder) / name


def _is_test(path: Path) -> bool:
    return bool(TESTS.intersection(path.parts)) or path.name.startswith("test_")


def _text(path: Path) -> str:
    try:
        return (foreign_files.content(path) or b"").decode("utf-8", "replace")
    except Unavailable:
        return ""


def _lines(texts: list[str]) -> int:
    return sum(text.count("\n") + bool(text and not text.endswith("\n")) for text in texts)


def _count_todos(text: str) -> int:
    try:
        tokens = tokenize.generate_tokens(io.StringIO(text).readline)
        comments = [token.string for token in tokens if token.type == tokenize.COMMENT]
    except (tokenize.TokenError, SyntaxError):
        return 0
    return sum(TODO.match(comment.lstrip("# \t")) is not None for comment in comments)

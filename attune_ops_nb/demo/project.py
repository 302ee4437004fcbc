"""Project: the small shop that a demo is about, with a spec in each stage of its life."""

import os
from datetime import datetime, timedelta
from pathlib import Path

FOLDER = "paperclip"
FINISHED = "receipt-emails"
"""Everything says that it is done, and nobody has closed it."""
FEATURES = {
    "auth": "Who somebody is",
    "billing": "Invoices and prices",
    "search": "Finding invoices",
    "reports": "What was sold",
}
PHASES = ("decisions", "requirements", "design", "tasks")
SPECS = {
    "bulk-pricing": ("approved", "approved", "approved", "in-progress"),
    "tax-engine": ("approved", "approved", "approved", "approved"),
    "login-limits": ("complete", "complete", "complete", "complete"),
    "receipt-emails": ("approved", "approved", "approved", "approved"),
    "search-filters": ("approved", "draft", None, None),
    "gift-cards": ("approved", "approved", "draft", None),
    "loyalty": ("paused", "approved", None, None),
    "house-style": ("living", None, None, None),
}
"""The status of each phase; None is a phase without a file."""
EDITED = {
    "bulk-pricing": timedelta(hours=3),
    "tax-engine": timedelta(days=1, hours=4),
    "login-limits": timedelta(days=23),
    "receipt-emails": timedelta(days=2),
    "search-filters": timedelta(days=5),
    "gift-cards": timedelta(days=75),
    "loyalty": timedelta(days=16),
    "house-style": timedelta(days=12),
}
"""How long ago somebody wrote in it last."""


def files(now: datetime) -> tuple[dict[str, str], int]:
    """The texts by path in the project, and how many specs are among them."""
    found = {
        "README.md": "# Paperclip\n\nA shop for office things. All of it is invented.\n",
        ".help/features.yaml": _features(),
    }
    for name, what in FEATURES.items():
        found[f"src/{name}/__init__.py"] = f'"""{what}."""\n'
        found[f"src/{name}/report.py"] = "def total(rows):\n    return sum(rows)\n"
    for slug, statuses in SPECS.items():
        for phase, status in zip(PHASES, statuses, strict=True):
            if status:
                found[f"docs/specs/{slug}/{phase}.md"] = _phase(slug, phase, status, now)
    return found, len(SPECS)


def age(root: Path, now: datetime) -> None:
    """Give the files the times they would have."""
    for path in sorted((root / "docs" / "specs").rglob("*.md")):
        edited = (now - EDITED[path.parent.name]).timestamp()
        os.utime(path, (edited, edited))


def _features() -> str:
    entries = [
        f"  {name}:\n    description: {what}\n    files: [src/{name}/**]\n    tags: [shop]\n"
        for name, what in FEATURES.items()
    ]
    return "version: 1\nfeatures:\n" + "".join(entries)


def _phase(slug: str, phase: str, status: str, now: datetime) -> str:
    title = slug.replace("-", " ").capitalize()
    done = status == "complete" or slug == FINISHED
    body = "- [x] model\n- [x] tests\n" if done else "- [x] model\n- [ ] api\n"
    text = body if phase == "tasks" else f"What is meant by {title.lower()}.\n"
    since = "" if slug == FINISHED else f" ({now - EDITED[slug]:%Y-%m-%d})"
    return f"# {title}: {phase}\n\n**Status:** {status}{since}\n\n{text}"

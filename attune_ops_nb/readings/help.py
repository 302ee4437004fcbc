"""Help: the templates that a project has about its features, what is missing and what is stale."""

import re
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import msgspec

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Invalid, NotFound, Unavailable
from attune_ops_nb.logic import foreign_values as values
from attune_ops_nb.logic.nearest import nearest
from attune_ops_nb.readings import foreign_files, front_matter
from attune_ops_nb.readings.help_staleness import stale_features

KINDS = ("comparison", "concept", "error", "faq", "note", "quickstart", "reference", "task",
         "tip", "troubleshooting", "warning")  # fmt: skip
INTENTS = {
    "do": ("task", "quickstart"),
    "solve": ("troubleshooting", "error", "faq"),
    "understand": ("concept",),
    "look up": ("reference",),
}
"""What somebody wants, and the kinds that serve it."""
FEATURED = ("security-audit", "smart-test", "bug-predict", "deep-review", "release-prep")
SLUG = re.compile(r"[a-z][a-z0-9-]*")
WORD = re.compile(r"\w+")
SNIPPET = 240
MOST_HITS = 50


class Template(msgspec.Struct, frozen=True, kw_only=True):
    """One page of help."""

    feature: str
    kind: str
    path: str
    """Below `.help`."""
    title: str
    body: str
    generated_at: datetime | None
    source_hash: str | None
    is_stale: bool | None
    """None where the project does not say what the feature consists of."""


class HelpFeature(msgspec.Struct, frozen=True, kw_only=True):
    """A feature with help, and what is missing of it."""

    name: str
    kinds: list[str]
    missing_kinds: list[str]
    completeness_pct: int
    """How much of what there can be is there."""
    is_stale: bool | None


class Hit(msgspec.Struct, frozen=True, kw_only=True):
    """A page that has the words of a search."""

    feature: str
    kind: str
    title: str
    snippet: str
    score: float


class Help(msgspec.Struct, frozen=True, kw_only=True):
    """The help of a project, in numbers and by feature."""

    features: list[HelpFeature]
    featured: list[str]
    recent: list[Template]
    """Newest first, without their bodies."""
    intents: dict[str, int]
    """How many pages serve what somebody wants."""
    total_templates: int
    stale_templates: int | None
    """None where nothing is known of it."""
    incomplete_features: int


def help_of(config: Config, *, recent: int = 5) -> Help:
    """The help of the project; empty if it has none."""
    stale = stale_features(config)
    features = [_feature(folder, stale) for folder in _folders(config)]
    pages = list(_templates(config, stale))
    dated = [page for page in pages if page.generated_at]
    dated.sort(key=lambda page: str(page.generated_at), reverse=True)
    kinds = [page.kind for page in pages]
    chosen = [name for name in FEATURED if name in {each.name for each in features}]
    return Help(
        features=features,
        featured=chosen if len(chosen) >= 3 else [each.name for each in features[:5]],
        recent=[msgspec.structs.replace(page, body="") for page in dated[: max(0, recent)]],
        intents={
            intent: sum(kind in served for kind in kinds) for intent, served in INTENTS.items()
        },
        total_templates=len(pages),
        stale_templates=None if stale is None else sum(bool(page.is_stale) for page in pages),
        incomplete_features=sum(bool(each.missing_kinds) for each in features),
    )


def template(config: Config, feature: str, kind: str) -> Template:
    """One page. NotFound, with the nearest, if there is none; Invalid for what is no name."""
    for field, value in (("feature", feature), ("kind", kind)):
        if not SLUG.fullmatch(value):
            what = f"{value!r} is no name: lower-case letters, digits and dashes"
            raise Invalid(f"{field}: {what}", problems={field: what})
    path = _root(config) / feature / f"{kind}.md"
    found = foreign_files.content(path)
    if found is None:
        known = [f"{page.parent.name}/{page.stem}" for page in _root(config).glob("*/*.md")]
        raise NotFound(f"there is no help {feature}/{kind}{nearest(f'{feature}/{kind}', known)}")
    return _template(path, found, stale_features(config))


def search(config: Config, query: str, *, limit: int = 20) -> list[Hit]:
    """The pages that have the words of `query`, best first: names count most, then headings."""
    words = [word.casefold() for word in WORD.findall(query)]
    if not words:
        return []
    hits = [hit for page in _templates(config, None) if (hit := _hit(page, words))]
    hits.sort(key=lambda hit: (-hit.score, hit.feature, hit.kind))
    return hits[: max(1, min(limit, MOST_HITS))]


def _root(config: Config) -> Path:
    return config.project_root / ".help" / "templates"


def _folders(config: Config) -> list[Path]:
    root = _root(config)
    try:
        return sorted(path for path in root.iterdir() if path.is_dir())
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise Unavailable(f"cannot read {root}: {error.strerror}") from error


def _feature(folder: Path, stale: frozenset[str] | None) -> HelpFeature:
    kinds = [kind for kind in KINDS if (folder / f"{kind}.md").is_file()]
    return HelpFeature(
        name=folder.name,
        kinds=kinds,
        missing_kinds=[kind for kind in KINDS if kind not in kinds],
        completeness_pct=round(100 * len(kinds) / len(KINDS)),
        is_stale=None if stale is None else folder.name in stale,
    )


def _templates(config: Config, stale: frozenset[str] | None) -> Iterator[Template]:
    for folder in _folders(config):
        for kind in KINDS:
            path = folder / f"{kind}.md"
            try:
                found = foreign_files.content(path)
            except Unavailable:  # the other pages can still be read
                continue
            if found is not None:
                yield _template(path, found, stale)


def _template(path: Path, found: bytes, stale: frozenset[str] | None) -> Template:
    head, body = front_matter.split(found.decode("utf-8", "replace").replace("\r\n", "\n"))
    feature, kind = path.parent.name, path.stem
    return Template(
        feature=feature,
        kind=kind,
        path=f"templates/{feature}/{path.name}",
        title=front_matter.title(body) or f"{feature} / {kind}",
        body=body,
        generated_at=values.moment(head.get("generated_at")),
        source_hash=values.text(head.get("source_hash")),
        is_stale=None if stale is None else feature in stale,
    )


def _hit(page: Template, words: list[str]) -> Hit | None:
    """None unless every word is somewhere on the page."""
    name = f"{page.feature} {page.kind} {page.title}".casefold()
    headings = "\n".join(line for line in page.body.split("\n") if line.startswith("#")).casefold()
    body = page.body.casefold()
    score = 0.0
    for word in words:
        found = 8.0 * (word in name) + 3.0 * (word in headings) + min(5, body.count(word))
        if not found:
            return None
        score += found
    return Hit(
        feature=page.feature,
        kind=page.kind,
        title=page.title,
        snippet=_snippet(page.body, words),
        score=score,
    )


def _snippet(body: str, words: list[str]) -> str:
    text = " ".join(body.split())
    places = [at for word in words if (at := text.casefold().find(word)) >= 0]
    start = max(0, min(places, default=0) - 60)
    cut = text[start : start + SNIPPET]
    return f"{'…' if start else ''}{cut}{'…' if start + SNIPPET < len(text) else ''}"

"""Versions and constraints mean what their users expect."""

import pytest

from attune_ops_nb.errors import Invalid
from attune_ops_nb.logic.versions import check_constraint, choose, parse, satisfies
from attune_ops_nb.model import RuntimeVersion


@pytest.mark.parametrize(
    ("text", "same"),
    [("3.12", "3.12.0"), ("v20", "20.0.0"), ("1.2.3.4", "1.2.3"), ("1.0.0+build.7", "1.0.0")],
)
def test_a_version_is_padded_to_three_numbers(text: str, same: str) -> None:
    assert parse(text) == parse(same)


def test_versions_are_ordered_by_number_with_pre_releases_first() -> None:
    ordered = ["1.0.0-alpha", "1.0.0-alpha.2", "1.0.0-alpha.10", "1.0.0-rc", "1.0.0", "1.9", "1.10"]
    assert sorted(reversed(ordered), key=parse) == ordered


@pytest.mark.parametrize("text", ["", "three", "1.2.x", "1..2", "-1", "1.2-", "1" * 5000])
def test_what_is_no_version_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="is no version"):
        parse(text)


@pytest.mark.parametrize(
    ("constraint", "met", "unmet"),
    [
        ("", ["0.1", "99"], []),
        ("*", ["0.1", "99"], []),
        ("3.12", ["3.12.0", "3.12.9"], ["3.11.9", "3.13.0", "3.13.0-rc1"]),
        ("3", ["3.0.5"], ["3.1.0"]),
        ("3.12.1", ["3.12.1", "3.12.2"], ["3.12.0", "3.13.0"]),
        ("=3.12", ["3.12.0"], ["3.12.1"]),
        ("~3", ["3.0.9"], ["3.1.0"]),
        ("^1.2", ["1.2.0", "1.9.9"], ["1.1.9", "2.0.0"]),
        ("^0.2.3", ["0.2.9"], ["0.3.0", "0.2.2"]),
        ("^0.0.3", ["0.0.3"], ["0.0.4"]),
        (">=3.11, <3.13", ["3.11", "3.12.9"], ["3.10", "3.13", "3.13.0-rc1"]),
        (">3.11", ["3.11.1"], ["3.11.0"]),
        ("<=20", ["20.0.0", "18"], ["20.0.1"]),
    ],
)
def test_a_constraint_is_met(constraint: str, met: list[str], unmet: list[str]) -> None:
    assert all(satisfies(version, constraint) for version in met)
    assert not any(satisfies(version, constraint) for version in unmet)


def test_a_bare_version_of_a_pack_is_exact() -> None:
    assert satisfies("1.2.0", "1.2", bare="=")
    assert not satisfies("1.2.1", "1.2", bare="=")


@pytest.mark.parametrize("constraint", ["=>3", "==3", ">=", "3.x", ">=3,,<4", "latest"])
def test_a_constraint_that_cannot_be_read_is_refused(constraint: str) -> None:
    with pytest.raises(Invalid):
        check_constraint(constraint)


def rows(*versions: str, default: str = "", gone: str = "") -> list[RuntimeVersion]:
    return [
        RuntimeVersion(
            runtime=1,
            runtime_ref="core.python",
            version=version,
            is_default=version == default,
            available=version != gone,
        )
        for version in versions
    ]


@pytest.mark.parametrize(
    ("constraint", "default", "gone", "chosen"),
    [
        (None, "3.9", "", "3.9"),
        (None, "3.9", "3.9", "3.12"),
        ("", "", "", "3.12"),
        (">=3.9", "3.9", "", "3.12"),
        (">=3.9", "3.9", "3.12", "3.11"),
        ("3.13", "", "", None),
        ("nonsense", "3.9", "", None),
    ],
)
def test_the_version_chosen_is_available_and_fits(
    constraint: str | None, default: str, gone: str, chosen: str | None
) -> None:
    found = choose(rows("3.9", "3.12", "3.11", default=default, gone=gone), constraint)
    assert (found.version if found else None) == chosen

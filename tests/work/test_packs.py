"""The packs that ship: they load, and people can read their forms."""

from pathlib import Path

import pytest

from attune_ops_nb.logic import execution_config
from attune_ops_nb.model import Action, OutputFormat, ParameterFormat
from attune_ops_nb.store import packfiles

FOLDER = Path(__file__).parents[2] / "attune_ops_nb" / "packs"
PACKS = [packfiles.read(folder) for folder in packfiles.find([FOLDER])]
ACTIONS = {action.ref: action for files in PACKS for action in files.actions}
action = pytest.mark.parametrize("action", ACTIONS.values(), ids=list(ACTIONS))


def test_the_packs_that_ship_load_without_a_warning() -> None:
    ordered, refused = packfiles.in_order(PACKS)

    assert ([files.pack.ref for files in ordered], refused) == (["core", "devtools"], {})
    assert [files.warnings for files in PACKS] == [[], []]
    assert all(files.pack.is_standard for files in PACKS)


@action
def test_an_action_and_its_parameters_are_told_to_people(action: Action) -> None:
    parameters = action.param_schema or {}
    told = [action.label, action.description]
    told += [each.get(word) for each in parameters.values() for word in ("label", "description")]

    assert all(told)
    assert all(text.endswith(".") for text in told[1::2] if text)
    assert all({"type", "label", "description"} <= set(each) for each in parameters.values())


@action
def test_what_follows_an_action_is_there(action: Action) -> None:
    assert set(action.ops.next if action.ops else []) <= set(ACTIONS)


def test_the_workflows_are_those_of_devtools() -> None:
    offered = {ref: action.ops for ref, action in ACTIONS.items() if action.ops}
    workflows = {ref: ops.concern for ref, ops in offered.items() if not ops.hidden}

    assert workflows == {
        "devtools.coverage": "test",
        "devtools.dependencies": "audit",
        "devtools.health-check": "review",
        "devtools.lint": "review",
        "devtools.notebook": "other",
        "devtools.security": "audit",
        "devtools.tests": "test",
        "devtools.types": "review",
    }


def test_core_is_delivered_as_others_expect_it() -> None:
    core = {ref: action for ref, action in ACTIONS.items() if action.pack_ref == "core"}

    assert {ref: (each.parameter_format, each.output_format) for ref, each in core.items()} == {
        "core.ask": (ParameterFormat.JSON, OutputFormat.JSON),
        "core.echo": (ParameterFormat.DOTENV, OutputFormat.TEXT),
        "core.http_request": (ParameterFormat.JSON, OutputFormat.JSON),
        "core.noop": (ParameterFormat.DOTENV, OutputFormat.TEXT),
        "core.sleep": (ParameterFormat.DOTENV, OutputFormat.TEXT),
    }


def test_secrets_of_a_request_are_marked_as_such() -> None:
    schema = ACTIONS["core.http_request"].param_schema or {}

    assert {name for name, each in schema.items() if each.get("secret")} == {
        "auth_password",
        "auth_token",
    }


def test_runtimes_have_the_versions_and_shapes_that_packs_lean_on() -> None:
    runtimes = {each.ref: each for files in PACKS for each in files.runtimes}
    versions = [row for files in PACKS for row in files.versions]

    python = execution_config.parse(runtimes["core.python"].execution_config)
    assert set(runtimes) == {"core.native", "core.nodejs", "core.python", "core.shell"}
    assert [row.version for row in versions if row.is_default] == ["20", "3.12"]
    assert len(versions) == 6 and all(row.execution_config for row in versions)
    assert execution_config.with_variables({}, python, {"pack_dir": "/p"}) == {
        "PYTHONPATH": "/p/lib"
    }

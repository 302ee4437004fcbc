"""The language agrees with the one it is compatible with, case by case."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from attune_ops_nb.logic import rule_templates, templates
from attune_ops_nb.logic.expressions import ExpressionError, evaluate

FILE = Path("/work/shared/data/expression-cases.jsonl")
LINES = FILE.read_text(encoding="utf-8").splitlines() if FILE.exists() else []
CASES = [json.loads(line) for line in LINES]

pytestmark = pytest.mark.skipif(not CASES, reason=f"there is no {FILE}")


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case.get("expr") or case["template"]))
def test_a_case_ends_as_its_file_says(case: dict[str, Any]) -> None:
    try:
        found = ended(case)
    except ExpressionError:
        assert case["error"]
    else:
        # As text, because 1, 1.0 and true are the same to Python.
        assert (written(found), False) == (written(case["expect"]), case["error"])


def ended(case: dict[str, Any]) -> Any:
    """What our side makes of a case."""
    context, text = case["context"], case.get("expr", case.get("template"))
    if case["engine"] == "bare":
        return evaluate(text, context)
    if case["engine"] == "rule":
        return rule_templates.resolve(text, context)
    made = {
        "evaluate_expression": evaluate,
        "evaluate_condition": templates.condition,
        "render_template": lambda *given: str(templates.render(*given)),
        "render_json": templates.render,
        "publish": templates.render,
    }[case["mode"]]
    return made(text, names(context), outcome(context.get("last")))


def names(context: Mapping[str, Any]) -> dict[str, Any]:
    """What a workflow knows: its variables also by their bare names."""
    variables = context.get("workflow", {})
    return {
        **variables,
        **dict.fromkeys(("workflow", "vars", "variables"), variables),
        **dict.fromkeys(("task", "tasks"), context.get("task", {})),
        **{name: context.get(name) for name in ("config", "keystore")},
        "parameters": context.get("parameters", {}),
        **{name: context[name] for name in ("item", "index", "system") if name in context},
    }


def outcome(last: Mapping[str, Any] | None) -> dict[str, Any]:
    """The functions that tell how the last task ended."""
    ending = last["outcome"] if last else None
    told = {name: lambda *_, name=name: ending == name for name in ENDINGS}
    return {**told, "result": lambda *_: last["result"] if last else None}


def written(value: Any) -> str:
    return json.dumps(value, sort_keys=True)


ENDINGS = ("succeeded", "failed", "timed_out")

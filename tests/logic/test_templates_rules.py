"""The templates of rules take what the event has, and null where it has nothing."""

from typing import Any

import pytest

from attune_ops_nb.logic.expressions import ExpressionError
from attune_ops_nb.logic.rule_templates import resolve

NAMES = {
    "event": {
        "id": 7,
        "payload": {
            "tags": ["a", {"b": 1}],
            "count": 42,
            "user-id": "u",
            "0": "zero",
            "none": None,
        },
    },
    "pack": {"config": {"timeout": 30}},
}


@pytest.mark.parametrize(
    ("template", "value"),
    [
        ("{{ event.payload.count }}", 42),
        ("{{event.payload.tags.1.b}}", 1),
        ("{{ event.payload.tags.0 }}", "a"),
        ("{{ event.payload.0 }}", "zero"),
        ("{{ event.payload.user-id }}", "u"),
        ("{{ event.payload.tags }}", ["a", {"b": 1}]),
        ("{{ event.payload.tags.9 }}", None),
        ("{{ event.payload.tags.-1 }}", None),
        ("{{ event.payload.tags.99999999999999999999 }}", None),
        ("{{ event.payload.count.x }}", None),
        ("{{ event.payload.none.x }}", None),
        ("{{ event.payload.count.__class__ }}", None),
        ("{{ trigger.payload.x }}", None),
        ("{{ unknown }}", None),
        ("{{ event.payload.missing }}!", "!"),
        (" {{ event.id }}", " 7"),
        ("{{ event.id }} ", "7 "),
        ("{{ event.id }}{{ event.payload.tags }}", '7["a",{"b":1}]'),
        ("{{ event.payload.count + 1 }}", 43),
        ("{{ event.payload['missing'] }}", None),
        ("{{ event.payload.tags[5] }}", None),
        ("{{ true }}", True),
        ("{{ unclosed", "{{ unclosed"),
    ],
)
def test_a_template_of_a_rule_becomes_what_its_path_leads_to(template: str, value: object) -> None:
    assert resolve({"x": template}, NAMES) == {"x": value}


@pytest.mark.parametrize("value", [None, [], "{{ event.id }}", 1])
def test_parameters_that_are_no_object_are_none(value: Any) -> None:
    assert resolve(value, NAMES) == {}


def test_an_expression_that_is_wrong_is_an_error_in_a_rule_too() -> None:
    with pytest.raises(ExpressionError, match=r"^/x: .* at column 18"):
        resolve({"x": "{{ event.payload + 1 }}"}, NAMES)

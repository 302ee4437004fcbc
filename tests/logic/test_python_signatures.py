"""What of a module others can lean on."""

from hashlib import sha256

import pytest

from attune_ops_nb.logic.python_signatures import signatures


def digest(*parts: str) -> str:
    return sha256("\n".join(parts).encode()).hexdigest()


def test_functions_classes_and_methods_are_hashed_as_the_templates_have_them():
    source = """
@cache
async def fetch(a, /, b: int=1, *rest, c, d=2, **more) -> list[str]: ...
def _hidden(): ...
class Shop(Base, Other):
    name: str = "x"
    size = _size = 3
    def __init__(self, *, open): ...
    def _private(self): ...
"""
    fetch = "async def fetch(a, /, b: int=1, *rest, c, d=2, **more) -> list[str]"
    init = "def __init__(self, *, open)"
    assert signatures(source) == [
        ("fetch", digest("function", "fetch", fetch, "cache", "", "")),
        ("Shop", digest("class", "Shop", "class Shop", "", "Base|Other", "name|size")),
        ("Shop.__init__", digest("method", "Shop.__init__", init, "", "", "")),
    ]


def test_only_what_a_caller_sees_changes_the_hash():
    before = signatures("def f(a=1):\n  return 1")

    assert signatures('def f( a = 1 ):\n  "words"\n  return "\\d"') == before
    assert signatures("def f(a=2): return 1") != before


@pytest.mark.parametrize("source", ["def", "a\0b"])
def test_what_is_no_python_is_said(source: str):
    with pytest.raises((SyntaxError, ValueError)):
        signatures(source)

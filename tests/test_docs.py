"""What there is, is written down: in the README or in a notebook."""

import json
from pathlib import Path

import pytest

from attune_ops_nb.config import SETTINGS
from attune_ops_nb.routes import ENDPOINTS, ROUTES, Endpoint, Route

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CELLS = "\n".join(
    "".join(cell["source"])
    for path in sorted((ROOT / "notebooks").glob("*.ipynb"))
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
)


@pytest.mark.parametrize("name", SETTINGS)
def test_a_setting_is_written_down(name: str) -> None:
    assert f"| `{name}` |" in README


@pytest.mark.parametrize("route", [*ENDPOINTS, *ROUTES], ids=lambda it: f"{it.method} {it.path}")
def test_a_route_is_written_down(route: Endpoint | Route) -> None:
    assert f"| {route.method} | `/attune/{route.path}` |" in README

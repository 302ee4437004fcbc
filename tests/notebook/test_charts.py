"""A chart is a picture and its numbers, whole in itself, in a notebook and as a file."""

import re
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest

from attune_ops_nb.config import Config
from attune_ops_nb.errors import Invalid
from attune_ops_nb.logic.pricing import Prices
from attune_ops_nb.notebook import charts, drawing, frames
from attune_ops_nb.notebook.drawing import Chart
from attune_ops_nb.readings import prices, spend
from attune_ops_nb.readings.logged import LocalCost
from attune_ops_nb.readings.session_blocks import Block
from attune_ops_nb.readings.session_usage import SessionUsageRow
from attune_ops_nb.readings.telemetry import UsageRow

TODAY = date(2026, 11, 20)
PRICES = Prices(prices.read(prices.SHIPPED))
SVG = "{http://www.w3.org/2000/svg}"


def row(
    back: int = 0, cost: float = 1.0, model: str = "claude-sonnet-4-6", *, unpriced: int = 0
) -> UsageRow:
    return UsageRow(
        day=TODAY - timedelta(days=back),
        workflow=f"work-{model}",
        model=model,
        events=2,
        cost=cost,
        unpriced_events=unpriced,
        input_tokens=1_000_000,
        output_tokens=10,
        cache_write_tokens=0,
        cache_read_tokens=3_000_000,
        cache_hits=0,
        mean_duration_ms=None,
        savings=0.0,
    )


def spent(days: int, usd: str = "2.50") -> spend.Spend:
    local = [LocalCost(day=TODAY - timedelta(days=n), usd=Decimal(usd)) for n in range(days)]
    return spend.judged(Config(), local, None, today=TODAY)


def block(hour: int, cost: float, *, gap: bool = False, active: bool = False) -> Block:
    start = datetime(2026, 11, 20, hour, tzinfo=UTC)
    return Block(start=start, end=start + timedelta(hours=5), gap=gap, active=active, cost=cost)


def session(hour: int, project: str = "shop") -> SessionUsageRow:
    start = datetime(2026, 11, 20, hour, tzinfo=UTC)
    end = start + timedelta(hours=1)
    return SessionUsageRow(
        project=project, session="5b1c02d9aa", cost=1.5, first_at=start, last_at=end
    )


ALL = {
    "spend": charts.spend(spent(10)),
    "telemetry": charts.telemetry([row(1), row(0, 2.0)]),
    "models": charts.models([row(), row(model="x<y&z", unpriced=2, cost=0.0)]),
    "cache": charts.cache([row()], PRICES),
    "blocks": charts.blocks([block(1, 2.0), block(6, 0, gap=True), block(9, 3.0, active=True)]),
    "sessions": charts.sessions([session(9), session(7, "a<b")]),
    "nothing": charts.models([]),
}


def marks(chart: Chart) -> list[str]:
    """What marks say when they are pointed at."""
    tree = ElementTree.fromstring(chart.svg)
    return [title.text or "" for title in tree.findall(f"{SVG}rect/{SVG}title")]


@pytest.mark.parametrize("chart", ALL.values(), ids=ALL)
def test_a_chart_is_an_image_with_a_name_and_a_description(chart: Chart) -> None:
    tree = ElementTree.fromstring(chart.svg)
    assert tree.get("role") == "img"
    named = [each.get("id") for each in (tree.find(f"{SVG}title"), tree.find(f"{SVG}desc"))
             if each is not None]  # fmt: skip
    assert tree.get("aria-labelledby") == " ".join(map(str, named))


@pytest.mark.parametrize("chart", ALL.values(), ids=ALL)
def test_a_chart_needs_nothing_from_elsewhere(chart: Chart) -> None:
    assert not re.findall(r"(?:href|src|url\(|@import|<script)", chart.svg)


@pytest.mark.parametrize("chart", ALL.values(), ids=ALL)
def test_nothing_of_a_chart_lies_outside_of_it(chart: Chart) -> None:
    for mark in ElementTree.fromstring(chart.svg).iter(f"{SVG}rect"):
        x, y = float(mark.get("x", 0)), float(mark.get("y", 0))
        assert 0 <= x <= x + float(mark.get("width", 0)) <= drawing.WIDTH
        assert 0 <= y <= y + float(mark.get("height", 0)) <= chart.height


def test_every_colour_follows_the_theme_or_has_a_fallback_for_light_and_dark() -> None:
    used = set(re.findall(r"var\((--\w+)\)", drawing.STYLE + charts.models([row()]).svg))
    light, _, dark = drawing.STYLE.partition("@media (prefers-color-scheme:dark)")
    assert all(f"{name}:" in light for name in used)
    assert set(re.findall(r"(--jp-[\w-]+),", dark)) <= set(re.findall(r"(--jp-[\w-]+),", light))


def test_a_chart_shows_itself_with_its_numbers_in_a_table() -> None:
    shown = ALL["telemetry"]._repr_mimebundle_()
    assert set(shown) == {"text/html", "image/svg+xml", "text/plain"}
    assert "<caption>Cost of calls by workflow</caption>" in shown["text/html"]
    assert '<th scope="col">day</th>' in shown["text/html"]


def test_a_chart_is_saved_as_a_file_of_its_own(tmp_path: Path) -> None:
    path = ALL["models"].save(tmp_path / "models.svg")
    assert path.read_text(encoding="utf-8") == ALL["models"].svg


def test_names_from_outside_are_text_and_not_markup() -> None:
    assert "x<y&z: ≥ $0.00 (+2 unpriced), 2 calls" in marks(ALL["models"])


def test_spending_says_today_the_week_the_month_and_where_it_goes() -> None:
    chart = charts.spend(spent(10))
    assert chart.title == "Spend that telemetry knows of"
    assert chart.description == (
        "today $2.50, 7 days $17.50, month $25.00, about $50.00 by its end, of $350.00"
    )
    assert len(marks(chart)) == 7
    assert "a usual day" in chart.svg


def test_spending_can_show_more_days_than_a_week() -> None:
    days = [(TODAY - timedelta(days=n), Decimal(n)) for n in range(30, 0, -1)]
    assert len(marks(charts.spend(spent(10), days))) == 30


def test_what_is_not_priced_makes_the_sum_a_least() -> None:
    chart = charts.telemetry([row(unpriced=2), row(1)])
    assert chart.description.startswith("≥ $2.00 (+2 unpriced) in 4 calls")


def test_small_parts_share_a_colour() -> None:
    chart = charts.telemetry([row(cost=9.0 - n, model=f"m{n}") for n in range(9)], "model")
    assert chart.columns == ["day", "m0", "m1", "m2", "m3", "m4", "others"]
    assert chart.rows == [["11-20", "$9.00", "$8.00", "$7.00", "$6.00", "$5.00", "$10.00"]]


def test_the_cache_saves_the_difference_of_the_prices() -> None:
    # Three million tokens for $0.30 a million instead of $3.
    assert ALL["cache"].description == "75% came from the cache, which saved $8.10 against no cache"


def test_a_block_that_goes_on_is_told_apart_and_gaps_are_left_out() -> None:
    assert marks(ALL["blocks"]) == ["11-20 01h, ended: $2.00", "11-20 09h, goes on: $3.00"]


def test_sessions_stand_on_the_line_of_their_project() -> None:
    assert ALL["sessions"].description == "2 sessions in 2 projects"
    assert [each[0] for each in ALL["sessions"].rows] == ["a<b", "shop"]


def test_where_there_is_nothing_it_says_so() -> None:
    empty = [charts.telemetry([]), charts.models([]), charts.cache([], PRICES), charts.blocks([]),
             charts.sessions([])]  # fmt: skip
    assert {chart.description for chart in empty} == {"There is nothing to show yet."}


ROWS = [row(1), row(0, 2.0), row(model="unheard", cost=0.0, unpriced=2)]
BLOCKS = [block(1, 2.0), block(6, 0, gap=True), block(9, 3.0, active=True)]
SESSIONS = [session(9), session(7, "a<b")]


@pytest.mark.parametrize(
    ("of_records", "of_frame"),
    [
        (charts.telemetry(ROWS), charts.telemetry(frames.telemetry(ROWS))),
        (charts.telemetry(ROWS, "model"), charts.telemetry(frames.telemetry(ROWS), "model")),
        (charts.models(ROWS), charts.models(frames.telemetry(ROWS))),
        (charts.cache(ROWS, PRICES), charts.cache(frames.telemetry(ROWS), PRICES)),
        (charts.cache(ROWS, PRICES), charts.cache(ROWS, prices.read(prices.SHIPPED))),
        (charts.blocks(BLOCKS), charts.blocks(frames.blocks(BLOCKS))),
        (charts.sessions(SESSIONS), charts.sessions(frames.sessions(SESSIONS))),
        (charts.models([]), charts.models(frames.telemetry([]))),
    ],
)
def test_a_frame_is_drawn_as_the_records_it_was_made_of(of_records: Chart, of_frame: Chart) -> None:
    assert (of_frame.svg, of_frame.rows) == (of_records.svg, of_records.rows)


def test_the_amounts_of_spending_are_drawn_from_its_frame() -> None:
    chart = charts.spend(frames.spend(spent(10)))
    assert "today: $2.50" in marks(chart)
    assert chart.description.startswith("today $2.50, yesterday $2.50, 7 days $17.50")


def test_a_bill_by_day_is_drawn_as_spending() -> None:
    frame = pd.DataFrame({"day": pd.to_datetime(["2026-11-19", "2026-11-20"], utc=True),
                          "cost_usd": [1.0, 2.0]})  # fmt: skip
    chart = charts.spend(frame)
    assert marks(chart) == ["11-19, cost: $1.00", "11-20, cost: $2.00"]
    assert chart.description == "$3.00 in 2 days; the dearest was 11-20: $2.00"


def test_calls_one_by_one_are_summed_by_day() -> None:
    frame = pd.DataFrame({"at": pd.to_datetime(["2026-11-20T10:00", "2026-11-20T11:00"], utc=True),
                          "workflow": ["a", "a"], "cost_usd": [1.0, None]})  # fmt: skip
    assert charts.telemetry(frame).description.startswith("≥ $1.00 (+1 unpriced) in 2 calls")


def test_a_frame_without_a_column_that_is_needed_is_refused() -> None:
    with pytest.raises(Invalid, match="model: the frame has no such column; it has cost_usd"):
        charts.models(pd.DataFrame({"cost_usd": [1.0]}))


@pytest.mark.parametrize(
    ("most", "end", "count"),
    [
        (0, 1.0, 1),
        (0.07, 0.08, 5),
        (1, 1.0, 6),
        (3.9, 4.0, 5),
        (9.99, 10.0, 6),
        (12_345, 15_000, 4),
    ],
)
def test_an_axis_ends_at_a_round_number_above_all_values(
    most: float, end: float, count: int
) -> None:
    top, ticks = drawing.scale(most)
    assert (round(top, 9), len(ticks)) == (end, count)

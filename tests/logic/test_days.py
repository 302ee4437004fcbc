"""Days, on every day of four years and in places that disagree about it."""

from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

import pytest

from attune_ops_nb.logic import days

EVERY_DAY = [date(2024, 1, 1) + timedelta(days=n) for n in range(1461)]
MONTHS: dict[tuple[int, int], list[date]] = {}
for each in EVERY_DAY:
    MONTHS.setdefault((each.year, each.month), []).append(each)
ZONES: list[tzinfo] = [
    UTC,
    timezone(timedelta(hours=5, minutes=45)),
    *map(ZoneInfo, ["America/New_York", "Europe/Berlin", "Pacific/Kiritimati", "Pacific/Apia"]),
    *map(ZoneInfo, ["Australia/Lord_Howe", "America/St_Johns"]),
]


@pytest.mark.parametrize("zone", ZONES, ids=str)
def test_every_moment_lies_on_the_day_that_the_wall_clock_shows(zone: tzinfo):
    for day in EVERY_DAY:
        # Round midnight UTC and wherever clocks are changed.
        for hours in (-1, 0, 1, 2, 5.5, 7, 11, 14, 23.99):
            moment = datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(hours=hours)
            shown = moment.astimezone(zone)
            assert days.day_of(moment, zone) == date(shown.year, shown.month, shown.day)
            assert days.day_of(shown, zone) == days.day_of(moment, zone)
            assert days.day_of(shown) == moment.date()


def test_a_moment_without_a_zone_is_utc():
    assert days.day_of(datetime(2026, 1, 1, 0, 30), ZoneInfo("America/New_York")) == date(
        2025, 12, 31
    )


def test_every_month_to_date_begins_on_its_first_and_ends_today():
    for today in EVERY_DAY:
        oracle = [day for day in MONTHS[today.year, today.month] if day <= today]
        assert days.month_to_date(today) == oracle
        assert days.month_start(today) == oracle[0]


def test_every_month_is_as_long_as_it_is():
    for today in EVERY_DAY[:-31]:
        month = MONTHS[today.year, today.month]
        assert (days.days_in_month(today), days.next_month(today)) == (
            len(month),
            month[-1] + timedelta(days=1),
        )


def test_a_window_ends_with_its_day():
    assert days.window(date(2024, 3, 1), 3) == [
        date(2024, 2, 28), date(2024, 2, 29), date(2024, 3, 1)
    ]  # fmt: skip

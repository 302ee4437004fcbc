"""Days: which one a moment lies on, and the months and windows made of them.

They are dates and never moments with a clock of some place, so a day of 23 or 25 hours, the 31st
and the leap day cannot bend a sum.
"""

from datetime import UTC, date, datetime, timedelta, tzinfo

DAY = timedelta(days=1)


def day_of(moment: datetime, zone: tzinfo = UTC) -> date:
    """The day of `moment` where the clocks show `zone`. A moment without a zone is UTC."""
    return in_utc(moment).astimezone(zone).date()


def in_utc(moment: datetime) -> datetime:
    """`moment` as UTC has it. Without a zone it is UTC already."""
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def month_start(day: date) -> date:
    """The first of the month of `day`."""
    return day.replace(day=1)


def next_month(day: date) -> date:
    """The first of the month after that of `day`."""
    return (month_start(day) + timedelta(days=31)).replace(day=1)


def days_in_month(day: date) -> int:
    """How many days the month of `day` has."""
    return (next_month(day) - month_start(day)).days


def window(last: date, count: int) -> list[date]:
    """`count` days that end with `last`, oldest first."""
    return [last - DAY * back for back in range(count - 1, -1, -1)]


def month_to_date(today: date) -> list[date]:
    """The days of the month of `today` until then, oldest first."""
    return window(today, today.day)

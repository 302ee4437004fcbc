"""`python -m benchmarks.cost_oracle [FIRST LAST]`: is `attune cost --json` right?

An oracle says, which adds fractions of what a billing API on this machine has; every number must be
the double next to its sum. FIRST and LAST are seeds of bills: many pages, refusals on the way,
lines that say nothing, ends that come too early.
"""

import argparse
import contextlib
import io
import json
import os
import random
import sys
import tempfile
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

from attune_ops_nb.cli import main as attune
from tests.readings.billing_api import KEY, BillingApi, Reply, line, refusal, throttled

DAY = timedelta(days=1)
SPANS = {"today_usd": 1, "seven_day_usd": 7, "thirty_day_usd": 30}
MODELS = ("claude-sonnet-5", "claude-opus-4-8", "claude-haiku-4-5", "ünbekannt", "", None)
SIDES = {"by_model": "model", "by_cost_type": "cost_type", "by_workspace": "workspace_id"}
NOBODY = {"by_model": "(none)", "by_cost_type": "(none)", "by_workspace": "default"}
NO_AMOUNTS: tuple[Any, ...] = (
    "",
    "abc",
    "NaN",
    "Infinity",
    "1_000",
    "1e400",
    "1e-70",
    "12,5",
    None,
    12.5,
    [],
    {},
)

Line = dict[str, Any]
Bill = dict[date, list[Line]]


def bill(chance: random.Random, today: date) -> tuple[Bill, Bill]:
    """Lines by day, and those of them that can be read."""
    all_lines: Bill = {}
    good: Bill = {}
    broken = chance.random() < 0.3
    for ago in range(chance.choice([2, 8, 36, 60])):
        for _ in range(chance.choice([0, 1, 3, 12])):
            each = _line(chance)
            all_lines.setdefault(today - DAY * ago, []).append(each)
            if broken and chance.random() < 0.1:
                each |= chance.choice([{"amount": chance.choice(NO_AMOUNTS)}, {"currency": "EUR"}])
            else:
                good.setdefault(today - DAY * ago, []).append(each)
    return all_lines, good


def _line(chance: random.Random) -> Line:
    digits = chance.choice([0, 1, 2, 6, 15, 30])
    amount = str(chance.randrange(10 ** chance.choice([1, 4, 9])))
    amount += f".{chance.randrange(10**digits):0{digits}}" if digits else ""
    kinds = ("tokens", "web_search", "code_execution", "session_usage")
    return line(
        chance.choice(["", "", "", "-"]) + amount,
        chance.choice(MODELS),
        cost_type=chance.choice(kinds),
        workspace_id=chance.choice([None, "ws_1", "ws_2"]),
    )


def obstacles(chance: random.Random, pages: int) -> tuple[list[Reply | None], int]:
    """Replies on the way, where None is the truth; and how many pages come."""
    script: list[Reply | None] = []
    ends = chance.randrange(1, pages + 1) if chance.random() < 0.2 else pages
    for _ in range(ends):
        passing = [throttled(0), refusal(500, "api_error", "oops", retry_after="0")]
        script += [*chance.sample(passing, chance.choice([0, 0, 1, 2])), None]
    if ends < pages:
        script += [chance.choice([refusal(403, "permission_error", "no"), Reply(body=b'{"data"')])]
    return script, ends


def expected(good: Bill, came: list[date], today: date, *, complete: bool) -> dict[str, Any]:
    """What `--json` has to say, with fractions for amounts."""
    spans = {name: [today - DAY * ago for ago in range(days)] for name, days in SPANS.items()}
    spans["month_to_date_usd"] = [today - DAY * ago for ago in range(today.day)]
    thirty = [day for day in sorted(spans["thirty_day_usd"]) if day in came]
    lines = [each for day in thirty for each in good.get(day, [])]
    return {
        **{
            name: sum((_sum(good, day) for day in days if day in came), Fraction())
            if complete or set(days) & set(came)
            else None
            for name, days in spans.items()
        },
        "by_day": [[day.isoformat(), _sum(good, day)] for day in thirty],
        **{side: _by(lines, side) for side in SIDES},
        "complete": complete,
    }


def _by(lines: list[Line], side: str) -> list[list[Any]]:
    sums: dict[str, Fraction] = defaultdict(Fraction)
    for each in lines:
        sums[str(each[SIDES[side]] or NOBODY[side])] += _usd(each)
    return [list(pair) for pair in sorted(sums.items(), key=lambda pair: (-pair[1], pair[0]))]


def _sum(good: Bill, day: date) -> Fraction:
    return sum(map(_usd, good.get(day, [])), Fraction())


def _usd(each: Line) -> Fraction:
    return Fraction(each["amount"]) / 100


def differing(home: Path, api: BillingApi, seed: int) -> list[str]:
    """The fields in which the command and the oracle differ."""
    chance, today = random.Random(seed), datetime.now(UTC).date()
    api.bill, good = bill(chance, today)
    api.buckets = chance.randint(1, 31)
    first = today - DAY * 34
    script, ends = obstacles(chance, -(-35 // api.buckets))
    api.script.clear()
    api.script.extend(script)
    came = [first + DAY * n for n in range(min(35, ends * api.buckets))]
    unread = any(len(api.bill[day]) != len(good.get(day, [])) for day in came if day in api.bill)
    found = _asked(home)
    right = expected(good, came, today, complete=len(came) == 35 and not unread)
    return [name for name, value in right.items() if _nearest(value) != found[name]]


def _asked(home: Path) -> dict[str, Any]:
    """What the command prints."""
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(io.StringIO()):
        code = attune(["cost", "--refresh", "--json", "--home", str(home)])
    if code:
        raise SystemExit(f"attune cost ended with {code}: {printed.getvalue()}")
    answer: dict[str, Any] = json.loads(printed.getvalue())
    return answer


def _nearest(value: Any) -> Any:
    """Amounts as the doubles next to them, which is how they are written."""
    if isinstance(value, list):
        return [[name, float(amount)] for name, amount in value]
    return float(value) if isinstance(value, Fraction) else value


def main(arguments: list[str]) -> int:
    """Compare, and say for which seeds what differs."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.cost_oracle")
    parser.add_argument("first", type=int, nargs="?", default=0)
    parser.add_argument("last", type=int, nargs="?", default=2_000)
    given = parser.parse_args(arguments)
    os.environ["ANTHROPIC_ADMIN_API_KEY"] = KEY
    wrong = 0
    with tempfile.TemporaryDirectory(prefix="attune-oracle-") as name, BillingApi() as api:
        os.environ["ATTUNE__ANTHROPIC_API_URL"] = api.url
        for seed in range(given.first, given.last):
            if found := differing(Path(name), api, seed):
                wrong += 1
                print(f"seed {seed}: {', '.join(found)}")
    print(f"{given.last - given.first} bills; {wrong} differ")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

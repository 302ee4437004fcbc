"""Usage files: as many lines as wanted, in the order of time, with one bad line in a thousand."""

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

BEGIN = datetime(2026, 8, 1, tzinfo=UTC)
DAYS = 90
LAST_DAY = (BEGIN + timedelta(days=DAYS - 1)).date()
WORKFLOWS = (
    "bug-predict", "code-review", "dependency-check", "doc-gen", "perf-audit", "refactor-plan",
    "release-prep", "security-audit", "test-gen",
)  # fmt: skip
MODELS = (
    ("CHEAP", "claude-haiku-4-5"),
    ("CAPABLE", "claude-sonnet-5"),
    ("PREMIUM", "claude-opus-4-8"),
    ("SDK", "agent-sdk"),
)
STAGES = ("", ',"stage":"plan"', ',"stage":"agent-review"', ',"stage":"synthesis"')
BAD = ("plain text", '{"v":"1.0","ts":"2026-0', "[1]", "{}{}", "\0" * 40)


def fill(path: Path, rows: int, *, seed: int = 1) -> None:
    """A file with `rows` lines over `DAYS` days, of which every thousandth is bad."""
    chance = random.Random(seed)
    step = timedelta(days=DAYS) / rows
    with path.open("w", encoding="utf-8") as file:
        for number in range(rows):
            bad = number % 1000 == 999
            file.write(chance.choice(BAD) if bad else _line(chance, BEGIN + step * number, number))
            file.write("\n")


def more(rows: int, *, seed: int = 2) -> Iterator[str]:
    """Further good lines of the last day."""
    chance = random.Random(seed)
    at = datetime.combine(LAST_DAY, datetime.min.time(), UTC)
    for number in range(rows):
        yield _line(chance, at + timedelta(seconds=number), number) + "\n"


def _line(chance: random.Random, at: datetime, number: int) -> str:
    tier, model = chance.choice(MODELS)
    cached = (
        f',"prompt_cache":{{"hit":true,"creation_tokens":{chance.randrange(9000)},'
        f'"read_tokens":{chance.randrange(90000)}}}'
        if number % 3 == 0
        else ""
    )
    return (
        f'{{"v":"1.0","ts":"{at:%Y-%m-%dT%H:%M:%S.%fZ}","workflow":"{chance.choice(WORKFLOWS)}",'
        f'"tier":"{tier}","model":"{model}","provider":"anthropic",'
        f'"cost":{chance.randrange(200_000) / 1e6},'
        f'"tokens":{{"input":{chance.randrange(20_000)},"output":{chance.randrange(4_000)}}},'
        f'"cache":{{"hit":{"true" if number % 5 == 0 else "false"}}},'
        f'"duration_ms":{chance.randrange(20_000)},"user_id":"9f2a61c07b3d4e58"'
        f'{chance.choice(STAGES)}{cached},"seq":{number + 1}}}'
    )

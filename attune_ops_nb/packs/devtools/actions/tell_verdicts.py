"""devtools.verdicts: what became of several checks, in a line each."""

from __future__ import annotations

from typing import Any

from attune_devtools.run import Run, keep, listed, main, result, say, suggest

PASSED, FAILED, EMPTY = "passed", "failed", "nothing to check"
MARKS = {PASSED: "✓", FAILED: "✗", EMPTY: "·"}


def tell(run: Run) -> int:
    checks = {name: _verdict(said) for name, said in run.parameters["checks"].items()}
    wide = max(map(len, checks), default=0)
    for name, each in checks.items():
        say(f"{MARKS[each['verdict']]} {name:<{wide}}  {each['told']}")
        if each["verdict"] == FAILED:
            label = f"Look at {name} alone"
            suggest(run, f"devtools.{name}", label, "high", run.path)
    summary = _summary({name: each["verdict"] for name, each in checks.items()})
    say(summary)
    found = {
        "healthy": all(each["verdict"] != FAILED for each in checks.values()),
        "summary": summary,
        "checks": checks,
    }
    keep(run, "health.json", found)
    result(found)
    return 0


def _verdict(said: dict[str, Any]) -> dict[str, str]:
    failed = EMPTY if said.get("nothing") else FAILED
    told = str(said.get("told") or "").strip()
    return {"verdict": PASSED if said.get("passed") else failed, "told": told}


def _summary(verdicts: dict[str, str]) -> str:
    failed = [name for name, verdict in verdicts.items() if verdict == FAILED]
    passed = sum(verdict == PASSED for verdict in verdicts.values())
    if failed:
        return f"{len(failed)} of {len(verdicts)} found something: {listed(failed, len(failed))}"
    return f"{passed} of {len(verdicts)} passed, and none found anything"


if __name__ == "__main__":
    main(tell)

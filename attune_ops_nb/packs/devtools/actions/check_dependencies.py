"""devtools.dependencies: whether what the project needs is there, in versions that fit."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from attune_devtools.folders import NOTHING
from attune_devtools.requirements import declared, installed, problems
from attune_devtools.run import Refused, Run, counted, fail, keep, listed, main, result, say
from attune_devtools.tools import own_interpreter

WORDS = {"missing": "is missing", "unreadable": "cannot be understood"}


def check(run: Run) -> int:
    said = declared(run)
    if said is None or not said.needed:
        say("The project declares no dependencies.")
        result({"declared": 0, "problems": []})
        return 0
    file = run.shown(said.file)
    python = own_interpreter(run)
    if python is None:
        raise Refused(f"there is no .venv or venv in which {file} could be installed", NOTHING)
    say(f"Looking for what {file} declares in {run.shown(Path(python))}")
    found = list(problems(said.needed, installed(python)))
    keep(run, "report.json", {"declared": len(said.needed), "problems": found})
    for each in found:
        say(f"  {_told(each)}")
    if found:
        fail(f"{counted(len(found), 'dependency problem')}: {listed([_told(e) for e in found])}")
        return 1
    say(f"All that {file} declares is there: {len(said.needed)}.")
    result({"declared": len(said.needed), "problems": []})
    return 0


def _told(problem: dict[str, Any]) -> str:
    by = f" (for {problem['by']})" if problem["by"] else ""
    if problem["what"] == "version":
        return f"{problem['name']} is {problem['found']}, not {problem['wanted']}{by}"
    wanted = problem["wanted"] if problem["what"] == "missing" else ""
    return f"{problem['name']}{wanted} {WORDS[problem['what']]}{by}"


if __name__ == "__main__":
    main(check)

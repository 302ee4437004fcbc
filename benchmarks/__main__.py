"""`python -m benchmarks [NAME …]` measures all figures, or those of the modules that are named."""

import sys

from benchmarks import (
    conductor,
    expressions,
    first_line,
    home,
    idle_host,
    imports,
    kills,
    lists,
    live_frame,
    log_stream,
    no_ops,
    session_logs,
    telemetry,
    workflow_kills,
    workflows,
)
from benchmarks.figures import table

MODULES = {
    module.__name__.rpartition(".")[2]: module
    for module in (
        imports,
        first_line,
        log_stream,
        no_ops,
        idle_host,
        lists,
        kills,
        telemetry,
        home,
        live_frame,
        session_logs,
        expressions,
        conductor,
        workflows,
        workflow_kills,
    )
}


def main(names: list[str]) -> int:
    """Print the table; 1 if a bound does not hold."""
    figures = []
    for name in names or MODULES:
        for figure in MODULES[name].measure():
            print(table([figure]).splitlines()[1], file=sys.stderr, flush=True)
            figures.append(figure)
    print(table(figures))
    return 1 if any(figure.met is False for figure in figures) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

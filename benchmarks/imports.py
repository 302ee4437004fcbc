"""What the front door costs."""

import subprocess
import sys
from collections.abc import Iterator

from benchmarks.figures import Figure, median

SCRIPT = """
import time
from IPython.core.interactiveshell import InteractiveShell
shell = InteractiveShell.instance()
start = time.perf_counter()
import attune_ops_nb
shell.run_line_magic("load_ext", "attune_ops")
print((time.perf_counter() - start) * 1000)
"""


def measure() -> Iterator[Figure]:
    """p50 of seven fresh interpreters, in milliseconds."""
    taken = median(_once, 7)
    yield Figure(name="import attune_ops_nb and %load_ext (p50)", value=taken, unit="ms", bound=100)


def _once() -> float:
    run = subprocess.run([sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True)
    return float(run.stdout.split()[-1])

"""Figures: what was measured, in which unit, and what it is held against."""

import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from attune_ops_nb.config import Config, build_config
from attune_ops_nb.work import host


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One line of the table. `at_most` says on which side of the bound is good."""

    name: str
    value: float | None
    """None: there is no measure, and `note` says why."""
    unit: str
    bound: float | None = None
    at_most: bool = True
    note: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the bound holds; None if there is none, or no measure."""
        if self.bound is None or self.value is None:
            return None
        return self.value <= self.bound if self.at_most else self.value >= self.bound


def median(measure: Callable[[], float], times: int) -> float:
    """The p50 of `times` measurements."""
    return statistics.median(measure() for _ in range(times))


@contextmanager
def home(**settings: object) -> Iterator[Config]:
    """A configuration with a home and a project of its own, and no host left afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="attune-bench-"))
    (folder / "project").mkdir()
    config = build_config(
        folder / "project",
        attune_home=folder / "home",
        packs_dirs=[folder / "packs"],
        allow_run=True,
        **settings,
    )
    try:
        yield config
    finally:
        host.stop(config)
        shutil.rmtree(folder, ignore_errors=True)


def wait_until(true: Callable[[], object], timeout: float = 60) -> float:
    """Seconds until `true` is, looked at every millisecond."""
    start = time.perf_counter()
    while not true():
        if time.perf_counter() - start > timeout:
            raise TimeoutError
        time.sleep(0.001)
    return time.perf_counter() - start


def table(figures: list[Figure]) -> str:
    """The figures for people."""
    lines = [f"{'figure':<58} {'measured':>14} {'bound':>12}  met"]
    for figure in figures:
        side = "≤" if figure.at_most else "≥"
        bound = "" if figure.bound is None else f"{side} {figure.bound:.4g}"
        met = {True: "yes", False: "NO", None: ""}[figure.met]
        value = "none" if figure.value is None else f"{figure.value:,.1f} {figure.unit}"
        lines.append(f"{figure.name:<58} {value:>14} {bound:>12}  {met:<3} {figure.note}".rstrip())
    return "\n".join(lines)

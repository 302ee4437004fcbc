"""A pytest plugin: tells how far the tests are, and leaves what became of them as JSON.

It runs in the Python of the project, which may be older than ours.
"""

from __future__ import annotations

import json
import time

import pytest

LONGEST_MESSAGE = 500
FAILURES_TOLD = 200


def pytest_addoption(parser):
    parser.addoption("--attune-report", metavar="FILE", help="where what became of the tests goes")


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config):
    if hasattr(config, "workerinput"):  # a process of xdist: its parent tells
        return
    config.option.verbose = max(1, config.option.verbose)
    config.pluginmanager.register(Telling(config), "attune-telling")


class Telling:
    """Counts tests as they end."""

    def __init__(self, config):
        self.config = config
        self.begun = time.monotonic()
        self.ended = 0
        self.outcomes = {}
        self.failures = []
        self.broken = []

    def pytest_collectreport(self, report):
        if report.failed:
            self.broken.append(report.nodeid)
            self.failed(report)

    def pytest_runtest_logreport(self, report):
        if report.failed:
            if self.outcomes.get(report.nodeid) != "failed":
                self.failed(report)
            self.outcomes[report.nodeid] = "failed"
        elif report.skipped:
            expected = hasattr(report, "wasxfail")
            self.outcomes.setdefault(report.nodeid, "expected" if expected else "skipped")
        elif report.when == "call":
            self.outcomes.setdefault(report.nodeid, "passed")

    def failed(self, report):
        if len(self.failures) < FAILURES_TOLD:
            self.failures.append({"test": report.nodeid, "message": message(report)})

    def pytest_sessionstart(self, session):
        self.session = session
        self.terminal = self.config.pluginmanager.get_plugin("terminalreporter")
        if self.terminal is not None:
            no_empty_lines(self.terminal)

    @pytest.hookimpl(trylast=True)
    def pytest_runtest_logfinish(self, nodeid):
        self.ended += 1
        if self.terminal is None:
            return
        total, ended = self.session.testscollected, self.ended
        percent = f"{100 * ended // total}" if total >= ended else "-"
        of = f" of {total}" if total >= ended else ""
        failed = list(self.outcomes.values()).count("failed")
        told = f", {failed} failed" if failed else ""
        self.terminal.write_line(f"ATTUNE_PROGRESS {percent} {ended}{of} tests{told}")
        self.terminal.flush()

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session, exitstatus):
        path = self.config.getoption("--attune-report")
        if path:
            with open(path, "w", encoding="utf-8") as file:
                json.dump(self.report(session), file)

    def report(self, session):
        outcomes = list(self.outcomes.values())
        return {
            "passed": outcomes.count("passed"),
            "failed": outcomes.count("failed"),
            "skipped": outcomes.count("skipped"),
            "expected_failures": outcomes.count("expected"),
            "not_collected": len(self.broken),
            "duration_seconds": round(time.monotonic() - self.begun, 2),
            "failures": self.failures,
        }


def no_empty_lines(terminal):
    """Keep `terminal` from beginning a line for a test where it stands at the beginning of one.

    It does not expect others to end the line of a test, and our lines are not shown.
    """
    prefixed = terminal.write_ensure_prefix

    def write_ensure_prefix(prefix, extra="", **markup):
        if terminal.currentfspath is None:
            terminal.write(prefix)
            terminal.currentfspath = prefix
        prefixed(prefix, extra, **markup)

    terminal.write_ensure_prefix = write_ensure_prefix


def message(report):
    """Why a test failed, in a few words."""
    crash = getattr(getattr(report, "longrepr", None), "reprcrash", None)
    if crash is not None:
        return crash.message[:LONGEST_MESSAGE]
    lines = [line for line in report.longreprtext.splitlines() if line.strip()]
    errors = [line[1:].strip() for line in lines if line.startswith("E ")]
    return (errors or lines or ["it failed"])[-1][:LONGEST_MESSAGE]

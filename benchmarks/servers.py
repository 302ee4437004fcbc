"""Servers: an `attune ops` to measure, and how Chromium is started."""

import json
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import httpx
import psutil

from attune_ops_nb.config import Config, environment_of
from benchmarks.figures import wait_until
from tests.browser.chromium import chromium

TOKEN = "for-benchmarks"
LOOK_MS = 5
PROGRAM = f"""
import json, sys, time
from tornado.ioloop import PeriodicCallback
from attune_ops_nb.config import build_config
from attune_ops_nb.server.app import create_app

looks = []
app = create_app(build_config())
probe = PeriodicCallback(lambda: looks.append(time.monotonic()), {LOOK_MS})
app.io_loop.call_later(0, probe.start)
app.start()
json.dump(looks, open(sys.argv[1], "w"))
"""
"""The server, with its event loop looked at every LOOK_MS; when, is written at the end."""
CHROMIUM = {
    "executable_path": chromium(),
    "args": [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
    ],
}


IDLE_LOOP = f"""
import asyncio, json, sys, time

async def look(seconds, looks):
    while looks[-1] - looks[0] < seconds:
        await asyncio.sleep({LOOK_MS} / 1000)
        looks.append(time.monotonic())
    json.dump(looks, sys.stdout)

asyncio.run(look(float(sys.argv[1]), [time.monotonic()]))
"""
"""An event loop with nothing to do: how late it is, is the machine's doing."""


@contextmanager
def idle_loop(seconds: float) -> Iterator[list[float]]:
    """An idle event loop beside what is measured; when it looked, is there afterwards."""
    looks: list[float] = []
    program = subprocess.Popen(
        [sys.executable, "-c", IDLE_LOOP, str(seconds)], stdout=subprocess.PIPE
    )
    yield looks
    looks.extend(json.loads(program.communicate()[0]))


def looks_of_server(config: Config, begin: float, end: float) -> list[float]:
    """When the server's loop looked at the clock, between two times of it."""
    return [at for at in json.loads(_looks(config).read_text()) if begin <= at <= end]


def longest_delay(looks: list[float]) -> float:
    """Milliseconds that a loop was late at most."""
    gaps = [later - sooner for sooner, later in pairwise(looks)]
    return max(gaps) * 1000 - LOOK_MS


@contextmanager
def server(config: Config) -> Iterator[tuple[psutil.Process, str]]:
    """The page of `config`, served by a program of its own, and its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        config = replace(config, port=free.getsockname()[1])
    url = f"http://127.0.0.1:{config.port}/"
    program = subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(_looks(config))],
        env={**environment_of(config), "JUPYTER_TOKEN": TOKEN, "PATH": "/usr/bin:/bin"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        wait_until(lambda: _answers(url), timeout=30)
        yield psutil.Process(program.pid), url
    finally:
        program.terminate()
        program.wait()


def _looks(config: Config) -> Path:
    return config.ops_dir / "looks.json"


def _answers(url: str) -> bool:
    try:
        return httpx.get(f"{url}attune/health").status_code == 200
    except httpx.TransportError:
        return False

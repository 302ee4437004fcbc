"""A server with the wire's manners and made-up runs, to look at the views without an engine.

python attune_ops_nb/frontend/dev/scripted_server.py [port] [--runs N] [--lines N] [--empty]
"""

import argparse
import asyncio
import json
import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import msgspec
from tornado import web, websocket

from attune_ops_nb.model import (
    Artifact,
    ArtifactType,
    Execution,
    Feature,
    Info,
    PathArgSpec,
    Progress,
    Status,
    Suggestion,
    WorkflowEntry,
)

STATIC = Path(__file__).parents[2] / "static"
ROOT = "/srv/shop"
CHUNK = 256 * 1024
PAGE = """<!doctype html><html><head><meta charset="utf-8"><title>Attune Ops</title>
<meta name="viewport" content="width=device-width"><link rel="stylesheet" href="/page.css">
<script type="application/json" id="attune-config">{"baseUrl": "/", "wsUrl": "", "token": ""}
</script></head><body><div id="attune"></div><script src="/page.js"></script></body></html>"""
ENDS = [Status.COMPLETED, Status.COMPLETED, Status.FAILED, Status.CANCELLED, Status.TIMEOUT]
NAMES = ["devtools.tests", "devtools.lint", "devtools.types", "devtools.coverage", "llm.review"]


def entries() -> list[WorkflowEntry]:
    about = {
        "devtools.tests": ("Tests", "Runs pytest on the scope.", "test"),
        "devtools.lint": ("Lint", "Finds what ruff does not like.", "review"),
        "devtools.types": ("Types", "Checks types with mypy.", "review"),
        "devtools.coverage": ("Coverage", "Which lines no test reaches.", "test"),
        "llm.review": ("Code review", "A model reads the scope and says what it finds.", "review"),
    }
    schema = {
        "keyword": {"type": "string", "description": "Only tests whose name fits."},
        "workers": {"type": "integer", "default": 2, "description": "Processes beside each other."},
        "mode": {"type": "string", "enum": ["quick", "full"], "default": "quick"},
        "extra": {"type": "array", "description": "More arguments."},
        "fail_fast": {"type": "boolean", "default": False},
    }
    return [
        WorkflowEntry(
            ref=ref, name=name, description=text, concern=concern,
            path_arg=PathArgSpec(parameter="path"),
            stages=["read", "judge"] if ref == "llm.review" else [],
            tier_map={"read": "cheap", "judge": "capable"} if ref == "llm.review" else {},
            notice="Costs money: it asks a model." if ref == "llm.review" else None,
            next=["devtools.coverage"] if ref == "devtools.tests" else [],
            param_schema=schema if ref == "devtools.tests" else {},
        )
        for ref, (name, text, concern) in about.items()
    ]  # fmt: skip


class World:
    """All there is: executions, their logs, and who listens."""

    def __init__(self, runs: int, lines: int, allow_run: bool) -> None:
        self.sequence = 1
        self.allow_run = allow_run
        self.executions: dict[int, Execution] = {}
        self.logs: dict[int, bytearray] = {}
        self.sockets: set[Socket] = set()
        self.loaded = asyncio.Event()
        start = datetime(2026, 11, 20, 8, tzinfo=UTC)
        for number in range(1, runs + 1):
            at = start + timedelta(minutes=number)
            self.add(self.ended(number, at))
        if runs:
            self.executions[runs] = msgspec.structs.replace(
                self.executions[runs], status=Status.COMPLETED, action_ref="devtools.tests",
                suggestions=[Suggestion(kind="next-workflow", name="devtools.lint", label="Lint")],
                result={"exit_code": 0, "data": {"passed": 41, "failed": 0, "slowest": ["a", "b"]}},
            )  # fmt: skip
            self.logs[runs] = bytearray(big_log(lines))
            self.loaded.set()

    def ended(self, number: int, at: datetime) -> Execution:
        status = ENDS[number % len(ENDS)]
        error = {"error": "2 of 41 tests failed; the first is tests/test_cart.py::test_total"}
        return Execution(
            id=number, action_ref=NAMES[number % len(NAMES)], status=status, project=ROOT,
            scope=f"{ROOT}/src/auth" if number % 2 else ROOT, created=at, started_at=at,
            completed_at=at + timedelta(seconds=number % 90 + 0.4), updated=at,
            result={"exit_code": int(status is not Status.COMPLETED)}
            | (error if status is Status.FAILED else {}),
            command=["pytest", "-q", "src/auth", "-k", "not slow"],
        )  # fmt: skip

    def add(self, execution: Execution) -> Execution:
        self.executions[execution.id] = execution
        self.logs.setdefault(execution.id, bytearray(sample_log()))
        return execution

    def put(self, execution: Execution) -> None:
        self.sequence += 1
        self.executions[execution.id] = execution
        item = {"sequence": self.sequence, "noun": "execution", "id": execution.id,
                "kind": "update", "row": msgspec.to_builtins(execution)}  # fmt: skip
        for socket in list(self.sockets):
            socket.say({"type": "changes", "sequence": self.sequence, "items": [item]})

    def info(self) -> Info:
        return Info(
            version="0.1.0", project="shop", project_root=ROOT, attune_home="/srv/.attune",
            allow_run=self.allow_run, read_only=False, specs_candidates_enabled=False,
            identity="ada", engine_running=True, database="sqlite",
        )  # fmt: skip

    async def play(self, number: int) -> None:
        """A run that asks, prepares, writes for a while and ends."""
        replace = msgspec.structs.replace
        for status in (Status.SCHEDULED, Status.RUNNING):
            await asyncio.sleep(0.4)
            now = datetime.now(UTC)
            self.put(replace(self.executions[number], status=status, started_at=now, updated=now))
        for step in range(60):
            if self.executions[number].status is Status.CANCELING:
                return self.finish(number, Status.CANCELLED)
            await asyncio.sleep(0.25)
            self.logs[number] += f"\x1b[32mPASSED\x1b[0m tests/test_{step}.py::test_it\n".encode()
            progress = Progress(percent=step / 60 * 100, message=f"test {step} of 60")
            self.put(replace(self.executions[number], progress=progress))
        return self.finish(number, Status.COMPLETED)

    def finish(self, number: int, status: Status) -> None:
        now = datetime.now(UTC)
        result = {"exit_code": 0 if status is Status.COMPLETED else -15}
        self.put(msgspec.structs.replace(
            self.executions[number], status=status, completed_at=now, updated=now, result=result,
        ))  # fmt: skip


def sample_log() -> bytes:
    return (
        "[attune] environment devtools is ready\n"
        "\x1b[1m===== test session starts =====\x1b[0m\n"
        "platform linux, see https://docs.pytest.org/en/stable/ for more\n"
        "tests/test_cart.py \x1b[32m.\x1b[0m\x1b[32m.\x1b[0m\x1b[31mF\x1b[0m   [ 60%]\n"
        "2026-11-21 04:00:01 DEBUG opened the cart\n"
        "2026-11-21 04:00:02 WARNING the cart is old\n"
        "10 %\r50 %\r100 % downloaded\n"
        "E       AssertionError: assert 12 == 13\n"
        "\x1b[38;5;208morange\x1b[0m \x1b[48;2;40;80;160m\x1b[97mwhite on blue\x1b[0m ünï 日本\n"
        f"a long line {'x' * 400}\n"
        "\x1b[31mFAILED tests/test_cart.py::test_total\x1b[0m\n"
        "1 failed, 40 passed in 2.31s\n"
    ).encode()


def big_log(lines: int) -> bytes:
    body = "".join(f"{n:09d} {'the quick brown fox jumps over the lazy dog ' * 2}"[:91] + "\n"
                   for n in range(min(lines, 10_000)))  # fmt: skip
    return sample_log() + (body * max(1, lines // 10_000)).encode() if lines else sample_log()


class Reply(web.RequestHandler):
    def initialize(self, world: World) -> None:
        self.world = world

    def answer(self, value: Any, status: int = 200) -> None:
        self.set_status(status)
        self.set_header("Content-Type", "application/json")
        self.finish(msgspec.json.encode(value))

    def items(self, items: list[Any], cursor: int | None = None) -> None:
        page = {"page_size": 100, "has_next": cursor is not None, "has_previous": False}
        self.answer({"items": items, "pagination": {**page, "next": cursor}})

    def get(self, path: str) -> None:
        """Everything that is only read."""
        world, parts = self.world, path.split("/")
        if path == "health":
            return self.answer({"status": "ok"})
        if path == "api/ops/info":
            return self.answer({"data": world.info()})
        if path == "api/ops/workflows":
            return self.items(entries())
        if path == "api/ops/features":
            return self.items([
                Feature(name="checkout", path="src/checkout", description="From cart to order"),
                Feature(name="auth", path="src/auth", description="Who is who"),
            ])  # fmt: skip
        if path == "api/v1/executions":
            return self.page()
        if parts[:3] == ["api", "v1", "artifacts"]:
            self.finish(b"coverage\n")
            return None
        execution = world.executions.get(int(parts[3]))
        if execution is None:
            error = {"error": f"there is no execution {parts[3]}", "code": "NOT_FOUND"}
            return self.answer(error, 404)
        if parts[4:] == ["artifacts"]:
            return self.items([Artifact(id=1, ref="report", name="coverage.html", size_bytes=48_213,
                                        type=ArtifactType.FILE_TEXT)])  # fmt: skip
        if parts[4:5] == ["logs"]:
            offset, limit = int(self.get_argument("offset", "0")), self.get_argument("limit", None)
            end = None if limit is None else offset + int(limit)
            self.finish(bytes(world.logs[execution.id][offset:end]))
            return None
        return self.answer({"data": execution})

    def page(self) -> None:
        before = int(self.get_argument("before", "1000000000"))
        wanted = self.get_arguments("status")
        fitting = [each for number, each in sorted(self.world.executions.items(), reverse=True)
                   if number < before and (not wanted or each.status in wanted)]  # fmt: skip
        cursor = fitting[99].id if len(fitting) > 100 else None
        self.items(fitting[:100], cursor)

    def put(self, path: str) -> None:
        self.world.allow_run = bool(json.loads(self.request.body)["allow_run"])
        self.answer({"data": self.world.info()})

    def post(self, path: str) -> None:
        world, parts = self.world, path.split("/")
        body = json.loads(self.request.body or b"{}")
        if parts[-1] == "cancel":
            execution = world.executions[int(parts[3])]
            world.put(msgspec.structs.replace(execution, status=Status.CANCELING))
            return self.answer({"data": world.executions[execution.id]})
        keyword = (body.get("parameters") or {}).get("keyword")
        if keyword == "bad":
            details = {"keyword": "must not be bad"}
            error = {"error": "keyword: must not be bad", "code": "VALIDATION_ERROR"}
            return self.answer({**error, "details": details}, 422)
        again = world.executions[int(parts[3])] if parts[-1] == "rerun" else None
        number = max(world.executions, default=0) + 1
        execution = Execution(
            id=number, action_ref=again.action_ref if again else body["action_ref"], project=ROOT,
            scope=body.get("scope"), created=datetime.now(UTC), updated=datetime.now(UTC),
            chained_from=body.get("chained_from"), trigger=body.get("trigger"),
        )  # fmt: skip
        world.logs[number] = bytearray()
        world.put(execution)
        asyncio.get_running_loop().create_task(world.play(number))
        return self.answer({"data": execution}, 201)


class Socket(websocket.WebSocketHandler):
    def initialize(self, world: World) -> None:
        self.world = world
        self.follows: dict[int, asyncio.Task[None]] = {}

    def say(self, message: object) -> None:
        self.write_message(json.dumps(message))

    def on_close(self) -> None:
        self.world.sockets.discard(self)
        for task in self.follows.values():
            task.cancel()

    def on_message(self, content: str | bytes) -> None:
        message = json.loads(content)
        if message["type"] == "changes":
            welcome = {"type": "welcome", "sequence": self.world.sequence, "version": "0.1.0"}
            self.say({**welcome, "info": msgspec.to_builtins(self.world.info())})
            self.world.sockets.add(self)
        number = message.get("execution")
        if message["type"] in ("follow", "unfollow") and number in self.follows:
            self.follows.pop(number).cancel()
        if message["type"] == "follow":
            self.follows[number] = asyncio.create_task(self.send(number, message["from"]))

    async def send(self, number: int, offset: int) -> None:
        while True:
            log = self.world.logs[number]
            while offset < len(log):
                part = bytes(log[offset : offset + CHUNK])
                head = struct.pack(">QQQ", number, offset, len(log))
                await self.write_message(head + part, binary=True)
                offset += len(part)
            if self.world.executions[number].status.ended:
                return self.say({"type": "log_end", "execution": number, "size": offset})
            await asyncio.sleep(0.05)


class Page(web.RequestHandler):
    def get(self) -> None:
        self.finish(PAGE)


async def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("port", nargs="?", type=int, default=8799)
    parser.add_argument("--runs", type=int, default=40)
    parser.add_argument("--lines", type=int, default=0)
    parser.add_argument("--empty", action="store_true")
    parser.add_argument("--no-run", action="store_true")
    given = parser.parse_args()
    world = World(0 if given.empty else given.runs, given.lines, not given.no_run)
    app = web.Application([
        (r"/", Page),
        (r"/attune/ws", Socket, {"world": world}),
        (r"/attune/(.*)", Reply, {"world": world}),
        (r"/(.*)", web.StaticFileHandler, {"path": STATIC}),
    ])  # fmt: skip
    app.listen(given.port, "127.0.0.1")
    await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(main())

"""Log cells, interrupts and completion in a real kernel, seen as a front end sees them."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.manager import KernelManager

from attune_ops_nb.config import Config
from attune_ops_nb.notebook.logcell import MIME

SECONDS = 60
Message = dict[str, Any]
JOINED = (
    "import threading\n"
    "[each.join() for each in threading.enumerate() if each.name == 'attune-cell']"
)
"""Waits until every cell shows the end of its run."""
pytestmark = pytest.mark.filterwarnings("ignore:Kernel is running over TCP")


class FrontEnd:
    """What a front end does with a kernel."""

    def __init__(self, manager: KernelManager, client: BlockingKernelClient) -> None:
        self._manager = manager
        self.client = client

    def run(self, code: str, until: Callable[[Message], bool] = lambda _: False) -> list[Message]:
        """The outputs of a cell, up to its end or to the first that `until` wants."""
        asked = self.client.execute(code)
        return self.outputs(asked, until)

    def outputs(
        self, asked: str | None, until: Callable[[Message], bool] = lambda _: False
    ) -> list[Message]:
        """Messages of the cell `asked` and of widgets, until that cell has ended."""
        found = []
        while True:
            message: Message = self.client.get_iopub_msg(timeout=SECONDS)
            found.append(message)
            of_ours = message["parent_header"].get("msg_id") == asked
            idle = message["content"].get("execution_state") == "idle"
            if (of_ours and idle) or until(message):
                return found

    def interrupt(self) -> None:
        """The square button."""
        self._manager.interrupt_kernel()


@pytest.fixture
def front_end(demo: Config) -> Iterator[FrontEnd]:
    """A front end on a new kernel that has loaded the extension."""
    manager = KernelManager(kernel_name="python3")
    manager.start_kernel()
    client = manager.blocking_client()
    client.start_channels()
    client.wait_for_ready(timeout=SECONDS)
    front_end = FrontEnd(manager, client)
    front_end.run("%load_ext attune_ops")
    yield front_end
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def of_type(messages: list[Message], kind: str) -> list[Message]:
    return [message["content"] for message in messages if message["msg_type"] == kind]


def begun(message: Message) -> bool:
    """Whether a widget was sent the first line of `demo.slow`."""
    return any(b"begun" in bytes(buffer) for buffer in message["buffers"])


def test_a_log_cell_is_shown_at_once_and_brought_up_to_date_at_the_end(
    front_end: FrontEnd,
) -> None:
    outputs = front_end.run("%attune run demo.hello name=Ann")
    (first,) = of_type(outputs, "display_data")
    (last,) = of_type(outputs, "update_display_data")
    assert first["transient"]["display_id"] == last["transient"]["display_id"]
    assert last["data"][MIME]["action_ref"] == "demo.hello"
    assert "✓ demo.hello" in last["data"]["text/html"]
    assert "hello Ann" in last["data"]["text/html"]
    assert "completed" in last["data"]["text/plain"]
    assert "application/vnd.jupyter.widget-view+json" in last["data"]


def test_while_the_cell_waits_its_widget_is_sent_the_log(front_end: FrontEnd) -> None:
    outputs = front_end.run("run = %attune run demo.slow", until=begun)
    assert of_type(outputs, "update_display_data") == []
    front_end.interrupt()


def test_an_interrupt_stops_the_run_waits_for_its_end_and_says_so(front_end: FrontEnd) -> None:
    asked = front_end.client.execute("run = %attune run demo.slow")
    front_end.outputs(asked, until=begun)
    front_end.interrupt()
    outputs = front_end.outputs(asked)
    (printed,) = of_type(outputs, "stream")
    assert printed["text"].startswith("interrupted: execution 1: demo.slow was cancelled")
    assert "■ demo.slow" in of_type(outputs, "update_display_data")[-1]["data"]["text/html"]
    (shown,) = of_type(front_end.run("run.status.value"), "execute_result")
    assert shown["data"]["text/plain"] == "'cancelled'"


def test_without_waiting_the_cell_is_brought_up_to_date_all_the_same(front_end: FrontEnd) -> None:
    front_end.run("%attune run demo.slow --no-wait")
    outputs = front_end.run(f"%attune stop last\n{JOINED}")
    assert "■ demo.slow" in of_type(outputs, "update_display_data")[-1]["data"]["text/html"]


def test_a_refusal_stops_the_cells_that_come_after_it(front_end: FrontEnd) -> None:
    front_end.client.execute("%attune run demo.helo")
    after = front_end.client.execute("print('still here')")
    outputs = front_end.outputs(after)
    (error,) = of_type(outputs, "error")
    assert error["ename"] == "NotFound"
    assert len(error["traceback"]) == 1
    assert of_type(outputs, "stream") == []


@pytest.mark.parametrize(
    ("code", "offered", "start"),
    [
        ("%attune run demo.hello ma", ["manner="], 23),
        ("x = 1\nruns = %attune runs --st", ["--status"], 26),
        ("%attune run demo.check --scope ", ["auth"], 31),
    ],
)
def test_a_front_end_is_offered_completions(
    front_end: FrontEnd, code: str, offered: list[str], start: int
) -> None:
    reply = front_end.client.complete(code, reply=True, timeout=SECONDS)["content"]
    assert reply["matches"] == offered
    assert (reply["cursor_start"], reply["cursor_end"]) == (start, len(code))


def asked_of_a_dashboard(front_end: FrontEnd, before: str = "") -> str:
    """The id of a request to a dashboard, sent while the kernel has the cell `before` to run."""
    outputs = front_end.run("import attune_ops_nb; attune_ops_nb.Dashboard('runs')")
    (shown,) = of_type(outputs, "execute_result")
    model = shown["data"]["application/vnd.jupyter.widget-view+json"]["model_id"]
    request = {"id": 1, "method": "GET", "path": "api/v1/actions/demo.hello", "body": None}
    content = {"comm_id": model, "data": {"method": "custom", "content": request}}
    if before:
        front_end.client.execute(before)
    asked = front_end.client.session.msg("comm_msg", content)
    front_end.client.shell_channel.send(asked)
    return str(asked["header"]["msg_id"])


def test_a_dashboard_answers_requests_over_its_comm(front_end: FrontEnd) -> None:
    answers = of_type(front_end.outputs(asked_of_a_dashboard(front_end)), "comm_msg")
    (answer,) = [each["data"]["content"] for each in answers if "content" in each["data"]]
    assert (answer["id"], answer["status"]) == (1, 200)
    assert answer["body"]["data"]["label"] == "Hello"


def test_a_busy_kernel_answers_its_dashboard_once_the_cell_is_done(
    front_end: FrontEnd, tmp_path: Path
) -> None:
    pipe = tmp_path / "go"
    os.mkfifo(pipe)
    asked = asked_of_a_dashboard(front_end, before=f"open({str(pipe)!r}).read(); print('done')")
    pipe.write_text("go on")
    messages = front_end.outputs(asked)
    said = [each["content"].get("text") or each["content"].get("data") for each in messages]
    answers = [at for at, each in enumerate(said) if isinstance(each, dict) and "content" in each]
    assert said.index("done\n") < answers[0]


ASKS = """version: 1.0.0
tasks:
  - name: ask
    action: core.ask
    input: { prompt: "Go on?" }
"""


def test_a_run_that_asks_gives_the_cell_back_and_is_brought_up_to_date_at_its_end(
    front_end: FrontEnd,
) -> None:
    outputs = front_end.run(f"%%attune workflow asks --run\n{ASKS}")
    waits = of_type(outputs, "update_display_data")[-1]["data"]["text/html"]
    assert "<strong>It asks:</strong> Go on?" in waits
    assert "<code>%attune answer 1 …</code>" in waits
    outputs = front_end.run(f"%attune answer 1 yes\n{JOINED}")
    ended = of_type(outputs, "update_display_data")[-1]["data"]["text/html"]
    assert "✓ adhoc.asks" in ended


def test_a_cell_that_does_not_wait_shows_a_question_too(front_end: FrontEnd) -> None:
    front_end.client.execute(f"%%attune workflow asks --run --no-wait\n{ASKS}")
    outputs = front_end.outputs(None, until=lambda it: it["msg_type"] == "update_display_data")
    shown = of_type(outputs, "update_display_data")[-1]["data"]["text/html"]
    assert "<strong>It asks:</strong> Go on?" in shown

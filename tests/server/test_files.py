"""Bytes of logs and artifacts."""

from typing import Any

import pytest

from attune_ops_nb.model import Execution
from attune_ops_nb.store.logs import LogFile
from attune_ops_nb.work.embedded import Attune


@pytest.mark.parametrize(
    ("query", "content"),
    [
        ("", b"0123456789"),
        ("?offset=4", b"456789"),
        ("?offset=4&limit=3", b"456"),
        ("?offset=-3", b"789"),
        ("?offset=-30", b"0123456789"),
        ("?offset=99", b""),
        ("?limit=0", b""),
    ],
)
async def test_a_range_of_a_log(
    ask: Any, running: Execution, log: LogFile, query: str, content: bytes
) -> None:
    log.append(b"0123456789")

    response = await ask(f"api/v1/executions/{running.id}/logs/log{query}")

    assert response.body == content
    assert response.headers["X-Attune-Size"] == "10"
    assert response.headers["Content-Type"] == "application/octet-stream"


async def test_a_whole_log_of_many_pieces(ask: Any, running: Execution, log: LogFile) -> None:
    whole = bytes(range(256)) * 8192
    log.append(whole)

    response = await ask(f"api/v1/executions/{running.id}/logs/log")

    assert response.body == whole


async def test_a_log_that_was_never_written_is_empty(ask: Any, running: Execution) -> None:
    response = await ask(f"api/v1/executions/{running.id}/logs/stderr")

    assert (response.code, response.body) == (200, b"")


async def test_the_log_of_no_execution_is_not_found(ask: Any) -> None:
    assert (await ask("api/v1/executions/99/logs/log")).code == 404


async def test_an_artifact_is_downloaded_and_never_run(
    ask: Any, engine: Attune, running: Execution
) -> None:
    (engine.artifacts.folder(running.id) / "réport.html").write_text("<script>alert(1)</script>")
    (artifact,) = engine.artifacts.keep(running)

    response = await ask(f"api/v1/artifacts/{artifact.id}/versions/1/download")

    assert response.body == b"<script>alert(1)</script>"
    assert response.headers["Content-Type"] == "text/html"
    assert (
        response.headers["Content-Disposition"] == "attachment; filename*=utf-8''r%C3%A9port.html"
    )
    assert "sandbox" in response.headers["Content-Security-Policy"]


async def test_a_version_that_never_was_is_not_found(
    ask: Any, engine: Attune, running: Execution
) -> None:
    (engine.artifacts.folder(running.id) / "report.txt").write_text("fine")
    (artifact,) = engine.artifacts.keep(running)

    assert (await ask(f"api/v1/artifacts/{artifact.id}/download")).body == b"fine"
    assert (await ask(f"api/v1/artifacts/{artifact.id}/versions/2/download")).code == 404

"""The socket of a page: the change feed, and logs to the last byte."""

from collections.abc import Callable
from typing import Any

from attune_ops_nb import __version__
from attune_ops_nb.model import Execution, Identity, LogStream, Status
from attune_ops_nb.server.websocket import MOST_FOLLOWS
from attune_ops_nb.store.logs import LogFile
from attune_ops_nb.work.embedded import Attune

End = Callable[[], None]


async def test_a_page_is_welcomed_with_where_the_feed_is(pages: Any, engine: Attune) -> None:
    page = await pages()

    await page.say(type="changes", since=None)

    welcome = await page.hear()
    assert (welcome["type"], welcome["version"]) == ("welcome", __version__)
    assert welcome["sequence"] == engine.changes.newest()
    assert welcome["info"]["allow_run"] is True


async def test_a_change_comes_with_its_row(pages: Any, engine: Attune, running: Execution) -> None:
    page = await pages()
    await page.say(type="changes", since=None)
    await page.hear("welcome")

    engine.store.update(Execution, running.id, status=Status.COMPLETED)

    (item,) = (heard := await page.hear("changes"))["items"]
    assert (item["noun"], item["id"], item["kind"]) == ("execution", running.id, "update")
    assert item["row"]["status"] == "completed"
    assert heard["sequence"] == item["sequence"] == engine.changes.newest()


async def test_a_page_that_was_away_hears_what_it_missed(
    pages: Any, engine: Attune, running: Execution
) -> None:
    seen = engine.changes.newest()
    engine.store.update(Execution, running.id, line_count=1)
    engine.store.update(Execution, running.id, line_count=2)
    page = await pages()

    await page.say(type="changes", since=seen)

    assert (await page.hear())["complete"] is True
    (item,) = (await page.hear())["items"]
    assert item["row"]["line_count"] == 2


async def test_a_page_that_was_away_too_long_is_told(pages: Any, engine: Attune) -> None:
    for _ in range(3):
        engine.store.add(Execution(action_ref="core.echo"))
    engine.store.forget_changes(keep=1)
    page = await pages()

    await page.say(type="changes", since=1)

    assert (await page.hear())["complete"] is False


async def test_nothing_is_missed_between_welcome_and_feed(pages: Any, engine: Attune) -> None:
    page = await pages()
    await page.say(type="changes", since=engine.changes.newest())
    added = {engine.store.add(Execution(action_ref="core.echo")).id for _ in range(50)}

    heard: set[int] = set()
    while heard != added:
        heard |= {item["id"] for item in (await page.hear("changes"))["items"]}


async def test_rows_that_are_not_shown_stay_out_of_the_feed(pages: Any, engine: Attune) -> None:
    page = await pages()
    await page.say(type="changes", since=None)
    await page.hear("welcome")

    engine.store.add(Identity(login="somebody"))

    (item,) = (await page.hear("changes"))["items"]
    assert (item["noun"], item["row"]) == ("identity", None)


async def test_a_log_is_followed_while_it_is_written(
    pages: Any, running: Execution, log: LogFile, end: End
) -> None:
    log.append(b"one\n")
    page = await pages()
    await page.say(type="follow", execution=running.id, from_=0)
    assert await page.hear() == (running.id, 0, 4, b"one\n")

    log.append(b"two\n")

    assert await page.hear() == (running.id, 4, 8, b"two\n")
    end()
    assert await page.hear() == {"type": "log_end", "execution": running.id, "size": 8}


async def test_a_large_log_arrives_whole_and_in_order(
    pages: Any, running: Execution, log: LogFile, end: End
) -> None:
    whole = b"".join(b"line %d\n" % number for number in range(300_000))
    log.append(whole)
    end()
    page = await pages()

    await page.say(type="follow", execution=running.id, from_=0)

    content, last = await page.log()
    assert content == whole
    assert last == {"type": "log_end", "execution": running.id, "size": len(whole)}


async def test_a_log_is_resumed_at_any_byte(
    pages: Any, running: Execution, log: LogFile, end: End
) -> None:
    log.append("größer\n".encode())
    end()
    page = await pages()

    for offset in (3, 8, 20, -4):
        await page.say(type="follow", execution=running.id, from_=offset)
        content, _ = await page.log()
        assert content == "größer\n".encode()[offset:], offset


async def test_a_log_that_is_not_there_yet_is_waited_for(
    pages: Any, engine: Attune, running: Execution
) -> None:
    page = await pages()
    await page.say(type="follow", execution=running.id, from_=0)
    await page.say(type="changes", since=None)
    await page.hear("welcome")

    late = LogFile(engine.config, running.id, LogStream.LOG, fresh=True)
    late.append(b"at last\n")
    late.close()

    assert (await page.hear())[3] == b"at last\n"


async def test_several_logs_come_side_by_side(pages: Any, engine: Attune) -> None:
    waiting = set()
    for _ in range(3):
        ended = engine.store.add(Execution(action_ref="core.echo", status=Status.COMPLETED))
        file = LogFile(engine.config, ended.id, LogStream.LOG, fresh=True)
        file.append(b"x" * 20_000_000)
        file.close()
        waiting.add(ended.id)
    page = await pages()
    for id in waiting:
        await page.say(type="follow", execution=id, from_=0)

    while waiting:
        heard = await page.hear()
        assert isinstance(heard, tuple), "one log was sent whole before another began"
        waiting.discard(heard[0])


async def test_a_page_that_does_not_read_delays_nobody(
    pages: Any, running: Execution, log: LogFile, end: End
) -> None:
    whole = b"x" * 30_000_000
    log.append(whole)
    end()
    stuck, awake = await pages(), await pages()
    await stuck.say(type="follow", execution=running.id, from_=0)

    await awake.say(type="follow", execution=running.id, from_=0)

    content, _ = await awake.log()
    assert content == whole


async def test_a_log_is_let_go(pages: Any, running: Execution, log: LogFile) -> None:
    page = await pages()
    await page.say(type="follow", execution=running.id, from_=0)
    log.append(b"one\n")
    await page.hear()

    await page.say(type="unfollow", execution=running.id)
    await page.say(type="follow", execution=99)
    assert (await page.hear("error"))["execution"] == 99
    log.append(b"two\n")
    await page.say(type="changes", since=None)

    assert (await page.hear())["type"] == "welcome"


async def test_what_makes_no_sense_is_answered_and_the_socket_stays(pages: Any) -> None:
    page = await pages()
    for message in (
        {"type": "dance"},
        {"type": "follow", "execution": -1},
        {"type": "changes", "since": "x"},
    ):
        await page.say(**message)
        assert "not understood" in (await page.hear("error"))["message"]

    await page.say(type="follow", execution=99)

    assert await page.hear() == {
        "type": "error", "message": "there is no execution 99", "execution": 99,
    }  # fmt: skip


async def test_a_page_follows_only_so_many_logs(pages: Any, engine: Attune) -> None:
    ids = [
        engine.store.add(Execution(action_ref="core.echo", status=Status.RUNNING)).id
        for _ in range(MOST_FOLLOWS + 1)
    ]
    page = await pages()
    for id in ids:
        await page.say(type="follow", execution=id)

    assert str(MOST_FOLLOWS) in (await page.hear("error"))["message"]


async def test_a_client_of_the_platform_is_served_in_its_own_words(
    pages: Any, engine: Attune, running: Execution
) -> None:
    page = await pages(subprotocols=["attune.v1"])
    assert (await page.hear())["message"] == "Connected to Attune Notifier"
    await page.say(type="subscribe", filter=f"entity:execution:{running.id}")
    await page.say(type="ping")
    await page.say(type="subscribe", filter="nonsense")
    await page.hear("error")

    engine.store.add(Execution(action_ref="core.other"))
    engine.store.update(Execution, running.id, status=Status.COMPLETED)

    heard = await page.hear("notification")
    assert (heard["notification_type"], heard["entity_id"]) == (
        "execution_status_changed",
        running.id,
    )
    assert heard["payload"]["status"] == "completed"


async def test_notifications_about_another_identity_are_refused(pages: Any) -> None:
    page = await pages()

    await page.say(type="subscribe", filter="user:4711")

    assert "your own" in (await page.hear("error"))["message"]

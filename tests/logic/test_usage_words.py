"""A decoder that learns words reads lines as one does that knows none."""

import json

from attune_ops_nb.logic.json_lines import values
from attune_ops_nb.logic.usage_lines import DECODER, UsageLine, tolerant
from attune_ops_nb.logic.usage_totals import Cell, add
from attune_ops_nb.logic.usage_words import MOST, WordDecoder

Cells = dict[tuple[object, ...], Cell]


def block(*rows: dict[str, object]) -> bytes:
    return b"".join(json.dumps(row).encode() + b"\n" for row in rows)


def learnt(words: WordDecoder, content: bytes) -> list[Cells]:
    """What each line that it reads adds up to, and it learns of them."""
    lines, bad = values(content, 0, words.decoder, words.tolerant)
    words.learn(lines)
    assert not bad
    return [added(line) for line in lines]


def plain(content: bytes) -> list[Cells]:
    return [added(line) for line in values(content, 0, DECODER, tolerant)[0]]


def added(line: UsageLine) -> Cells:
    cells: Cells = {}
    add(cells, [line], {})
    return cells


def test_known_and_new_words_are_read_as_they_stand():
    words = WordDecoder()
    rows = [
        {"workflow": "a", "model": "m", "tier": "CHEAP", "stage": "plan", "cost": 0.5},
        {"workflow": "b", "model": None, "provider": "p", "total_cost": None, "cost": 1},
        {"event_type": "c", "ts": "2026-11-21T10:00:00Z", "tokens": {"input": 3}},
        {"workflow": "", "stage": "ü", "timestamp": "2026-11-21T10:00:00"},
    ]
    for content in (block(*rows[:2]), block(*rows), block(*rows[2:]), block(*reversed(rows))):
        assert learnt(words, content) == plain(content)


def test_a_known_word_is_one_text_in_all_lines():
    words = WordDecoder()
    content = block({"workflow": "code-review"}, {"workflow": "code-review"})
    learnt(words, content)

    first, second = values(content, 0, words.decoder, words.tolerant)[0]

    assert first.workflow is second.workflow


def test_where_there_are_too_many_words_they_are_texts():
    words = WordDecoder()
    content = block(*({"workflow": f"w{number}", "model": "m"} for number in range(3 * MOST)))

    assert learnt(words, content) == learnt(words, content) == plain(content)
    assert learnt(words, block({"workflow": "new"})) == plain(block({"workflow": "new"}))


def test_a_side_that_no_line_had_may_come_later():
    words = WordDecoder()
    learnt(words, block({"workflow": "a"}))

    assert learnt(words, block({"stage": "plan"})) == plain(block({"stage": "plan"}))

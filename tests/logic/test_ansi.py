"""Colours of a log as HTML, and taken out."""

import pytest

from attune_ops_nb.logic import ansi


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("a\x1b[31mb\x1b[0mc", "abc"),
        ("\x1b[1;38;5;200mx\x1b[m", "x"),
        ("\x1b]0;title\x07after", "after"),
        ("\x1b]8;;http://x\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1b[2K\x1b[1Gredrawn", "redrawn"),
        ("10 %\r50 %\r100 %\nnext\r\n", "100 %\nnext\n"),
        ("bell\x07 and nul\x00", "bell and nul"),
        ("tab\tstays", "tab\tstays"),
    ],
)
def test_plain_text_shows_what_a_terminal_would(text: str, plain: str) -> None:
    assert ansi.plain(text) == plain


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("<b>&</b>", "&lt;b&gt;&amp;&lt;/b&gt;"),
        ("\x1b[31mred\x1b[0m", '<span style="color:#c4342b">red</span>'),
        ("\x1b[1mbold\x1b[22m not", '<span style="font-weight:bold">bold</span> not'),
        ("\x1b[38;2;1;2;300mx", '<span style="color:#0102ff">x</span>'),
        ("\x1b[38;5;196mx", '<span style="color:#ff0000">x</span>'),
        ("\x1b[48;5;244mx", '<span style="background:#808080">x</span>'),
        ("\x1b[97;40mx", '<span style="color:#a9b0bb;background:#3e424d">x</span>'),
        ("\x1b[38mx\x1b[38;5mx\x1b[999;;mx", "xxx"),
        ("\x1b[31ma\nb\x1b[39mc", '<span style="color:#c4342b">a</span>\n'
         '<span style="color:#c4342b">b</span>c'),
    ],
)  # fmt: skip
def test_html_has_the_colours_and_nothing_else_of_the_text(text: str, html: str) -> None:
    assert ansi.html(text) == html

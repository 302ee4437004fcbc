"""ANSI: the colours of a log, as HTML or taken out."""

import re
from collections.abc import Iterator
from html import escape

SEQUENCE = re.compile(
    r"\x1b(?:\[(?P<codes>[0-9;:]*)m"  # a colour
    r"|\[[0-?]*[ -/]*[@-~]"  # any other control sequence
    r"|\][^\x07\x1b]*(?:\x07|\x1b\\)?"  # a title or a link
    r"|[PX^_][^\x1b]*(?:\x1b\\)?"
    r"|[ -/]*[0-~])"
)
CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
COLOURS = (
    "#3e424d", "#c4342b", "#1d7f45", "#9a6700", "#2866c2", "#8e3fa8", "#0f7b86", "#8b929e",
    "#6b7280", "#dc4c43", "#2a9d5b", "#b7810c", "#4a86e0", "#aa5cc4", "#1c9aa6", "#a9b0bb",
)  # fmt: skip
"""Readable on white and on black, because a saved notebook is shown on either."""
STYLES = {
    "bold": "font-weight:bold",
    "dim": "opacity:0.7",
    "italic": "font-style:italic",
    "underline": "text-decoration:underline",
}
SWITCHES = {1: "bold", 2: "dim", 3: "italic", 4: "underline"}
OFF = {
    22: ("bold", "dim"),
    23: ("italic",),
    24: ("underline",),
    39: ("color",),
    49: ("background",),
}

Style = dict[str, str]


def plain(text: str) -> str:
    """`text` without colours; of a line that was written over, the last state."""
    bare = SEQUENCE.sub("", text)
    return "\n".join(CONTROL.sub("", _last_state(line)) for line in bare.split("\n"))


def html(text: str) -> str:
    """`text` as HTML, with its colours as inline styles and everything else escaped."""
    style: Style = {}
    return "\n".join("".join(_spans(_last_state(line), style)) for line in text.split("\n"))


def _spans(line: str, style: Style) -> Iterator[str]:
    """The spans of one line. `style` is what holds at its beginning and, afterwards, at its end."""
    end = 0
    for found in SEQUENCE.finditer(line):
        yield _span(line[end : found.start()], style)
        end = found.end()
        if found["codes"] is not None:
            _switch(style, [int(code) for code in re.split("[;:]", found["codes"]) if code] or [0])
    yield _span(line[end:], style)


def _span(text: str, style: Style) -> str:
    text = escape(CONTROL.sub("", text))
    css = ";".join(style.values())
    return f'<span style="{css}">{text}</span>' if css and text else text


def _switch(style: Style, codes: list[int]) -> None:
    while codes:
        code = codes.pop(0)
        if code == 0:
            style.clear()
        elif code in SWITCHES:
            style[SWITCHES[code]] = STYLES[SWITCHES[code]]
        elif code in OFF:
            for name in OFF[code]:
                style.pop(name, None)
        elif code in (38, 48):
            _set(style, code == 38, _wide(codes))
        elif code // 10 in (3, 4, 9, 10) and code % 10 < 8:
            _set(style, code // 10 in (3, 9), COLOURS[code % 10 + 8 * (code >= 90)])


def _set(style: Style, text: bool, colour: str | None) -> None:
    name = "color" if text else "background"
    if colour is not None:
        style[name] = f"{name}:{colour}"


def _wide(codes: list[int]) -> str | None:
    """The colour that a 256-colour or a true-colour code names; its numbers are used up."""
    kind = codes.pop(0) if codes else 0
    if kind == 5 and codes:
        return _of_256(min(codes.pop(0), 255))
    if kind == 2 and len(codes) >= 3:
        red, green, blue = (min(codes.pop(0), 255) for _ in range(3))
        return f"#{red:02x}{green:02x}{blue:02x}"
    return None


def _of_256(number: int) -> str:
    if number < 16:
        return COLOURS[number]
    if number >= 232:
        grey = 8 + 10 * (number - 232)
        return f"#{grey:02x}{grey:02x}{grey:02x}"
    number -= 16
    steps = (0, 95, 135, 175, 215, 255)
    red, green, blue = steps[number // 36], steps[number // 6 % 6], steps[number % 6]
    return f"#{red:02x}{green:02x}{blue:02x}"


def _last_state(line: str) -> str:
    """What a line shows after a carriage return wrote over it."""
    return line.rstrip("\r").rpartition("\r")[2]

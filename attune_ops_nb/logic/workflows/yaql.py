"""YAQL: expressions of Orquesta, `<% … %>` and those of Jinja in `{{ … }}`, as ours.

Only what maps word by word is converted; the rest is refused by name.
"""

import re
from collections.abc import Iterator

EXPRESSION = re.compile(r"<%(?P<yaql>.*?)%>|\{\{(?P<jinja>.*?)\}\}", re.DOTALL)
TOKEN = re.compile(
    r"""(?P<space>\s+)
      | (?P<string>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
      | (?P<number>\d+(?:\.\d+)?)
      | (?P<word>[A-Za-z_]\w*)
      | (?P<sign>->|=>|:=|=~|!~|==|!=|<=|>=|[-+*/%<>=().,\[\]{}|$:?~])
    """,
    re.VERBOSE,
)
KEPT = {"and", "or", "not", "in", "true", "false", "null"}
CONSTANTS = {"True": "true", "False": "false", "None": "null", "none": "null"}
FUNCTIONS = {"len": "length", "str": "string", "float": "number"}
"""Functions that have another name here."""
STRANGE = {"->", "=>", ":=", "=~", "!~", "{", "}", "|", "$", ":", "?", "~"}


def template(text: str) -> str:
    """The text with its expressions as ours. ValueError says what has no counterpart."""
    return EXPRESSION.sub(_whole, text)


def expression(text: str, *, bare_words: bool = True) -> str:
    """One expression as ours; in YAQL a bare word is a text."""
    tokens = list(_tokens(text))
    return "".join(_Rewriter(tokens, bare_words).parts()).strip()


def _whole(match: re.Match[str]) -> str:
    yaql = match["yaql"]
    inner = expression(match["jinja"] if yaql is None else yaql, bare_words=yaql is not None)
    return f"{{{{ {inner} }}}}"


def _tokens(text: str) -> Iterator[tuple[str, str]]:
    end = 0
    while end < len(text):
        match = TOKEN.match(text, end)
        if match is None:
            raise ValueError(f"{text[end]!r} in <% {text.strip()} %> has no counterpart here")
        yield str(match.lastgroup), match[0]
        end = match.end()


class _Rewriter:
    """Goes over the tokens once, from left to right."""

    def __init__(self, tokens: list[tuple[str, str]], bare_words: bool) -> None:
        self._tokens = tokens
        self._bare_words = bare_words
        self._next = 0
        self._lists: list[int] = []
        """How deep in brackets the lists are that must be closed by `]`."""
        self._depth = 0

    def parts(self) -> Iterator[str]:
        before = ""
        while self._next < len(self._tokens):
            kind, text = self._tokens[self._next]
            self._next += 1
            if kind == "word":
                yield self._word(text, before)
            elif kind == "sign":
                yield self._sign(text)
            else:
                yield text
            before = text if kind != "space" else before

    def _word(self, word: str, before: str) -> str:
        if before == ".":
            if self._sees("("):
                raise ValueError(f"the method .{word}() has no counterpart here")
            return word
        if self._sees("("):
            return self._call(word)
        if word in KEPT:
            return word
        if word in CONSTANTS:
            return CONSTANTS[word]
        return f'"{word}"' if self._bare_words else word

    def _call(self, name: str) -> str:
        if name in ("ctx", "item"):
            root = "workflow" if name == "ctx" else "item"
            argument = self._argument()
            return root if argument is None else f"{root}{_property(argument)}"
        if name == "completed":
            self._argument()
            return "true"
        if name == "list":
            self._skip("(")
            self._depth += 1
            self._lists.append(self._depth)
            return "["
        if name in ("dict", "set"):
            raise ValueError(f"{name}() has no counterpart here")
        return FUNCTIONS.get(name, name)

    def _sign(self, sign: str) -> str:
        if sign in STRANGE:
            raise ValueError(f"{sign} has no counterpart here")
        if sign == "(":
            self._depth += 1
        elif sign == ")":
            self._depth -= 1
            if self._lists and self._lists[-1] == self._depth + 1:
                self._lists.pop()
                return "]"
        return "==" if sign == "=" else sign

    def _argument(self) -> str | None:
        """The one name in brackets that follows; None if they are empty."""
        inside = []
        self._skip("(")
        while self._next < len(self._tokens):
            kind, text = self._tokens[self._next]
            self._next += 1
            if text == ")" and kind == "sign":
                break
            if kind != "space":
                inside.append((kind, text))
        else:
            raise ValueError("a bracket is not closed")
        if not inside:
            return None
        if len(inside) != 1 or inside[0][0] not in ("word", "string"):
            raise ValueError("ctx() and item() take one name here")
        kind, text = inside[0]
        return text[1:-1] if kind == "string" else text

    def _sees(self, sign: str) -> bool:
        return self._next < len(self._tokens) and self._tokens[self._next] == ("sign", sign)

    def _skip(self, sign: str) -> None:
        if self._sees(sign):
            self._next += 1


def _property(name: str) -> str:
    is_word = re.fullmatch(r"[A-Za-z_]\w*", name) is not None
    return f".{name}" if is_word else f'["{name}"]'

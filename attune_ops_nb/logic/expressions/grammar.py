"""Grammar: the text of an expression becomes a tree.

Each operator has a level, and binds tighter the higher it is. Operators of one level are read from
left to right.
"""

from attune_ops_nb.logic.expressions import nodes
from attune_ops_nb.logic.expressions.errors import ExpressionError, Kind
from attune_ops_nb.logic.expressions.limits import DEEPEST, LONGEST_TEXT, beyond
from attune_ops_nb.logic.expressions.tokens import Is, Token, tokens

OR, AND, NOT, COMPARISON, SUM, PRODUCT, NEGATIVE = range(1, 8)
LEVELS = {
    "or": OR,
    "and": AND,
    **dict.fromkeys(("==", "!=", "<", ">", "<=", ">=", "in"), COMPARISON),
    **dict.fromkeys("+-", SUM),
    **dict.fromkeys("*/%", PRODUCT),
}
CONSTANTS = {"true": True, "false": False, "null": None}


def tree(text: str) -> nodes.Node:
    """The expression in `text`. ExpressionError for anything else."""
    if len(text) > LONGEST_TEXT:
        raise beyond(f"the expression is longer than {LONGEST_TEXT:,} characters")
    return Reader(text).whole()


class Reader:
    """Reads tokens one after the other."""

    def __init__(self, text: str) -> None:
        self._tokens = tokens(text)
        self._next = next(self._tokens)
        self._depth = 0

    def whole(self) -> nodes.Node:
        """All of the text as one expression."""
        if self._next.sort is Is.END:
            raise ExpressionError(Kind.PARSE, "there is no expression", column=1)
        found = self.expression(OR)
        self._end()
        return found

    def expression(self, least: int) -> nodes.Node:
        """An operand, and what follows it by operators of level `least` and higher."""
        self._depth += 1
        self._check_depth(self._depth)
        left = self.operand(least)
        while (level := self._level()) >= least:
            left = self.chain(left, level)
        self._depth -= 1
        return left

    def chain(self, first: nodes.Node, level: int) -> nodes.Node:
        """`first` and all that follows it by operators of this level."""
        rest = []
        while self._level() == level:
            operator = self._take()
            right = self.expression(level + 1)
            rest.append(nodes.Operation(operator.text, right, operator.column))
        if level == OR:
            return nodes.Some((first, *(each.right for each in rest)), first.column)
        if level == AND:
            return nodes.Every((first, *(each.right for each in rest)), first.column)
        return nodes.Chain(first, tuple(rest), first.column)

    def operand(self, least: int) -> nodes.Node:
        """What can stand on either side of an operator."""
        column = self._next.column
        if self._accept("-"):
            return nodes.Negative(self.expression(NEGATIVE), column)
        if self._next.text == "not" and self._next.sort is Is.KEYWORD:
            if least > NOT:
                raise self._unexpected("a value", hint="; put `not …` in parentheses")
            self._take()
            return nodes.Not(self.expression(NOT), column)
        return self.path(self.atom())

    def path(self, root: nodes.Node) -> nodes.Node:
        """`root` and the steps from it."""
        steps: list[nodes.Member | nodes.Index] = []
        while True:
            column = self._next.column
            self._check_depth(len(steps))
            if self._accept("."):
                steps.append(nodes.Member(self._field(), column))
            elif self._accept("["):
                steps.append(nodes.Index(self.expression(OR), column))
                self._expect("]")
            elif self._is("("):
                raise self._unexpected("an operator", hint="; only a function can be called")
            else:
                return nodes.Path(root, tuple(steps), root.column) if steps else root

    def atom(self) -> nodes.Node:
        """A literal, a name, a call, or something in parentheses."""
        token = self._next
        match token.sort:
            case Is.NUMBER | Is.STRING:
                self._take()
                return nodes.Constant(token.value, token.column)
            case Is.NAME:
                self._take()
                return self._named(token)
            case Is.KEYWORD if token.text in CONSTANTS:
                self._take()
                return nodes.Constant(CONSTANTS[token.text], token.column)
        if self._accept("("):
            inner = self.expression(OR)
            self._expect(")")
            return inner
        if self._accept("["):
            return nodes.Array(self._list("]"), token.column)
        raise self._unexpected("a value")

    def _named(self, token: Token) -> nodes.Node:
        if not self._accept("("):
            return nodes.Name(token.text, token.column)
        return nodes.Call(token.text, self._list(")"), token.column)

    def _list(self, closing: str) -> tuple[nodes.Node, ...]:
        found: list[nodes.Node] = []
        while not self._accept(closing):
            found.append(self.expression(OR))
            if not self._accept(","):
                self._expect(closing)
                break
            if closing == ")" and self._is(closing):
                raise self._unexpected("an argument")
        return tuple(found)

    def _end(self) -> None:
        if self._next.sort is not Is.END:
            hint = "; write `not (a in b)`" if self._next.text == "not" else ""
            raise self._unexpected("the end, or an operator", hint=hint)

    def _check_depth(self, levels: int) -> None:
        if levels > DEEPEST:
            told = beyond(f"the expression is nested deeper than {DEEPEST} levels")
            raise told.at(self._next.column)

    def _field(self) -> str:
        if self._next.sort not in (Is.NAME, Is.KEYWORD):
            hint = f"; write [{self._next.text}]" if self._next.sort is Is.NUMBER else ""
            raise self._unexpected("the name of a field", hint=hint)
        return self._take().text

    def _level(self) -> int:
        """The level of the operator that comes; 0 if none does."""
        operator = self._next.sort in (Is.SYMBOL, Is.KEYWORD)
        return LEVELS.get(self._next.text, 0) if operator else 0

    def _is(self, symbol: str) -> bool:
        return self._next.sort is Is.SYMBOL and self._next.text == symbol

    def _accept(self, symbol: str) -> bool:
        if self._is(symbol):
            self._take()
            return True
        return False

    def _expect(self, symbol: str) -> None:
        if not self._accept(symbol):
            raise self._unexpected(f"`{symbol}`")

    def _take(self) -> Token:
        token = self._next
        self._next = next(self._tokens)
        return token

    def _unexpected(self, wanted: str, hint: str = "") -> ExpressionError:
        token = self._next
        found = "the end" if token.sort is Is.END else f"`{token.text}`"
        return ExpressionError(
            Kind.PARSE, f"expected {wanted}, found {found}", hint=hint, column=token.column
        )

"""What can be said after `%attune`, and what is refused."""

import pytest

from attune_ops_nb.errors import Invalid
from attune_ops_nb.notebook.grammar import CELL_WORDS, WORDS, parse


@pytest.mark.parametrize(
    ("line", "at", "flags", "values"),
    [
        ("run a.b", "a.b", {}, {}),
        ("run a.b --scope auth", "a.b", {"scope": "auth"}, {}),
        ("run a.b --scope=src/my app", None, None, None),
        ('run a.b --scope "my app" x=1', "a.b", {"scope": "my app"}, {"x": "1"}),
        ("run --no-wait a.b", "a.b", {"no-wait": ""}, {}),
        ("run a.b x= y=a=b", "a.b", {}, {"x": "", "y": "a=b"}),
        ("run a.b x=\"two words\" y='it is'", "a.b", {}, {"x": "two words", "y": "it is"}),
        ("run a.b x=don't", "a.b", {}, {"x": "don't"}),
        ('run a.b x=["a b","c"] y={"k":1}', "a.b", {}, {"x": '["a b","c"]', "y": '{"k":1}'}),
        (r"run a.b --path C:\src\auth", "a.b", {"path": r"C:\src\auth"}, {}),
        ("run a.b x=-1", "a.b", {}, {"x": "-1"}),
        ("runs -n 5 -s failed", None, {"number": "5", "status": "failed"}, {}),
        ("stop last", "last", {}, {}),
        ("status", None, {}, {}),
        ("", None, {}, {}),
    ],
)
def test_a_line_is_taken_apart(
    line: str, at: str | None, flags: dict[str, str] | None, values: dict[str, str] | None
) -> None:
    if flags is None:
        with pytest.raises(Invalid):
            parse(line)
        return
    asked = parse(line)
    assert (asked.at, asked.flags, asked.values) == (at, flags, values)


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("rnus", "%attune has no word 'rnus'; did you mean runs"),
        ("xyzzy", "`%attune help` lists"),
        ("run", "WORKFLOW is missing: %attune run WORKFLOW"),
        ("run a.b --scop auth", "has no option --scop; did you mean --scope?"),
        ("run a.b --scope", "--scope needs a value"),
        ("run a.b --no-wait=1", "--no-wait takes no value"),
        ("run a.b extra", "'extra' makes no sense here"),
        ("run a.b x=1 x=2", "x: it is given twice"),
        ('run a.b x="open', "a quotation mark is not closed"),
        ("runs x=1", "'x=1' makes no sense here"),
        ("packs --all", "there are: none"),
    ],
)
def test_a_line_without_sense_is_refused_in_one_line(line: str, said: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse(line)
    assert said in refused.value.message
    assert "\n" not in refused.value.message


@pytest.mark.parametrize("text", ["0", "-1", "x", "inf", "nan"])
def test_a_number_is_above_zero_and_finite(text: str) -> None:
    with pytest.raises(Invalid, match="--timeout takes a number above 0"):
        parse(f"run a.b --timeout={text}").number("timeout", None)


@pytest.mark.parametrize("word", WORDS.values(), ids=lambda word: word.name)
def test_every_word_is_a_command(word: object) -> None:
    from attune_ops_nb.notebook.commands import Commands
    from attune_ops_nb.notebook.grammar import Word

    assert isinstance(word, Word)
    assert callable(getattr(Commands, word.name.replace("-", "_")))


@pytest.mark.parametrize("name", CELL_WORDS)
def test_every_word_of_a_cell_is_a_command(name: str) -> None:
    from attune_ops_nb.notebook.commands import Commands

    assert callable(getattr(Commands, f"{name}_cell"))


def test_a_flag_may_be_given_several_times_where_it_says_so() -> None:
    asked = parse("action a --param x:integer=1 --param=y z=2", CELL_WORDS)
    assert (asked.several["param"], asked.values) == (["x:integer=1", "y"], {"z": "2"})


def test_a_text_may_follow_where_a_word_takes_one() -> None:
    assert parse("answer 3 not before noon").text == "not before noon"
    assert parse("answer last ship=yes").values == {"ship": "yes"}

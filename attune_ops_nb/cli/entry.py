"""Entry: a command line from its words to its exit code.

0 it is well, 1 it failed or was refused, 2 it makes no sense, 130 interrupted.
"""

import argparse
import os
import sys
from collections.abc import Sequence
from typing import Any

from attune_ops_nb.cli import others
from attune_ops_nb.cli.commands import command
from attune_ops_nb.cli.words import GROUPS, add_ops, common, parser
from attune_ops_nb.errors import AttuneError, Invalid, NotFound

WELL, FAILED, SENSELESS, INTERRUPTED = 0, 1, 2, 130
PIPE_CLOSED = 141
"""What a shell says of a program that wrote to nobody: 128 and the number of SIGPIPE."""


def main(argv: Sequence[str] | None = None, *, default: str | None = None) -> int:
    """Do what the words say; `default` is the word where there is none. The exit code."""
    words = list(sys.argv[1:] if argv is None else argv)
    given, rest = common().parse_known_args(words)
    if default and not any(not word.startswith("-") or word in ASKS for word in rest):
        words = [default, *words]
    if others.unknown(rest, GROUPS):
        return guarded(lambda: others.hand_over(words, rest, given, GROUPS), given)
    args = _parsed(words)
    return guarded(lambda: _called(args), args)


ASKS = {"-h", "--help", "--version"}


def add_subparser(subparsers: Any) -> argparse.ArgumentParser:
    """Add `ops` to another command line; `args.func(args)` is then `cmd_ops`."""
    ops = add_ops(subparsers)
    ops.set_defaults(func=cmd_ops)
    return ops


def cmd_ops(args: argparse.Namespace) -> int:
    """Serve the page until it is stopped: 0 after a clean end, else 1 or 2 with the reason."""
    from attune_ops_nb.cli import page

    return guarded(lambda: page.serve(args), args)


def guarded(do: Any, args: argparse.Namespace) -> int:
    """The exit code of `do`; a refusal is one line on standard error."""
    try:
        code = int(do())
        sys.stdout.flush()
    except AttuneError as error:
        if getattr(args, "verbose", False):
            raise
        _complain(error.message)
        return SENSELESS if isinstance(error, Invalid | NotFound) else FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # Python would complain once more when it flushes at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return PIPE_CLOSED
    return code


def _parsed(words: Sequence[str]) -> argparse.Namespace:
    whole = parser()
    args, more = whole.parse_known_args(words)
    # argparse takes parameters only in one row, and a flag may stand between them.
    if not all("=" in word and not word.startswith("-") and "values" in args for word in more):
        whole.error(f"unrecognized arguments: {' '.join(more)}")
    if more:
        args.values.extend(more)
    return args


def _called(args: argparse.Namespace) -> int:
    return command(args.command)(args)


def _complain(line: str) -> None:
    print(f"attune: {line}", file=sys.stderr)

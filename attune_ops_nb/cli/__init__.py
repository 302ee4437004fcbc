"""The terminal face: `attune …`."""

from attune_ops_nb.cli.entry import add_subparser, cmd_ops, main

__all__ = ["add_subparser", "cmd_ops", "main"]

"""Inherited: the environment that a child of the engine host starts from."""

import os
from collections.abc import Mapping

NOT_PASSED_ON = frozenset({"PYTHONHOME", "VIRTUAL_ENV", "__PYVENV_LAUNCHER__", "ATTUNE_HOST_MARK"})
"""They speak of the Python that runs the host, and would mislead another one."""
INLINE_FIGURES = "module://"
"""A kernel that started the host chose a backend that only works in kernels."""


def environment(outside: Mapping[str, str] = os.environ) -> dict[str, str]:
    """The host's variables, without those that are about the host, and with colours on."""
    passed = {
        name: value
        for name, value in outside.items()
        if name not in NOT_PASSED_ON and not name.startswith("ATTUNE__")
    }
    if passed.get("MPLBACKEND", "").startswith(INLINE_FIGURES):
        del passed["MPLBACKEND"]
    if "NO_COLOR" not in passed:
        passed |= {"FORCE_COLOR": "1", "CLICOLOR_FORCE": "1"}
    # A dumb terminal: colours are welcome, bars that draw over themselves are not.
    return passed | {"PYTHONUNBUFFERED": "1", "TERM": "dumb"}

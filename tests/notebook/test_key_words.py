"""Keys in a notebook: what a cell shows is saved, so no value is shown."""

from typing import Any

from IPython.core.interactiveshell import InteractiveShell

from attune_ops_nb.notebook import frames
from attune_ops_nb.notebook.connect import connect

SECRET = "c4nary-of-the-cells"
LOGIN = """
version: 1.0.0
tasks:
- {name: a, action: core.http_request, input: {url: "http://x", auth_token: "{{ keystore.token }}"}}
"""


def said(shell: InteractiveShell, line: str) -> Any:
    """The value of a cell."""
    return shell.run_cell(line).result


def test_keys_are_a_table_without_values(shell: InteractiveShell) -> None:
    assert said(shell, "%attune keys").empty
    connect().keys.create("demo.token", "token", SECRET, owner_pack_ref="demo")

    table = said(shell, "%attune keys")
    assert list(table.columns) == list(frames.KEY_COLUMNS)
    assert table[["ref", "name", "owner"]].values.tolist() == [["demo.token", "token", "demo"]]
    assert SECRET not in table.to_string() + table._repr_html_()


def test_a_key_that_a_cell_gives_does_not_say_its_value(shell: InteractiveShell) -> None:
    engine = connect()
    engine.keys.create("demo.token", "token", SECRET)
    opened = engine.keys.get("demo.token")

    assert opened.value == SECRET
    bundle, _ = shell.display_formatter.format(opened)
    assert "demo.token" in str(bundle) and SECRET not in f"{bundle}{opened}"


def test_something_stands_for_a_key_in_a_rehearsal(shell: InteractiveShell) -> None:
    line = "%%attune workflow login --rehearse"
    assert "is not known in a rehearsal" in said(shell, f"{line}{LOGIN}").errors[0].message
    ((_, got),) = said(shell, f"{line} --key token=x{LOGIN}").inputs
    assert got["auth_token"] == "x"
    plain = LOGIN.replace("auth_token", "auth_username")
    refused = said(shell, f"{line} --key token=x{plain}")
    assert "`auth_username` of core.http_request is given a secret" in refused.result["error"]
    assert "--key takes name=value" in str(shell.run_cell(f"{line} --key x{LOGIN}").error_in_exec)

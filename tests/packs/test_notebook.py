"""devtools.notebook on small notebooks."""

import os
import signal
from pathlib import Path
from typing import Any

import nbformat
import pytest

from tests.packs.conftest import Run, Start


def write(path: Path, *sources: str, **metadata: Any) -> str:
    """A notebook with these cells; what it was."""
    path.parent.mkdir(parents=True, exist_ok=True)
    cells = [nbformat.v4.new_code_cell(source) for source in sources]  # type: ignore[no-untyped-call]
    notebook = nbformat.v4.new_notebook(cells=cells, metadata=metadata)  # type: ignore[no-untyped-call]
    nbformat.write(notebook, path)  # type: ignore[no-untyped-call]
    return path.read_text("utf-8")


def outputs(path: Path) -> list[Any]:
    """What the cells of a notebook left."""
    notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
    return [output for cell in notebook.cells for output in cell.get("outputs", [])]


def test_the_executed_copy_is_kept_and_the_notebook_left_alone(run: Run, project: Path) -> None:
    before = write(project / "a.ipynb", "print('hello')", "1 + 1")
    ran = run("devtools.notebook", path="a.ipynb")

    assert (ran.code, ran.result["cells"]) == (0, 2)
    stream, value = outputs(ran.artifacts / "a.executed.ipynb")
    assert (stream.text, value.data["text/plain"]) == ("hello\n", "2")
    assert (project / "a.ipynb").read_text("utf-8") == before


def test_the_log_shows_cells_and_what_they_print(run: Run, project: Path) -> None:
    write(project / "a.ipynb", "print('half', end='')", "# what follows\n6 * 7")
    ran = run("devtools.notebook", path="a.ipynb")

    said = [line.replace("\x1b[1m", "").replace("\x1b[0m", "") for line in ran.log]
    assert said[2:6] == ["[1/2] print('half', end='')", "half", "[2/2] # what follows", "42"]
    assert ran.progress[:2] == ["0 a.ipynb: cell 1 of 2", "50 a.ipynb: cell 2 of 2"]


def test_a_cell_that_fails_fails_the_run_and_the_copy_shows_it(run: Run, project: Path) -> None:
    write(project / "a.ipynb", "1", "1 / 0", "print('after')")
    ran = run("devtools.notebook", path="a.ipynb")

    told = "1 of 1 notebook failed: a.ipynb, cell 2: ZeroDivisionError: division by zero\n"
    assert (ran.code, ran.stderr) == (1, told)
    kinds = [each.output_type for each in outputs(ran.artifacts / "a.executed.ipynb")]
    assert kinds == ["execute_result", "error"]


def test_the_run_can_go_on_after_errors(run: Run, project: Path) -> None:
    write(project / "a.ipynb", "1 / 0", "print('after')")
    ran = run("devtools.notebook", path="a.ipynb", go_on=True)

    assert ran.code == 1 and "after" in ran.log


def test_all_notebooks_of_a_folder_are_executed(run: Run, project: Path) -> None:
    write(project / "n" / "a.ipynb", "1")
    write(project / "n" / "deep" / "b.ipynb", "raise KeyError('x')")
    (project / "n" / "c.ipynb").write_text("{}")
    ran = run("devtools.notebook", path="n")

    assert ran.code == 1 and ran.stderr.startswith("2 of 3 notebooks failed: n/c.ipynb, it cannot")
    copies = {path.relative_to(ran.artifacts).as_posix() for path in ran.artifacts.rglob("*.ipynb")}
    assert copies == {"a.executed.ipynb", "deep/b.executed.ipynb"}


def test_a_notebook_finds_itself_in_its_folder_and_the_sources_beside(
    run: Run, project: Path
) -> None:
    (project / "src").mkdir()
    (project / "src" / "shop.py").write_text("price = 3\n")
    write(project / "n" / "a.ipynb", "import os, shop\nprint(os.path.basename(os.getcwd()))")
    ran = run("devtools.notebook", path="n/a.ipynb")

    assert ran.code == 0 and "n" in ran.log


def test_a_cell_that_takes_too_long_is_stopped(run: Run, project: Path) -> None:
    write(project / "a.ipynb", "import time; time.sleep(60)")
    ran = run("devtools.notebook", path="a.ipynb", timeout=1)

    told = "1 of 1 notebook failed: a.ipynb, cell 1: no end within its time\n"
    assert (ran.code, ran.stderr) == (1, told)


def test_a_kernel_that_dies_fails_the_run(run: Run, project: Path) -> None:
    write(project / "a.ipynb", "import os; os._exit(1)")
    ran = run("devtools.notebook", path="a.ipynb")

    told = "1 of 1 notebook failed: a.ipynb, cell 1: Kernel died\n"
    assert (ran.code, ran.stderr) == (1, told)


def test_a_kernel_that_is_not_installed_is_named(run: Run, project: Path) -> None:
    write(project / "a.ipynb", "1", kernelspec={"name": "ir", "language": "R", "display_name": "R"})
    ran = run("devtools.notebook", path="a.ipynb")

    assert ran.code == 1 and "there is no kernel 'ir'; there are" in ran.stderr


@pytest.mark.parametrize("path", [None, "empty"])
def test_no_notebook_is_an_error(run: Run, project: Path, path: str | None) -> None:
    (project / "empty").mkdir()
    ran = run("devtools.notebook", path=path)

    assert ran.code in (2, 4) and len(ran.stderr.splitlines()) == 1


def test_a_run_that_is_stopped_takes_its_kernel_along(
    start: Start, project: Path, tmp_path: Path
) -> None:
    write(project / "a.ipynb", "import os, signal\nprint('kernel', os.getpid())\nsignal.pause()")
    with start("devtools.notebook", path="a.ipynb") as child:
        assert child.stdout is not None
        while not (line := child.stdout.readline()).startswith("kernel "):
            pass
        child.send_signal(signal.SIGTERM)
        child.communicate()

    assert child.returncode == 128 + signal.SIGTERM
    assert not os.path.exists(f"/proc/{line.split()[1]}")
    assert list((tmp_path / "scratch").iterdir()) == []

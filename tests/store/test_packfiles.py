"""A folder of YAML and scripts becomes nouns; what is wrong is told with file and line."""

import shutil
from pathlib import Path
from textwrap import dedent

import pytest
from msgspec.structs import replace

from attune_ops_nb.errors import Invalid
from attune_ops_nb.model import Action, Ops, OutputFormat, Pack, ParameterFormat, ScopeParameter
from attune_ops_nb.store import packfiles
from attune_ops_nb.store.packfiles import PackFiles, checksum, find, in_order, read


class Folder:
    """A pack folder that a test writes into."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.write("pack.yaml", "ref: shop\nlabel: The shop\nversion: 1.0.0")
        self.write("actions/sell.py", "print('sold')")

    def write(self, name: str, text: str) -> Path:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text))
        return path

    def action(self, text: str = "", runner: str = "python") -> Action:
        """The one action of the pack, with `text` added to its YAML."""
        head = f"ref: shop.sell\nrunner_type: {runner}\nentry_point: sell.py\n"
        self.write("actions/sell.yaml", head + dedent(text))
        (action,) = read(self.path).actions
        return action

    def problems(self) -> dict[str, str]:
        with pytest.raises(Invalid) as refused:
            read(self.path)
        return refused.value.problems


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path / "shop")


def test_a_pack_is_what_its_files_say(folder: Folder) -> None:
    folder.write(
        "pack.yaml",
        """\
        ref: shop
        name: The shop
        version: 1.2.0-rc.1
        author: Ada
        is_standard: true
        tags: [money]
        dependencies: [core]
        meta: {floor: 1}
        """,
    )

    pack = read(folder.path).pack

    assert pack == Pack(
        ref="shop",
        label="The shop",
        version="1.2.0-rc.1",
        is_standard=True,
        tags=["money"],
        dependencies=["core"],
        meta={"floor": 1, "author": "Ada"},
        checksum=checksum(folder.path),
        storage_path=str(folder.path),
        source_type="directory",
    )


def test_an_action_is_what_its_file_says(folder: Folder) -> None:
    action = folder.action(
        """\
        label: Sell
        runtime_version: ">=3.11"
        parameters: {path: {type: string, default: .}}
        output: {sum: {type: number}}
        parameter_format: yaml
        output_format: json
        timeout: 90
        retry: {count: 2, delay: 1.5}
        concurrency: 1
        rerun_when_lost: false
        ops:
          stages: [look, sell]
          concern: other
          scope: {parameter: path, required: true}
          next: [shop.count]
        """
    )

    assert action == Action(
        ref="shop.sell",
        pack=0,
        pack_ref="shop",
        label="Sell",
        entrypoint="sell.py",
        runtime_ref="core.python",
        runtime_version_constraint=">=3.11",
        param_schema={"path": {"type": "string", "default": "."}},
        out_schema={"sum": {"type": "number"}},
        parameter_format=ParameterFormat.YAML,
        output_format=OutputFormat.JSON,
        timeout_seconds=90.0,
        max_retries=2,
        retry_delay_seconds=1.5,
        concurrency=1,
        rerun_when_lost=False,
        ops=Ops(
            stages=["look", "sell"],
            scope=ScopeParameter(parameter="path", required=True),
            next=["shop.count"],
        ),
    )


@pytest.mark.parametrize(
    ("runner_type", "runtime_ref"),
    [
        ("shell", "core.shell"),
        ("BASH", "core.shell"),
        ("python3", "core.python"),
        ("Node.js", "core.nodejs"),
        ("standalone", "core.native"),
        ("golang", "core.go"),
        ("deno", "shop.deno"),
        ("js2", "shop.deno"),
        ("other.lua", "other.lua"),
        ("lua", "core.lua"),
    ],
)
def test_runner_types_have_many_names(folder: Folder, runner_type: str, runtime_ref: str) -> None:
    folder.write("runtimes/deno.yaml", "ref: shop.deno\nname: Deno\naliases: [JS2]")

    assert folder.action(runner=runner_type).runtime_ref == runtime_ref


def test_a_runtime_has_versions_with_configurations_of_their_own(folder: Folder) -> None:
    folder.write(
        "runtimes/deno.yaml",
        """\
        ref: shop.deno
        name: Deno
        execution_config: &config {interpreter: {binary: deno}}
        versions:
          - {version: "2", is_default: true, execution_config: *config}
          - {version: 1.46.3}
        """,
    )

    files = read(folder.path)

    assert [(each.ref, each.name) for each in files.runtimes] == [("shop.deno", "deno")]
    assert [
        (each.version, each.version_major, each.version_minor, each.is_default, each.available)
        for each in files.versions
    ] == [("2", 2, 0, True, False), ("1.46.3", 1, 46, False, False)]
    assert files.versions[0].execution_config == {"interpreter": {"binary": "deno"}}


def test_an_entry_point_of_the_shell_may_be_the_script_itself(folder: Folder) -> None:
    folder.write("actions/a.yaml", 'ref: shop.a\nentry_point: echo "$PARAM_NAME"')

    assert read(folder.path).actions[0].entrypoint == 'echo "$PARAM_NAME"'


def test_what_is_not_loaded_does_not_disturb(folder: Folder) -> None:
    folder.write("rules/broken.yaml", "a: [")
    folder.write("actions/workflows/deep.yaml", "a: [")
    folder.write("actions/off.yaml", "ref: shop.off\nenabled: false\nentry_point: gone.py")

    assert folder.action().ref == "shop.sell"


def test_a_file_without_a_ref_and_a_misspelt_key_are_warned_of(folder: Folder) -> None:
    folder.write("actions/a.yaml", "label: nameless")
    folder.action("paramters: {}\nworker_selector: {}\n")

    assert read(folder.path).warnings == [
        "shop/actions/a.yaml: it has no ref, and is left out",
        "shop/actions/sell.yaml:4: the key paramters is not known; "
        "did you mean parameters or parameter_format?",
    ]


@pytest.mark.parametrize(
    ("name", "text", "where", "what"),
    [
        ("pack.yaml", "ref: shop\nversion: 1.0", "pack.yaml:2", "version: it must be text"),
        ("pack.yaml", "ref: shop\nversion: '1.0'", "pack.yaml:2", "must have three numbers"),
        ("pack.yaml", "ref: Shop\nversion: 1.0.0", "pack.yaml:1", "must be lower-case"),
        ("pack.yaml", "version: 1.0.0", "pack.yaml:1", "missing required field `ref`"),
        ("pack.yaml", "- ref", "pack.yaml:1", "it must be a mapping"),
        ("pack.yaml", "", "pack.yaml:1", "it must be a mapping"),
        ("pack.yaml", "ref: shop\nref: shop", "pack.yaml:2:1", "ref is there already, on line 1"),
        ("actions/a.yaml", "ref: a\nlabel: [", "actions/a.yaml:2:9", "expected"),
        ("actions/a.yaml", "ref: other.a", "actions/a.yaml:1", "must be shop. and a name"),
        ("actions/a.yaml", "ref: shop.a.b", "actions/a.yaml:1", "must be shop. and a name"),
        ("actions/a.yaml", "ref: shop.a", "actions/a.yaml:1", "entry_point: it is missing"),
        ("actions/a.yaml", "ref: shop.a\nentry_point: gone.sh", "actions/a.yaml:2", "no file gone"),
        ("actions/a.yaml", "ref: shop.a\nentry_point: ../pack.yaml\nrunner_type: python",
         "actions/a.yaml:2", "no file"),
        ("actions/a.yaml", "ref: shop.a\nentry_point: ls\ntimeout: 0", "actions/a.yaml:3", "more"),
        ("actions/a.yaml", "ref: shop.a\nentry_point: ls\nretry:\n  count: x",
         "actions/a.yaml:4", "retry.count: it must be a whole number"),
        ("actions/a.yaml", "ref: shop.a\nentry_point: ls\noutput_format: xml",
         "actions/a.yaml:3", "output_format: invalid enum value 'xml'"),
        ("actions/a.yaml", "ref: shop.a\nentry_point: ls\nruntime_version: =>3",
         "actions/a.yaml:3", "no version constraint"),
        ("actions/a.yaml", "ref: shop.a\nentry_point: ls\nparameters:\n  n:\n    type: strin",
         "actions/a.yaml:4", "the schema is broken: n.type"),
        ("actions/a.yaml", "ref: shop.a\nentry_point: ls\nops:\n  scope:\n    parameter: pth",
         "actions/a.yaml:5", "there is no parameter pth"),
        ("runtimes/r.yaml", "ref: shop.r\nname: r\nexecution_config: {interpreter: x}",
         "runtimes/r.yaml:3", "it must be a mapping"),
        ("runtimes/r.yaml", "ref: shop.r\nname: r\nversions:\n  - version: latest",
         "runtimes/r.yaml:4", "is no version"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_file_and_line(
    folder: Folder, name: str, text: str, where: str, what: str
) -> None:
    folder.write(name, text)

    ((told, sentence),) = folder.problems().items()

    assert told == f"shop/{where}"
    assert any(part in sentence for part in what.split("|")), sentence


def test_all_broken_files_are_told_at_once(folder: Folder) -> None:
    folder.write("actions/a.yaml", "ref: shop.a\nref: shop.a")
    folder.write("actions/b.yaml", "ref: shop.b")
    folder.write("runtimes/c.yaml", "ref: 5")

    assert list(folder.problems()) == [
        "shop/runtimes/c.yaml:1", "shop/actions/a.yaml:2:1", "shop/actions/b.yaml:1",
    ]  # fmt: skip


def test_a_ref_belongs_to_one_file(folder: Folder) -> None:
    folder.action()
    folder.write("actions/again.yaml", "ref: shop.sell\nentry_point: ls")

    assert folder.problems() == {
        "shop/actions/sell.yaml:1": "ref: shop.sell is there already, in shop/actions/again.yaml"
    }


def test_a_pack_without_its_file_or_in_another_encoding_is_refused(folder: Folder) -> None:
    (folder.path / "pack.yaml").write_bytes(b"ref: \xff")
    assert folder.problems() == {"shop/pack.yaml": "it is not UTF-8"}

    (folder.path / "pack.yaml").unlink()
    assert folder.problems() == {"shop/pack.yaml": "it is missing"}


def test_packs_are_found_right_under_the_folders_that_are_named(
    folder: Folder, tmp_path: Path
) -> None:
    folder.write("lib/pack.yaml", "")
    (tmp_path / "empty").mkdir()

    assert find([tmp_path, tmp_path / "gone", tmp_path]) == [folder.path.resolve()]


def test_the_checksum_changes_with_anything_that_is_content(folder: Folder) -> None:
    before = checksum(folder.path)
    folder.write("actions/__pycache__/sell.pyc", "1")
    folder.write(".git/HEAD", "2")
    assert checksum(folder.path) == before

    (folder.path / "actions" / "sell.py").rename(folder.path / "actions" / "buy.py")
    assert checksum(folder.path) != before


def pack(ref: str, *needed: str, version: str = "1.0.0") -> PackFiles:
    noun = Pack(ref=ref, label=ref, version=version, dependencies=list(needed))
    return PackFiles(folder=Path(ref), pack=noun)


def ordered(*packs: PackFiles) -> tuple[list[str], dict[str, str]]:
    found, refused = in_order(packs)
    return [each.pack.ref for each in found], refused


def test_a_pack_comes_after_those_it_needs() -> None:
    packs = [pack("aa", "bb", "cc>=1.0"), pack("bb", "dd ^1.0"), pack("cc", "dd"), pack("dd")]

    assert ordered(*packs) == (["dd", "bb", "cc", "aa"], {})


@pytest.mark.parametrize(
    ("needed", "why"),
    [
        ("gone", "it needs the pack gone, which is not there"),
        ("bb>=2", "it needs bb>=2, and bb is there in version 1.0.0"),
        ("bb@2.0.0", "it needs bb@2.0.0, and bb is there in version 1.0.0"),
        ("bb>>2", "dependencies: '>>2' is no version constraint"),
        ("../bb", "dependencies: '../bb' is no ref of a pack"),
        ("aa", "packs need each other in a circle: aa → aa"),
    ],
)
def test_a_pack_that_cannot_be_loaded_says_why_and_the_others_are(needed: str, why: str) -> None:
    found, refused = ordered(pack("aa", needed), pack("bb"))

    assert found == ["bb"]
    assert refused["aa"].startswith(why)


def test_packs_in_a_circle_are_refused_with_all_that_need_them() -> None:
    packs = [pack("aa", "bb"), pack("bb", "cc"), pack("cc", "bb"), pack("dd")]

    assert ordered(*packs) == (
        ["dd"],
        {
            "cc": "packs need each other in a circle: aa → bb → cc → bb",
            "bb": "it needs cc, which cannot be loaded",
            "aa": "it needs bb, which cannot be loaded",
        },
    )


def test_a_pack_that_is_switched_off_is_not_loaded() -> None:
    assert ordered(replace(pack("aa"), enabled=False), pack("bb")) == (["bb"], {})


def test_the_packs_that_ship_are_sound(tmp_path: Path) -> None:
    shipped = Path(packfiles.__file__).parents[1] / "packs"
    copied = shutil.copytree(shipped, tmp_path / "packs")

    files = [read(each) for each in find([copied])]

    assert [warning for each in files for warning in each.warnings] == []
    assert in_order(files)[1] == {}

"""What is generated is fresh."""

import re
import runpy
from pathlib import Path

import attune_ops_nb

FRONTEND = Path(attune_ops_nb.__file__).parent / "frontend"
GENERATE = "python attune_ops_nb/frontend/generate_types.py > {}"


def test_the_typescript_nouns_say_what_model_says() -> None:
    document = runpy.run_path(str(FRONTEND / "generate_types.py"))["document"]
    written = FRONTEND / "src" / "types.gen.ts"

    assert written.read_text(encoding="utf-8") == document(), GENERATE.format(written)


def test_no_two_nouns_have_one_name() -> None:
    written = (FRONTEND / "src" / "types.gen.ts").read_text(encoding="utf-8")
    names = re.findall(r"^export (?:interface|type) (\w+)", written, re.MULTILINE)
    assert sorted(names) == sorted(set(names))

"""The page on tags and search is right."""

import re
from pathlib import Path

PAGE = (Path(__file__).parents[2] / "docs" / "tags-and-search.md").read_text(encoding="utf-8")


def test_the_examples_run_one_after_the_other():
    names: dict[str, object] = {}
    examples = re.findall(r"^```python\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    assert len(examples) == 2
    for example in examples:
        exec(compile(example, "docs/tags-and-search.md", "exec"), names)


def test_every_kind_is_named():
    from dstack_jupyter.model import kinds

    (row,) = re.findall(r"^\| `kind:table` \|.*$", PAGE, re.MULTILINE)
    named = {*kinds._OF_APPLICATIONS.values(), *kinds._OF_TYPES.values(), *kinds._OF_FAMILIES.values()}
    assert named == set(re.findall(r"`(?:kind:)?(\w+)`", row))

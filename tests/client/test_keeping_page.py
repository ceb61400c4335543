"""The page on keeping a store tidy is right."""

import re
from pathlib import Path

import pytest

import dstack_jupyter as ds
from dstack_jupyter.client.keeping import _PARTS

PAGE = (Path(__file__).parents[2] / "docs" / "keeping-a-store-tidy.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```python\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_examples_run(example):
    exec(compile(example, "docs/keeping-a-store-tidy.md", "exec"), {"__name__": "__main__"})


def test_what_a_deletion_says_is_what_the_page_says(capsys):
    exec(EXAMPLES[0], {})
    assert f"# {capsys.readouterr().out.strip()}\n" in EXAMPLES[0]


def test_every_row_of_a_usage_is_explained():
    rows = re.findall(r"^\| ([\w ,]+) \| ", PAGE, re.MULTILINE)
    for words in ("shared by stacks", *_PARTS.values()):
        assert any(words.startswith(row) for row in rows), words


def test_every_verb_is_on_the_page():
    for verb in ("delete", "restore", "restore_dashboard", "deleted", "retain", "gc", "usage", "verify"):
        assert f"ds.{verb}(" in PAGE
        assert callable(getattr(ds, verb))

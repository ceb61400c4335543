"""The page of codecs has an entry for each codec, and its examples work."""

import re
from pathlib import Path

import pytest

from dstack_jupyter.codecs.registry import built_in

DOCS = Path(__file__).parents[2] / "docs"
ENTRIES = dict(
    re.findall(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", (DOCS / "codecs.md").read_text(), re.DOTALL | re.MULTILINE)
)


def examples(entry):
    return re.findall(r"```python\n(.*?)```", entry, re.DOTALL)


def test_every_codec_has_an_entry_with_an_example():
    assert set(ENTRIES) == {codec.name for codec in built_in()}
    assert [name for name, entry in ENTRIES.items() if not examples(entry)] == []


@pytest.mark.parametrize("name", ENTRIES)
def test_an_entry_names_the_codecs_applications(name):
    codec = next(codec for codec in built_in() if codec.name == name)
    assert all(f"`{application}`" in ENTRIES[name] for application in codec.applications if codec.supports)


@pytest.mark.parametrize("name", ENTRIES)
def test_the_examples_of_an_entry_work(name, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for example in examples(ENTRIES[name]):
        assert "ds.pull(" in example
        exec(compile(example, f"docs/codecs.md, {name}", "exec"), {"__name__": "__main__"})

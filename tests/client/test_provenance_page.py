"""The page on provenance is right."""

import re
from pathlib import Path

import pytest

from dstack_jupyter.model.origin import Origin

PAGE = (Path(__file__).parents[2] / "docs" / "provenance.md").read_text(encoding="utf-8")
EXAMPLES = re.findall(r"^```python\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_examples_run(example):
    exec(compile(example, "docs/provenance.md", "exec"), {"__name__": "__main__"})


def test_every_field_of_an_origin_is_explained():
    assert re.findall(r"^\| `(\w+)` \|", PAGE, re.MULTILINE) == list(Origin.model_fields)

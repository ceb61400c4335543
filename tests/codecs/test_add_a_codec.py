"""The page that says how to add a codec says what works."""

import re
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest

from dstack_jupyter.codecs import registry
from dstack_jupyter.codecs.base import Codec
from dstack_jupyter.codecs.unsupported import ADD_A_CODEC
from dstack_jupyter.model.errors import UnsupportedObject

PAGE = Path(__file__).parents[2] / "docs" / ADD_A_CODEC.rpartition("/")[2]


class Recipe:
    def __init__(self, name, steps):
        self.name, self.steps = name, steps


@pytest.fixture
def kitchen(monkeypatch):
    library = ModuleType("kitchen")
    library.Recipe, library.__version__ = Recipe, "1.0"
    monkeypatch.setitem(sys.modules, "kitchen", library)
    page = {}
    exec(re.search(r"```python\n(.*?)```", PAGE.read_text(), re.DOTALL).group(1), page)
    entry = SimpleNamespace(name="recipe", value="kitchen.dstack:RecipeCodec", load=lambda: page["RecipeCodec"])
    monkeypatch.setattr(registry, "_entries", lambda _: (entry,))
    monkeypatch.setattr(registry, "_loaded", registry._loaded.__wrapped__)
    return page["RecipeCodec"]


def test_the_codec_of_the_page_works(kitchen, keep, pull):
    assert isinstance(kitchen(), Codec)
    kept = keep(Recipe("soup", ["boil"]))
    assert kept.settings == {"kitchen": "1.0"}
    assert pull(kept).steps == ["boil"]
    with pytest.raises(UnsupportedObject, match="has no steps"):
        keep(Recipe("air", []))


def test_the_entry_point_of_the_page_is_the_one_that_is_read():
    assert f'[project.entry-points."{registry.GROUP}"]' in PAGE.read_text()

"""What an environment can do: the table of codecs, with those that an installed package brings."""

import re
import subprocess
import sys
from importlib.metadata import version
from textwrap import dedent

import pytest

import dstack_jupyter as ds
from dstack_jupyter.codecs.registry import built_in

KITCHEN = '''
"""Recipes, and the codec that keeps them."""

import json
from dataclasses import asdict, dataclass

from dstack_jupyter.codecs.base import Encoded

__version__ = "1.2"


@dataclass
class Recipe:
    name: str
    steps: list


class RecipeCodec:
    name = "kitchen.Recipe"
    supports = "recipes of kitchen"
    gives = "kitchen.Recipe"
    libraries = ("kitchen", "kitchen-oven")
    applications = ("kitchen/recipe",)
    content_types = ()
    rank = 100

    def handles(self, obj):
        return isinstance(obj, Recipe)

    def encode(self, obj, options):
        content = json.dumps(asdict(obj)).encode()
        return Encoded("application/json", lambda sink: sink.write(content), "kitchen/recipe", {"kitchen": __version__})

    def decode(self, stored):
        return Recipe(**json.loads(bytes(stored.read())))
'''
METADATA = "Metadata-Version: 2.1\nName: kitchen\nVersion: 1.2\n"
ENTRY_POINTS = "[dstack_jupyter.codecs]\nrecipe = kitchen:RecipeCodec\n"


@pytest.fixture
def run(tmp_path, monkeypatch):
    """What a fresh Python prints in an environment where `kitchen` is installed."""
    site, unpacked = tmp_path / "site-packages", tmp_path / "site-packages" / "kitchen-1.2.dist-info"
    unpacked.mkdir(parents=True)
    (site / "kitchen.py").write_text(KITCHEN)
    (unpacked / "METADATA").write_text(METADATA)
    (unpacked / "entry_points.txt").write_text(ENTRY_POINTS)
    monkeypatch.setenv("PYTHONPATH", ":".join([str(site), *filter(None, sys.path)]))

    def printed(code):
        command = [sys.executable, "-W", "error", "-c", dedent(code)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return printed


def test_an_object_of_another_package_goes_through_the_store(run):
    run("import dstack_jupyter as ds, kitchen; ds.push('soup', kitchen.Recipe('soup', ['boil']), season='winter')")
    assert run("import dstack_jupyter as ds; print(ds.pull('soup'))") == "Recipe(name='soup', steps=['boil'])\n"
    attachment = ds.stack("soup").head.attachments[0]
    assert (attachment.application, attachment.settings) == ("kitchen/recipe", {"kitchen": "1.2"})


def test_where_the_package_is_not_installed_a_pull_says_what_to_do(run):
    run("import dstack_jupyter as ds, kitchen; ds.push('soup', kitchen.Recipe('soup', ['boil']))")
    with pytest.raises(ds.DstackError, match=r"pushed as 'kitchen/recipe'.*install the package.*to="):
        ds.pull("soup")


def test_the_table_lists_the_codecs_of_other_packages_and_what_is_not_installed(run):
    table = run("import dstack_jupyter as ds; print(ds.codecs())")
    line = next(line for line in table.splitlines() if line.startswith("kitchen.Recipe"))
    assert line.endswith("  kitchen 1.2, kitchen-oven (not installed)")


def test_the_table_says_what_goes_in_and_what_comes_back():
    listed = ds.codecs()
    assert {codec.name for codec in built_in()} <= {codec.name for codec in listed}
    header, *lines = str(listed).splitlines()
    assert header.split() == ["codec", "what", "it", "takes", "what", "comes", "back", "libraries"]
    assert len(lines) == len(listed)
    frames = next(line for line in lines if line.startswith("pandas.DataFrame"))
    assert f"pandas {version('pandas')}" in frames
    assert "pandas DataFrames" in frames


def test_a_notebook_shows_the_table_as_html():
    html = ds.codecs()._repr_mimebundle_()["text/html"]
    assert html.count("<tr>") == len(ds.codecs()) + 1
    assert re.search(r"<td[^>]*>plotly figures</td><td[^>]*>plotly.graph_objects.Figure</td>", html)


@pytest.mark.parametrize("codec", built_in(), ids=lambda codec: codec.name)
def test_every_codec_says_what_comes_back(codec):
    assert codec.gives

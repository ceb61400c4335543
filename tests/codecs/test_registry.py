"""Every object finds its codec, other packages add theirs, and nobody pays for what they do not use."""

import subprocess
import sys
import textwrap
from pathlib import Path

import pandas as pd
import plotly.graph_objects as go
import pytest

from dstack_jupyter.codecs import registry
from dstack_jupyter.codecs.base import Codec
from dstack_jupyter.codecs.registry import codec_for, codecs, decoder_for
from dstack_jupyter.model.errors import UnsupportedObject

HEAVY = ("pandas", "numpy", "pyarrow", "plotly", "matplotlib", "PIL", "polars", "duckdb", "IPython", "pydantic")


def run(code, *path):
    """What a fresh interpreter prints."""
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", textwrap.dedent(code)],
        capture_output=True,
        text=True,
        check=False,
        env={"PYTHONPATH": ":".join(map(str, path))},
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_the_registry_itself_imports_nothing_heavy():
    loaded = f"import dstack_jupyter.codecs.registry, sys; print([name for name in {HEAVY} if name in sys.modules])"
    assert run(loaded) == "[]"


@pytest.mark.parametrize("value", ["'text'", "{'a': [1]}", "b'bytes'", "__import__('pathlib').Path(__file__)"])
def test_a_plain_value_goes_there_and_back_without_heavy_libraries(value, tmp_path):
    script = f"""
    import io, sys
    __file__ = sys.executable
    from dstack_jupyter.codecs.registry import codec_for
    value = {value}
    codec = codec_for(value)
    encoded = codec.encode(value, {{}})
    encoded.write(io.BytesIO())
    print([name for name in {HEAVY} if name in sys.modules])
    """
    assert run(script) == "[]"


def test_subclasses_are_recognised(there_and_back):
    class Sales(pd.DataFrame):
        pass

    class Note(str):
        pass

    assert type(there_and_back(Sales({"a": [1]}))) is pd.DataFrame
    assert there_and_back(Note("x")) == "x"
    assert codec_for(go.FigureWidget()).name == codec_for(go.Figure()).name == "plotly.Figure"


def test_codecs_are_listed_in_the_order_in_which_they_are_asked():
    listed = codecs()
    assert all(isinstance(codec, Codec) for codec in listed)
    assert [codec.rank for codec in listed] == sorted(codec.rank for codec in listed)
    assert len({codec.name for codec in listed}) == len(listed)
    applications = [application for codec in listed for application in codec.applications]
    assert len(set(applications)) == len(applications)


class Nothing:
    pass


@pytest.mark.parametrize(
    ("obj", "words"),
    [
        (
            Nothing(),
            r"Nothing cannot be pushed; ds\.codecs\(\) lists what can, .*https://.*/docs/add-a-codec\.md",
        ),
        (None, "it is None: was the value assigned"),
        ((1, 2), r"tuple cannot be pushed; push a list"),
        (42, r"push it in a dict, \{'value': value\}"),
        (len, "push what it makes"),
        (pd.Index([1]), r"index\.to_series\(\)"),
        (pd.DataFrame, "type cannot be pushed"),
    ],
)
def test_what_no_codec_takes_is_refused_with_what_to_do(obj, words):
    with pytest.raises(UnsupportedObject, match=words):
        codec_for(obj)


def test_a_model_is_refused_even_where_it_draws_itself(monkeypatch):
    class Module:
        def _repr_html_(self):
            return "<b>a diagram</b>"

    library = type(sys)("torch.nn")
    library.Module = Module
    monkeypatch.setitem(sys.modules, "torch.nn", library)
    with pytest.raises(UnsupportedObject, match=r"a model is not kept as an object.*safetensors.*push the path"):
        codec_for(Module())


def test_an_attachment_of_an_unknown_application_is_refused_with_what_to_do(attachment):
    with pytest.raises(UnsupportedObject, match=r"pushed as 'sklearn'.*install the package.*to="):
        decoder_for(attachment(b"", "application/octet-stream", "sklearn"))


WHEEL = """
class RecipeCodec:
    name = "recipes"
    supports = "recipes"
    applications = ("recipes/recipe",)
    content_types = ()
    rank = 100

    def handles(self, obj):
        return type(obj).__name__ == "Recipe"

    def encode(self, obj, options):
        from dstack_jupyter.codecs.base import Encoded
        return Encoded("text/x-recipe", lambda sink: sink.write(obj.text.encode()), "recipes/recipe")

    def decode(self, stored):
        return Recipe(bytes(stored.read()).decode())

class Recipe:
    def __init__(self, text):
        self.text = text

class Unfinished:
    name = "unfinished"
"""


@pytest.fixture
def install(tmp_path, monkeypatch):
    """Install a package that brings codecs, and forget what was known of others."""

    def installed(entries):
        folder = tmp_path / "site"
        wheel = folder / "recipes-1.0.dist-info"
        wheel.mkdir(parents=True)
        (folder / "recipes.py").write_text(WHEEL)
        (wheel / "METADATA").write_text("Metadata-Version: 2.1\nName: recipes\nVersion: 1.0\n")
        (wheel / "entry_points.txt").write_text(f"[dstack_jupyter.codecs]\n{entries}\n")
        monkeypatch.syspath_prepend(folder)
        monkeypatch.setattr(registry, "_complained_of", set())

    yield installed
    sys.modules.pop("recipes", None)
    registry._loaded.cache_clear()


def test_another_package_brings_a_codec(install, keep, pull):
    codecs()  # a kernel that looked for codecs before the package was installed
    install("recipes = recipes:RecipeCodec")
    import recipes

    kept = keep(recipes.Recipe("stir"))
    assert (kept.application, kept.content_type) == ("recipes/recipe", "text/x-recipe")
    assert pull(kept).text == "stir"
    assert "recipes" in [codec.name.partition(".")[0] for codec in codecs()]


@pytest.mark.parametrize("broken", ["recipes:Missing", "absent:Codec", "recipes:Unfinished"])
def test_a_broken_codec_is_left_out_and_named_once(broken, install, there_and_back, recwarn):
    install(f"bad = {broken}")
    with pytest.warns(RuntimeWarning, match=rf"bad = {broken}.*is left out.*uninstall"):
        assert there_and_back("text") == "text"
    recwarn.clear()
    assert there_and_back("text") == "text"
    assert not recwarn.list


def test_a_codec_that_fails_while_it_is_asked_is_passed_over(install, there_and_back):
    install("recipes = recipes:RecipeCodec")
    import recipes

    def fail(self, obj):
        raise RuntimeError("no")

    recipes.RecipeCodec.handles = fail
    with pytest.warns(RuntimeWarning, match="'recipes'.*is left out"):
        assert there_and_back("text") == "text"


def test_no_codec_pickles():
    sources = {path: path.read_text() for path in Path(registry.__file__).parent.rglob("*.py")}
    allowed = {path: text.replace("allow_pickle=False", "") for path, text in sources.items()}
    assert not [path for path, text in allowed.items() if "pickle" in text or "joblib" in text]

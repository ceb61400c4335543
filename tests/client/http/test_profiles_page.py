"""The page on profiles is right."""

import re
from pathlib import Path

import yaml

import dstack_jupyter as ds
from dstack_jupyter.client import config
from dstack_jupyter.client.config import Profile
from dstack_jupyter.client.http import cache, credentials

PAGE = (Path(__file__).parents[3] / "docs" / "profiles.md").read_text(encoding="utf-8")


def examples(language):
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)


def test_the_profiles_of_the_page_can_be_used(home):
    (written,) = examples("yaml")
    home.mkdir(parents=True)
    (home / "config.yaml").write_text(written, encoding="utf-8")
    assert yaml.safe_load(written)["profiles"].keys() == {"team", "mine"}
    (first,) = examples("python")
    exec(compile(first, "docs/profiles.md", "exec"), {})
    assert ds.pull("sales") == "May"


def test_every_key_and_every_variable_is_on_the_page():
    for key in Profile.model_fields.keys() - {"name"}:
        assert f"| `{key}` |" in PAGE
    named = [
        value for module in (config, cache, credentials) for name, value in vars(module).items() if "VARIABLE" in name
    ]
    for variable in {*named, "DSTACK_HOME"}:
        assert f"| `{variable}` |" in PAGE
    assert f"Default: {cache.USUAL_MB};" in PAGE

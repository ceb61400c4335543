"""The version stands in Python; the frontend package follows it."""

import json
from pathlib import Path

import dstack_jupyter as ds

ROOT = Path(__file__).parents[2]


def test_the_frontend_has_the_version_of_the_library():
    package = json.loads((ROOT / "labextension" / "package.json").read_text(encoding="utf-8"))
    assert package["version"] == ds.__version__


def test_the_changelog_names_the_version():
    assert f"## {ds.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

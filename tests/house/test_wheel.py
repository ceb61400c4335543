"""The wheel has everything that the checkout has, and nothing else."""

import tomllib
import zipfile
from configparser import ConfigParser

import pytest

from tests.house.conftest import ROOT

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
WHEEL = PROJECT["tool"]["hatch"]["build"]["targets"]["wheel"]


@pytest.fixture(scope="module")
def held(wheel):
    """The names of the files in the wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def files_below(folder):
    return {path for path in folder.rglob("*") if path.is_file() and "__pycache__" not in path.parts}


def test_the_packages_are_in_it_whole(held):
    folders = [ROOT / package for package in WHEEL["packages"]]
    expected = {path.relative_to(one.parent).as_posix() for one in folders for path in files_below(one)}
    assert {name for name in held if ".data/" not in name and ".dist-info/" not in name} == expected


def test_what_jupyter_and_voila_look_for_is_in_it(held, wheel):
    shared = {}
    for source, target in WHEEL["shared-data"].items():
        place = ROOT / source
        for path in files_below(place) or {place}:
            shared[f"{target}/{path.relative_to(place).as_posix()}".removesuffix("/.")] = path
    (data,) = {name.partition(".data/")[0] + ".data/data/" for name in held if ".data/" in name}
    assert {name.removeprefix(data) for name in held if name.startswith(data)} == set(shared)
    with zipfile.ZipFile(wheel) as archive:
        for name, path in shared.items():
            assert archive.read(data + name) == path.read_bytes()


@pytest.mark.parametrize(
    "name",
    [
        "dstack_jupyter/py.typed",
        "dstack_jupyter/static/manifest.json",
        "dstack_jupyter/static/card.js.gz",
        "dstack_jupyter/static/page.css.gz",
        "dstack_jupyter/store/migrations/script.py.mako",
        "dstack_server/events/v1.yaml",
        "dstack_server/py.typed",
        "dstack_server/templates/sign_in.html.j2",
    ],
)
def test_what_is_no_python_is_in_it_too(held, name):
    assert name in held


def test_the_extension_of_jupyterlab_is_in_it_built(held):
    place = ".data/data/share/jupyter/labextensions/dstack-jupyter/"
    names = {name.partition(place)[2] for name in held if place in name}
    assert {"package.json", "install.json", "static/style.js"} <= names
    assert any(name.startswith("static/remoteEntry.") for name in names)


def test_its_commands_are_those_of_the_project(wheel):
    entries = ConfigParser()
    with zipfile.ZipFile(wheel) as archive:
        (name,) = [name for name in archive.namelist() if name.endswith("entry_points.txt")]
        entries.read_string(archive.read(name).decode())
    assert dict(entries["console_scripts"]) == PROJECT["project"]["scripts"]

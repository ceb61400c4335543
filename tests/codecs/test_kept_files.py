"""What earlier versions stored is read by this one, and what this one stores is kept for the next."""

import ast
import importlib
import json
import sys
from importlib.metadata import version

import pytest

from dstack_jupyter.codecs.registry import built_in, decoder_for
from tests.codecs.cases import CASES
from tests.codecs.conftest import Kept
from tests.codecs.keep import FOLDER, LARGEST, attachment_of, keep

CODECS = {codec.name: codec for codec in built_in()}
KEPT = sorted(folder.name for folder in FOLDER.iterdir())


def codec_of(case):
    return CODECS[case.rpartition("-")[0]]


def read(name, folder):
    stated = json.loads((FOLDER / name / "attachment.json").read_text())
    return Kept((FOLDER / name / "content").read_bytes(), **stated, folder=folder)


@pytest.mark.parametrize("name", KEPT)
def test_a_kept_file_is_what_was_pushed(name, tmp_path):
    case, there, here = CASES[name], tmp_path / "there", tmp_path / "here"
    there.mkdir()
    here.mkdir()
    kept = read(name, there)
    codec = decoder_for(kept)
    assert codec is codec_of(name)
    case.compare(codec.decode(kept), case.made(here))


def test_every_codec_has_a_kept_file():
    assert {codec_of(name).name for name in KEPT} == CODECS.keys()
    assert set(KEPT) == CASES.keys()


def test_kept_files_are_small():
    assert max((FOLDER / name / "content").stat().st_size for name in KEPT) <= LARGEST


def test_a_kept_file_is_never_overwritten():
    content = FOLDER / KEPT[0] / "content"
    before = content.read_bytes()
    with pytest.raises(SystemExit, match="is kept already"):
        keep(KEPT[0])
    assert content.read_bytes() == before


@pytest.mark.parametrize("name", [name for name in CASES if CASES[name].stored is None])
def test_what_was_encoded_with_a_library_states_its_version(name, tmp_path):
    libraries = getattr(codec_of(name), "libraries", ())
    stated = attachment_of(name, tmp_path).settings.values()
    assert not libraries or any(version(library) in stated for library in libraries)


@pytest.mark.parametrize("codec", built_in(), ids=lambda codec: codec.name)
def test_a_codec_that_imports_a_library_names_it(codec):
    source = importlib.import_module(type(codec).__module__).__file__
    ours = {*sys.stdlib_module_names, "dstack_jupyter"}
    with open(source, encoding="utf-8") as file:
        imports = [node for node in ast.walk(ast.parse(file.read())) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {getattr(node, "module", None) or node.names[0].name for node in imports}
    assert hasattr(codec, "libraries") or {name.partition(".")[0] for name in names} <= ours

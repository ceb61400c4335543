"""Bytes that anybody may have made: what cannot be read is refused in words, whatever it says it is."""

import errno
import json
import random
import sys
from contextlib import suppress

import numpy as np
import pytest

import dstack_jupyter as ds
from dstack_jupyter.client.profiles import backend
from dstack_jupyter.codecs.comparing.registry import compare
from dstack_jupyter.codecs.faults import in_words
from dstack_jupyter.model.errors import UnsupportedObject
from dstack_jupyter.model.names import parse_path
from dstack_jupyter.model.stacks import NewAttachment, NewFrame
from tests.codecs.conftest import Kept
from tests.codecs.keep import FOLDER

DEEP = b"[" * 100_000 + b"]" * 100_000
WRONG = [b"", b"junk", DEEP, b"{}", b"[]", b"null", b'{"doc": 5}', b"\xff\xfe\x00"]


def damaged(content):
    """A content with some bytes changed, or left out."""
    chance = random.Random(0)
    for _ in range(10):
        changed = bytearray(content)
        for _ in range(3):
            changed[chance.randrange(len(changed))] = chance.randrange(256)
        yield bytes(changed)
    yield content[:-5]
    yield content[len(content) // 2 :]


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("name", sorted(folder.name for folder in FOLDER.iterdir()))
def test_a_pull_gives_an_object_or_says_why_not(name, pull, tmp_path):
    stated = json.loads((FOLDER / name / "attachment.json").read_text())
    whole = (FOLDER / name / "content").read_bytes()
    for number, content in enumerate([*WRONG, *damaged(whole)]):
        folder = tmp_path / str(number)
        folder.mkdir()
        kept = Kept(content, **stated, folder=folder)
        with suppress(UnsupportedObject):
            pull(kept)
        with suppress(UnsupportedObject):
            compare(kept, Kept(whole, **stated)).changes(1)


@pytest.mark.parametrize(("pulled", "words"), [({}, "plotly"), ({"as_": "polars"}, "application/json")])
def test_what_is_damaged_is_named_with_a_way_to_its_bytes(pulled, words):
    upload = backend().upload()
    upload.write(b"{")
    damaged = NewAttachment(content=upload.finish(), content_type="application/json", application="plotly")
    path = parse_path("figure", backend().user)
    backend().push(path, NewFrame(id="1" * 32, attachments=(damaged,)))
    with pytest.raises(UnsupportedObject, match=words):
        ds.pull("figure", **pulled)
    assert ds.pull("figure", as_="path").read_bytes() == b"{"
    ds.push("figure", {"a": 1})
    assert ds.diff("figure", 1, 2).changes().attachments[0].contents is not None


def test_what_needs_a_package_says_which(monkeypatch, keep, pull):
    kept = keep(np.zeros(2))
    monkeypatch.setitem(sys.modules, "numpy", None)
    with pytest.raises(UnsupportedObject, match=r"\(numpy/ndarray\) needs what is not installed: .*numpy.*ds\.codecs"):
        pull(kept)


def test_errors_of_the_disk_are_not_laid_to_the_content():
    with pytest.raises(OSError, match="No space left"), in_words():
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("application", ["plotly", "bokeh", None])
@pytest.mark.parametrize("depth", [200, 600, 980])
def test_deep_json_is_compared_all_the_same(depth, application):
    old, new = (Kept(f"{'[' * deep}{']' * deep}".encode(), "application/json", application) for deep in (depth, 99))
    assert compare(old, new).changes(5) is not None

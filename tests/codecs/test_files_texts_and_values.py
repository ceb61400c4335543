"""Files, texts, bytes, Markdown and plain values come back as they were, or are refused in words."""

import datetime as dt
import io
import json
import math
import os
from collections import OrderedDict
from pathlib import Path

import numpy as np
import pytest
from IPython.display import Markdown

from dstack_jupyter.codecs.files import content_type_of
from dstack_jupyter.codecs.registry import codec_for
from dstack_jupyter.model.errors import Conflict, NotFound, UnsupportedObject


@pytest.mark.parametrize("text", ["", "one\ntwo\r\n", "\N{SNOWMAN} \U0001f40d", "a" * 100_000])
def test_a_text_comes_back(text, there_and_back):
    assert there_and_back(text) == text


def test_half_of_a_character_is_refused(keep):
    with pytest.raises(UnsupportedObject, match=r"position 1.*'replace'"):
        keep("a\ud800")


@pytest.mark.parametrize("value", [b"", b"\x00\xff", bytearray(b"abc")])
def test_bytes_come_back(value, there_and_back):
    back = there_and_back(value)
    assert back == value
    assert type(back) is type(value)


def test_markdown_comes_back_as_markdown(keep, pull):
    kept = keep(Markdown("# Sales *rise*"))
    assert kept.content_type == "text/markdown"
    assert pull(kept).data == "# Sales *rise*"
    assert isinstance(pull(kept), Markdown)


VALUES = [
    {},
    [],
    {"a": 1, "b": [1.5, True, None, "x"], "c": {"d": []}},
    [[], {}, [[1]]],
    {"big": 2**70, "small": 5e-324, "zero": -0.0},
    {"": "empty key", "\N{SNOWMAN}": "\ud800"},
]


@pytest.mark.parametrize("value", VALUES)
def test_plain_values_come_back(value, there_and_back):
    back = there_and_back(value)
    assert back == value
    assert repr(back) == repr(value)


def test_values_that_equal_plain_ones_come_back_as_those(there_and_back):
    assert there_and_back(OrderedDict(a=np.float64(1.5))) == {"a": 1.5}


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"a": [1, math.nan]}, r"at \['a'\]\[1\] is nan.*None or a text"),
        ([math.inf], r"at \[0\] is inf"),
        ({"a": (1, 2)}, r"at \['a'\] is of type tuple.*use a list"),
        ({"a": {1}}, "type set.*use a list"),
        ({1: "x"}, r"the key 1 would come back as a text; use '1'"),
        ({"a": {None: 1}}, r"the key None at \['a'\]"),
        ([np.int64(1)], r"type int64.*\.item\(\)"),
        ([dt.date(2024, 1, 1)], r"type date.*\.isoformat\(\)"),
        ({"a": object()}, r"type object.*ds\.frame\(\)"),
    ],
)
def test_what_json_would_change_is_refused_with_its_place(value, words, keep):
    with pytest.raises(UnsupportedObject, match=words):
        keep(value)


def test_a_value_that_holds_itself_is_refused(keep):
    value = []
    value.append(value)
    with pytest.raises(UnsupportedObject, match="holds itself"):
        keep(value)


def test_json_is_plain_json(keep):
    assert json.loads(keep({"a": "\N{SNOWMAN}"}).content) == {"a": "\N{SNOWMAN}"}
    assert "\N{SNOWMAN}".encode() in keep({"a": "\N{SNOWMAN}"}).content


def test_a_file_comes_back_as_the_path_of_a_copy(keep, pull, tmp_path):
    path = tmp_path / "in" / "report.pdf"
    path.parent.mkdir()
    path.write_bytes(b"%PDF")
    kept = keep(path)
    assert kept.settings == {"filename": "report.pdf"}
    assert kept.content_type == "application/pdf"
    back = pull(kept)
    assert isinstance(back, Path)
    assert (back.name, back.read_bytes()) == ("report.pdf", b"%PDF")


def test_a_csv_file_stays_a_file(keep, pull, tmp_path):
    path = tmp_path / "table.csv"
    path.write_text("a\n1\n")
    kept = keep(path)
    assert kept.content_type == "text/csv"
    assert pull(kept).read_text() == "a\n1\n"


def test_a_file_is_streamed(tmp_path):
    path = tmp_path / "large.bin"
    path.write_bytes(os.urandom(3 << 20))
    sizes = []

    class Sink:
        def write(self, chunk):
            sizes.append(len(chunk))
            return len(chunk)

    encoded = codec_for(path).encode(path, {})
    encoded.write(Sink())
    assert encoded.length == sum(sizes) == 3 << 20
    assert max(sizes) <= 1 << 20


@pytest.mark.parametrize(
    ("filename", "content_type"),
    [
        ("a.csv", "text/csv"),
        ("a.CSV", "text/csv"),
        ("a.parquet", "application/vnd.apache.parquet"),
        ("a.ipynb", "application/x-ipynb+json"),
        ("a.csv.gz", "application/gzip"),
        ("a.tar.gz", "application/gzip"),
        ("a.svg", "image/svg+xml"),
        ("a.md", "text/markdown"),
        ("a.html", "text/html"),
        ("http:x.png", "image/png"),
        ("a", "application/octet-stream"),
        ("a.unheard", "application/octet-stream"),
    ],
)
def test_the_content_type_is_told_by_the_suffix(filename, content_type):
    assert content_type_of(filename) == content_type


def test_a_missing_file_is_said_with_its_folder(keep, tmp_path):
    with pytest.raises(NotFound, match=rf"there is no file .*absent\.txt.*the folder is '{tmp_path}'"):
        keep(tmp_path / "absent.txt")


@pytest.mark.parametrize("content", [b"longer than before", b"short", b"BEFORE"])
def test_a_file_that_changes_under_its_push_is_refused(content, tmp_path):
    path = tmp_path / "log.txt"
    path.write_bytes(b"before")
    os.utime(path, (0, 0))
    encoded = codec_for(path).encode(path, {})
    path.write_bytes(content)
    with pytest.raises(Conflict, match=r"log\.txt.*was changed while it was pushed.*push a copy"):
        encoded.write(io.BytesIO())


def test_a_file_that_grows_while_it_is_read_is_refused(tmp_path):
    path = tmp_path / "log.txt"
    path.write_bytes(bytes(3 << 20))

    class Sink:
        def write(self, chunk):
            with path.open("ab") as file:
                file.write(chunk)
            return len(chunk)

    with pytest.raises(Conflict, match="was changed"):
        codec_for(path).encode(path, {}).write(Sink())


def test_a_pipe_is_refused(keep, tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(UnsupportedObject, match="neither a file nor a folder"):
        keep(tmp_path / "pipe")

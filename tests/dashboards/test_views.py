"""What a view asks its kernel where it has no server."""

from __future__ import annotations

import gzip
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

import dstack_jupyter as ds
from dstack_jupyter.dashboards.assets import asset


class Conversation:
    """The view of a card, and what it was answered."""

    def __init__(self, stack: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.view = ds.dashboard("World", [stack]).card(stack).widget.children[-1]
        self.answers: list[tuple[dict[str, Any], list[Any]]] = []
        monkeypatch.setattr(
            self.view, "send", lambda content, buffers=None: self.answers.append((content, list(buffers or [])))
        )

    def ask(self, **message: Any) -> tuple[dict[str, Any], list[Any]]:
        """Send a message as the browser does."""
        sent = {"content": {"data": {"method": "custom", "content": message}}, "buffers": []}
        self.view._handle_msg(sent)
        return self.answers.pop()


def test_a_view_is_answered_with_the_bytes_of_a_content(gdp: str, monkeypatch: pytest.MonkeyPatch) -> None:
    answer, buffers = Conversation(gdp, monkeypatch).ask(kind="content", index=1, request=7)

    assert answer == {"kind": "content", "index": 1, "request": 7}
    assert bytes(buffers[0]) == b"gdp of FR in 2007"


def test_a_view_is_answered_with_the_rows_of_a_table(monkeypatch: pytest.MonkeyPatch) -> None:
    ds.push("table", pd.DataFrame({"a": range(250)}))
    view = Conversation("table", monkeypatch)

    answer, _ = view.ask(kind="rows", index=0, offset=200, limit=20, sort="-a", request=1)

    assert answer["rows"]["total"] == 250
    assert [row[-1] for row in answer["rows"]["rows"]] == list(range(49, 29, -1))
    assert answer["request"] == 1


def test_a_view_is_answered_with_the_rows_that_fit_and_with_what_the_values_are_like(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ds.push("table", pd.DataFrame({"a": range(250), "b": "x"}))
    view = Conversation("table", monkeypatch)

    rows, _ = view.ask(kind="rows", index=0, limit=2, filter='"a" >= "240"')
    table, _ = view.ask(kind="table", index=0, columns='"a"', request=2)

    assert (rows["rows"]["total"], rows["rows"]["rows"][0][-2:]) == (10, [240, "x"])
    assert [(column["key"], column["maximum"]) for column in table["table"]["columns"]] == [("a", 249)]
    assert table["request"] == 2


def test_a_view_is_answered_with_a_module(gdp: str, monkeypatch: pytest.MonkeyPatch) -> None:
    answer, buffers = Conversation(gdp, monkeypatch).ask(kind="module", name="card.js")

    assert (answer["kind"], answer["name"]) == ("module", "card.js")
    assert gzip.decompress(buffers[0]) == asset("card.js")


@pytest.mark.parametrize(
    "message",
    [
        {"kind": "module", "name": "../../etc/passwd"},
        {"kind": "module"},
        {"kind": "content", "index": 99},
        {"kind": "content", "index": "0"},
        {"kind": "rows", "index": 0, "offset": 0, "limit": 10},
        {"kind": "rows", "index": 0, "offset": "x"},
        {"kind": "table", "index": 0},
        {"kind": "table", "index": 0, "columns": 7},
    ],
    ids=str,
)
def test_what_cannot_be_answered_is_answered_in_words(
    gdp: str, monkeypatch: pytest.MonkeyPatch, message: dict[str, Any]
) -> None:
    answer, buffers = Conversation(gdp, monkeypatch).ask(**message)

    assert answer["kind"] == message["kind"]
    assert answer["error"]
    assert buffers == []


def test_a_content_that_was_damaged_is_never_sent(gdp: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    view = Conversation(gdp, monkeypatch)
    for blob in (home / "store" / "blobs").rglob("*"):
        if blob.is_file():
            blob.chmod(0o600)
            blob.write_bytes(bytes(blob.stat().st_size))

    answer, buffers = view.ask(kind="content", index=0)

    assert answer["error"]
    assert buffers == []


def test_messages_of_others_are_left_to_them(gdp: str, monkeypatch: pytest.MonkeyPatch) -> None:
    view = Conversation(gdp, monkeypatch)

    with pytest.raises(IndexError):
        view.ask(kind="anywidget-command")

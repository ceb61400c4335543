"""First pages of a list and of searches, over 10,000 and 100,000 stacks, and a long history, in milliseconds.

Stacks are written straight into the tables, so that a hundred thousand take seconds; what they are found by is made
as a push makes it.
"""

from __future__ import annotations

import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import numpy as np

from dstack_jupyter.model.names import StackPath
from dstack_jupyter.model.stacks import NewAttachment, NewFrame, StackSort
from dstack_jupyter.store.access import Viewer
from dstack_jupyter.store.folding import folded
from dstack_jupyter.store.session import Session
from dstack_jupyter.store.store import Store
from dstack_jupyter.store.texts import Fact, Texts, param_key, texts_of

SIZES = (10_000, 100_000)
ROUNDS = 15
AIM = 10.0
PAGE = 100

OWNER, GUEST = "bench", "guest"
SEEN_BY_GUEST = 10
FRAMES, ATTACHMENTS = 1_000, 10
COLUMNS = ("country", "year", "gdp", "population")
TIME = "2024-05-01 12:00:00.000000"

OF_OWNER = {
    "all": "",
    "a rare word": "unicorn",
    "a common word": "forecast",
    "a common word of which every match is old": "beginnings",
    "a word of two letters": "fr",
    "a word of two letters that is nowhere": "qz",
    "a word that is nowhere": "nothingness",
    "country:FR, which half have": "country:FR",
    "country:XX, which ten have": "country:XX",
    "a column that all have": "column:gdp",
    "country:FR year:2007 forecast": "country:FR year:2007 forecast",
    "country:FR country:DE, which none has": "country:FR country:DE",
    "part of a message": "message:revision",
}
"""What is asked for, by what it is."""


def measure() -> Iterator[str]:
    """All rows of the report."""
    for size in SIZES:
        with tempfile.TemporaryDirectory() as folder:
            os.environ["DSTACK_HOME"] = folder
            store = Store(Path(folder))
            fill(store, size)
            owner, guest = (store.session(Viewer.local_owner(OWNER)), store.session(Viewer.user(GUEST)))
            for name, query in OF_OWNER.items():
                yield _line(f"{size:,} stacks, first page: {name}", owner, query)
            for name in ("all", "a common word", "country:FR, which half have"):
                yield _line(f"{size:,} stacks, of which one sees {SEEN_BY_GUEST}: {name}", guest, OF_OWNER[name])
            yield _line(f"{size:,} stacks, first page by name", owner, "", sort="name")
            store.close()
    yield from _history()


def _history() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        store = Store(Path(folder))
        session = store.session(Viewer.local_owner(OWNER))
        path = StackPath(OWNER, "long")
        for number in range(FRAMES):
            session.push(path, _frame(session, number), force=True)
        name = f"history of {FRAMES:,} frames of {ATTACHMENTS} attachments"
        yield _row(name, statistics.median(_milliseconds(lambda: session.history(path)) for _ in range(ROUNDS)), 50)
        store.close()


def _frame(session: Session, number: int) -> NewFrame:
    upload = session.upload()
    upload.write(b"body")
    content = upload.finish()
    attachments = tuple(
        NewAttachment(content=content, content_type="text/plain", params={"part": part}) for part in range(ATTACHMENTS)
    )
    return NewFrame(id=f"{number:032x}", attachments=attachments, message=f"revision {number}")


def fill(store: Store, size: int) -> None:
    """Write stacks of one frame with one attachment each."""
    with closing(sqlite3.connect(store.folder / "store.sqlite")) as driver:
        driver.execute("INSERT INTO content (sha256, length) VALUES ('0', 1000)")
        driver.executemany(
            'INSERT INTO stack (id, "user", name, folded, access_level, created, last_number, frames, head, searched) '
            "VALUES (?, ?, ?, ?, 'private', ?, 1, 1, ?, '')",
            ((n, p.user, p.name, folded(str(p)), TIME, n) for n, p in _paths(size)),
        )
        driver.executemany(
            "INSERT INTO frame (seq, id, stack, number, time, message, params, origin, attachments, length) "
            "VALUES (?, ?, ?, 1, ?, ?, '{}', '{}', 1, 1000)",
            ((n, f"{n:032x}", n, TIME, _message(n)) for n in range(1, size + 1)),
        )
        driver.executemany(
            'INSERT INTO attachment (frame, "index", content, content_type, application, params, settings) '
            "VALUES (?, 0, '0', 'application/vnd.apache.parquet', 'pandas/dataframe', '{}', '{}')",
            ((n,) for n in range(1, size + 1)),
        )
        columns = ", ".join(Texts._fields)
        driver.executemany(f"INSERT INTO stack_text (stack, {columns}) VALUES (?, ?, ?, ?)", _texts(size))
        driver.execute(f"INSERT INTO stack_text_trigrams (rowid, {columns}) SELECT stack, {columns} FROM stack_text")
        driver.commit()


def _paths(size: int) -> Iterator[tuple[int, StackPath]]:
    for number in range(1, size + 1):
        user = GUEST if number % (size // SEEN_BY_GUEST) == 0 else OWNER
        yield number, StackPath(user, f"team{number % 40}/model{number}")


def _message(number: int) -> str:
    return f"revision {number % 1000} of the forecast"


def _texts(size: int) -> Iterator[tuple[object, ...]]:
    random = np.random.default_rng(0)
    words = ["".join(random.choice(list("abcdefghiklmnoprstuvw"), 7)) for _ in range(3000)]
    chosen = random.integers(0, len(words), (size, 6))
    for number, path in _paths(size):
        said = " ".join(words[word] for word in chosen[number - 1])
        if number % (size // 5) == 0:
            said += " unicorn"
        if number <= size // 50:
            said += " beginnings"
        yield (number, *texts_of(path, said, _message(number), _facts(number, size), []))


def _facts(number: int, size: int) -> list[Fact]:
    country = "XX" if number % (size // 10) == 0 else ("FR", "DE")[number % 2]
    params = [(param_key("country"), country), (param_key("year"), str(1950 + number // 2 % 70))]
    return [("kind", "table"), *params, *(("column", column) for column in COLUMNS)]


def _line(name: str, session: Session, query: str, sort: StackSort = "time") -> str:
    def first_page() -> object:
        return session.stacks(query, sort=sort, limit=PAGE)

    first_page()
    return _row(name, statistics.median(_milliseconds(first_page) for _ in range(ROUNDS)), AIM)


def _milliseconds(action: Callable[[], object]) -> float:
    begin = time.perf_counter()
    action()
    return (time.perf_counter() - begin) * 1000


def _row(name: str, milliseconds: float, aim: float) -> str:
    return f"{name:<70} {milliseconds:>7.2f} {aim:>6g} {'ok' if milliseconds < aim else 'over':<5} ms"

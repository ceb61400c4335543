"""A store with something of everything, to be taken to another one."""

import random
from datetime import UTC, date, datetime

import sqlalchemy as sa

from dstack_jupyter.model.dashboards import CardSpec, DashboardSpec
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.model.stacks import Origin
from dstack_jupyter.store import tables

AT = datetime(2024, 2, 29, 23, 59, 59, 123456, tzinfo=UTC)
PARAMS = {
    "country": "Österreich", "year": 2007, "rate": 0.1, "sold": True, "day": date(2020, 1, 31),
    "at": datetime(2020, 1, 31, 12, tzinfo=UTC), "negative": -0.5, "empty": "",
}  # fmt: skip
SETTINGS = {"rows": 3, "none": None, "nested": {"list": [1, 2.5, None, "ü\n"], "deep": {"a": {"b": []}}}}


def path(name):
    return StackPath("ann", name)


def filled(desk, store, *, large=3_000_000):
    """Fill an empty store as ann; `large` is the length of the largest content."""
    fill_sales(desk)
    fill_models(desk)
    fill_large(desk, large)
    fill_dashboards(desk.session)
    note_what_has_no_verb(store, desk.session)


def fill_sales(desk):
    """Typed params, a message, a frame that is gone, and a head that was set back."""
    session = desk.session
    full = desk.attachment(b"text", params=PARAMS, settings=SETTINGS, description="**bold** Ünïcode", application="x/y")
    first = desk.frame(
        full, desk.attachment(b""), message="März", params={"run": 1}, frame_id="first",
        origin=Origin(user="zoe", host="laptop", notebook="a b/sales.ipynb"),
    )  # fmt: skip
    session.push(path("sales/eu"), first, access="public")
    for body in (b"two", b"three", b"four", b"five"):
        desk.push("sales/eu", body, message=body.decode())
    session.delete_frame(path("sales/eu"), 3)
    session.delete_frame(path("sales/eu"), 5)
    session.set_head(path("sales/eu"), 2)
    session.update_stack(path("sales/eu"), description="What is sold", readme="# Sales\n\nof *Europe*")


def fill_models(desk):
    """Contents that another stack has too, and one frame with many attachments."""
    desk.push("modèle", b"text", *((f"part {one}".encode(), {"n": one}) for one in range(50)))
    desk.push("empty", b"gone")
    desk.session.delete_frame(path("empty"), 1)


def fill_large(desk, length):
    """Revisions of one large content, each with a little changed."""
    body = bytearray(random.Random(1).randbytes(length))
    for turn in range(3):
        body[turn * 1000 : turn * 1000 + 10] = b"0123456789"
        desk.push("large", bytes(body))
    desk.session.update_stack(path("large"), access="internal")


def fill_dashboards(session):
    card = CardSpec(stack="ann/sales/eu", columns=2, split=("year",))
    session.put_dashboard(path("world"), DashboardSpec(title="World", cards=(card,)))
    session.put_dashboard(
        path("world"), DashboardSpec(title="Wörld", columns=1, cards=(card, CardSpec(stack="ann/large")))
    )
    session.put_dashboard(path("elsewhere"), DashboardSpec(title="Other", cards=(CardSpec(stack="bob/private"),)))


def note_what_has_no_verb(store, session):
    """Tags, inputs and retention, in the tables themselves."""
    with store.database.writing() as transaction:
        ids = {
            name: (seq, stack)
            for name, seq, stack in transaction.rows(
                sa.select(tables.frame.c.id, tables.frame.c.seq, tables.frame.c.stack)
            )
        }
        newest = session.frame(path("sales/eu"), 4).id
        for name, frame, user in (("prod", "first", "zoe"), ("latest", newest, None)):
            seq, stack = ids[frame]
            row = {"stack": stack, "name": name, "frame": seq, "time": AT, "user": user}
            transaction.add_all(tables.tag, [row])
        seq, stack = ids[newest]
        source = {"store": "elsewhere", "source": "abc", "user": "bob", "name": "raw/x", "number": 7}
        own = {"store": store.id, "source": "first", "user": "ann", "name": "sales/eu", "number": 1}
        transaction.add_all(
            tables.frame_input, [{"frame": seq, "position": at, **one} for at, one in enumerate((source, own))]
        )
        transaction.change(sa.update(tables.stack).where(tables.stack.c.id == stack).values(keep=10, keep_days=36500.5))


def seen(session, *, access=True):
    """All that a store says of ann's stacks and dashboards, and every byte."""
    stacks = {}
    for one in session.stacks(user="ann").stacks:
        whole = session.whole_stack(one.path)
        assert one.frames == len(whole.frames)
        assert (one.head.id if one.head else None) == whole.head
        bodies = [[bytes(session.read(part.content)) for part in frame.attachments] for frame in whole.frames]
        without = {"frames": {"__all__": {"attachments": {"__all__": {"content": {"pieces"}}}}}}
        stacks[one.name] = (whole.model_dump(exclude=without if access else {**without, "access_level": True}), bodies)
    boards = {one.name: session.whole_dashboard(one.path).model_dump() for one in session.dashboards(user="ann")}
    return stacks, boards

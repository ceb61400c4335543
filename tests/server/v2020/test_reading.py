"""What is read through the interface of 2020: stacks, frames, attachments, and links to long ones."""

import base64
import json
from urllib.parse import quote

import numpy as np
import pandas as pd
import pytest

import dstack_jupyter as ds
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.store.access import Viewer
from dstack_jupyter.store.store import open_store

from .test_pushing import attachment, push_of

DOWNLOAD = {"download": "true"}
LONG = "x" * 1_000_000


@pytest.fixture
def own(team, monkeypatch):
    """Push with our own client, as the owner of the store."""
    monkeypatch.setenv("DSTACK_HOME", str(team.store.folder.parent))
    return lambda stack, obj, **options: ds.push(stack, obj, **options)


@pytest.fixture
def head(call, team):
    """The head of a stack of the owner's, as the Python client sees it."""

    async def of(stack, who=None):
        status, said = await call(who or team.owner, "GET", f"stacks/{team.owner}/{stack}")
        assert status == 200, said
        return said["stack"]["head"]

    return of


@pytest.fixture
def content(call, team, fetch):
    """The bytes of an attachment, as the clients get them."""

    async def of(stack, frame, index=0):
        status, said = await call(team.owner, "GET", f"attachs/{team.owner}/{stack}/{frame}/{index}", params=DOWNLOAD)
        assert status == 200, said
        one = said["attachment"]
        if "data" in one:
            return base64.b64decode(one["data"])
        answer = await fetch(one["download_url"], headers={"Accept-Encoding": "gzip"})
        assert answer.code == 200
        return answer.body

    return of


async def test_a_stack_has_its_head_and_the_list_of_its_frames(call, team):
    first, second = push_of(attachment(b"one"), message="first"), push_of(attachment(b"two"), params={"a": 1})
    for sent in (first, second):
        await call("ann", "POST", "stacks/push", sent)
    status, said = await call("ann", "GET", "stacks/ann/sales")
    stack = said["stack"]
    assert (status, stack["user"], stack["name"]) == (200, "ann", "sales")
    assert (stack["private"], stack["access_level"], stack["comments"]) == (True, "private", [])
    assert [one["id"] for one in stack["frames"]] == [second["id"], first["id"]]
    assert (stack["frames"][1]["description"], "description" in stack["frames"][0]) == ("first", False)
    assert (stack["head"]["id"], stack["head"]["params"]) == (second["id"], {"a": 1})
    frame = team.session("ann").stack(StackPath("ann", "sales")).head
    assert stack["head"]["timestamp"] == round(frame.time.timestamp() * 1000)


async def test_params_settings_and_length_are_always_there(call):
    await call("ann", "POST", "stacks/push", push_of(attachment(b"one")))
    _, said = await call("ann", "GET", "stacks/ann/sales")
    (one,) = said["stack"]["head"]["attachments"]
    assert one == {"type": "text/plain", "content_type": "text/plain", "params": {}, "settings": {}, "length": 3}
    _, said = await call("ann", "GET", f"attachs/ann/sales/{said['stack']['head']['id']}/0")
    assert said == {"attachment": {**one, "index": 0, "data": base64.b64encode(b"one").decode()}}


async def test_attachments_stand_in_the_order_of_their_index(call):
    sent = push_of()
    for index in (2, 0, 1):
        one = {**sent, "index": index, "attachments": [attachment(b"%d" % index, params={"n": index})]}
        await call("ann", "POST", "stacks/push", one)
    await call("ann", "POST", "stacks/push", {**sent, "size": 3})
    _, said = await call("ann", "GET", "stacks/ann/sales")
    assert [one["params"] for one in said["stack"]["head"]["attachments"]] == [{"n": 0}, {"n": 1}, {"n": 2}]
    for position in range(3):
        _, said = await call("ann", "GET", f"attachs/ann/sales/{sent['id']}/{position}")
        assert base64.b64decode(said["attachment"]["data"]) == b"%d" % position


async def test_values_come_back_as_they_were_sent(call):
    params = [{"a": 2}, {"a": 2.5}, {"a": "2"}, {"a": True}, {"Tab": {"type": "tab", "title": "Sales"}}, {}, {}]
    settings = {"x": None, "y": [1]}
    sent = push_of(*(attachment(b"%d" % n, params=one, settings=settings) for n, one in enumerate(params)))
    assert (await call("ann", "POST", "stacks/push", sent))[0] == 200
    _, said = await call("ann", "GET", "stacks/ann/sales")
    assert [one["params"] for one in said["stack"]["head"]["attachments"]] == params
    assert json.dumps(said["stack"]["head"]["attachments"][0]["params"]) == '{"a": 2}'
    assert all(one["settings"] == settings for one in said["stack"]["head"]["attachments"])


async def test_what_is_not_there_is_said_in_the_words_of_2020(call, team):
    team.push("ann", "sales")
    frame = team.session("ann").stack(StackPath("ann", "sales")).head.id
    for resource, noun in (
        ("stacks/ann/other", "stack"),
        ("frames/ann/other/x", "stack"),
        ("frames/ann/sales/ffffffff", "frame"),
        ("attachs/ann/sales/ffffffff/0", "frame"),
        (f"attachs/ann/sales/{frame}/1", "attachment"),
    ):
        status, said = await call("ann", "GET", resource)
        assert (status, said["message"]) == (404, f"{noun} not found"), resource


async def test_what_is_private_is_read_by_nobody_else_however_one_asks(call, team):
    """In 2020 whoever knew the id of a frame could read it."""
    team.push("ann", "sales", "secret")
    frame = team.session("ann").stack(StackPath("ann", "sales")).head.id
    for who in ("bob", None):
        for resource in ("stacks/ann/sales", f"frames/ann/sales/{frame}", f"attachs/ann/sales/{frame}/0"):
            assert (await call(who, "GET", resource))[0] == 404
        assert await call(who, "GET", "stacks/ann") == (200, {"stacks": []})


async def test_what_is_public_is_read_without_a_token_and_a_wrong_token_is_refused(call, team):
    team.push("ann", "sales", access="public")
    status, said = await call(None, "GET", "stacks/ann/sales")
    assert (status, said["stack"]["private"], "permissions" in said["stack"]) == (200, False, False)
    headers = {"Authorization": "Bearer dsk_wrong"}
    assert (await call(None, "GET", "stacks/ann/sales", headers=headers))[1]["message"] == "bad credentials"


async def test_what_is_internal_is_neither_private_nor_not(call, team):
    team.push("ann", "sales", access="internal")
    _, said = await call("bob", "GET", "stacks/ann/sales")
    assert ("private" in said["stack"], said["stack"]["access_level"]) == (False, "internal")


async def test_nobody_keeps_an_answer(team):
    """In 2020 private attachments were kept for a year by whoever stood between."""
    team.push("ann", "sales", access="public")
    frame = team.session("ann").stack(StackPath("ann", "sales")).head.id
    for resource in ("stacks/ann/sales", f"frames/ann/sales/{frame}", f"attachs/ann/sales/{frame}/0"):
        answer = await team.ask(f"dstack/api/{resource}", "ann")
        assert answer.headers["Cache-Control"] == "no-cache, no-store"
        assert answer.headers["Content-Type"] == "application/json;charset=UTF-8"


async def test_the_list_of_a_user_is_newest_first_with_what_others_shared_with_them(call, team):
    for name in ("first", "second"):
        team.push("ann", name)
    team.session("ann").make_stack(StackPath("ann", "empty"), "private")
    team.token("bob")
    team.push("cleo", "open", access="public")
    team.push("bob", "theirs")
    team.session("bob").sharing.permit_stack(StackPath("bob", "theirs"), "ann", "view")
    team.session("ann").sharing.permit_stack(StackPath("ann", "first"), "bob", "view")
    _, said = await call("ann", "GET", "stacks/ann")
    names = [one["name"] for one in said["stacks"]]
    assert names == ["theirs", "second", "first", "empty"]
    lines = dict(zip(names, said["stacks"], strict=True))
    assert lines["first"]["permissions"] == [{"user": "bob"}]
    assert lines["first"]["private"] is True
    assert ("permissions" in lines["theirs"], "head" in lines["empty"]) == (False, False)
    assert set(lines["first"]["head"]) == {"id", "timestamp"}
    assert [one["name"] for one in (await call("bob", "GET", "stacks/ann"))[1]["stacks"]] == ["first"]


async def test_a_stack_is_made_private_or_public_as_was_asked(call, team):
    """In 2020 it was the other way round."""
    for private, level in ((True, "private"), (False, "public")):
        name = f"made-{level}"
        assert await call("ann", "POST", "stacks/create", {"user": "ann", "name": name, "private": private}) == (
            200,
            {},
        )
        assert team.session("ann").stack(StackPath("ann", name)).access_level == level
    status, said = await call("ann", "POST", "stacks/create", {"user": "ann", "name": "made-public", "private": True})
    assert (status, said["message"]) == (400, "stack already exists")
    assert (await call("ann", "POST", "stacks/create", {"user": "ann", "name": "other"}))[0] == 400
    assert (await call("ann", "POST", "stacks/create", {"user": "ann", "name": "a--b", "private": True}))[0] == 400


async def test_a_stack_is_made_and_deleted_by_its_owner_alone(call, team):
    """In 2020 anybody who was signed in could."""
    team.push("ann", "sales", access="internal")
    for resource, name in (("stacks/create", "new"), ("stacks/delete", "sales")):
        body = {"user": "ann", "name": name, "private": False}
        assert (await call("bob", "POST", resource, body))[1]["message"] == "bad credentials"
    assert await call("ann", "POST", "stacks/delete", {"user": "ann", "name": "sales"}) == (200, {})
    assert (await call("ann", "GET", "stacks/ann/sales"))[0] == 404


async def test_a_stack_is_changed_in_what_is_said_and_nothing_else(call, team):
    first, second = push_of(attachment(b"one")), push_of(attachment(b"two"))
    for sent in (first, second):
        await call("ann", "POST", "stacks/push", sent)
    assert await call("ann", "POST", "stacks/update", {"stack": "ann/sales", "head": first["id"]}) == (200, {})
    assert await call("ann", "POST", "stacks/update", {"stack": "ann/sales", "readme": "# Sales"}) == (200, {})
    assert await call("ann", "POST", "stacks/update", {"stack": "ann/sales", "private": False}) == (200, {})
    _, said = await call(None, "GET", "stacks/ann/sales")
    assert (said["stack"]["head"]["id"], said["stack"]["readme"]) == (first["id"], "# Sales")
    await call("ann", "POST", "stacks/update", {"stack": "ann/sales", "readme": ""})
    assert "readme" not in (await call("ann", "GET", "stacks/ann/sales"))[1]["stack"]
    assert (await call("ann", "POST", "stacks/update", {"stack": "ann/sales"}))[0] == 400


async def test_a_head_that_is_no_frame_is_not_found_and_nothing_changes(call, team):
    """In 2020 it was said to be done."""
    team.push("ann", "sales")
    change = {"stack": "ann/sales", "head": "ffffffff", "private": False}
    status, said = await call("ann", "POST", "stacks/update", change)
    assert (status, said["message"]) == (404, "frame not found")
    assert team.session("ann").stack(StackPath("ann", "sales")).access_level == "private"


async def test_a_long_attachment_begins_in_the_answer_and_is_got_by_a_link(call, team, fetch):
    team.push("ann", "sales", LONG)
    team.push("ann", "short", LONG[1:])
    frame = team.session("ann").stack(StackPath("ann", "sales")).head.id
    _, said = await call("ann", "GET", f"attachs/ann/sales/{frame}/0")
    one = said["attachment"]
    assert (one["preview"], base64.b64decode(one["data"])) == (True, LONG[:100_000].encode())
    _, said = await call("ann", "GET", f"attachs/ann/sales/{frame}/0", params=DOWNLOAD)
    assert "data" not in said["attachment"]
    assert "preview" not in said["attachment"]
    url = said["attachment"]["download_url"]
    assert url.startswith(f"{team.url}dstack/api/files/ann/sales/{frame}/0?code=")
    for _ in range(2):
        answer = await fetch(url, headers={"Accept-Encoding": "gzip"})
        assert (answer.code, answer.body) == (200, LONG.encode())
    assert answer.headers["Content-Length"] == "1000000"
    assert "Content-Encoding" not in answer.headers
    assert "Transfer-Encoding" not in answer.headers
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-cache, no-store"
    frame = team.session("ann").stack(StackPath("ann", "short")).head.id
    _, said = await call("ann", "GET", f"attachs/ann/short/{frame}/0", params=DOWNLOAD)
    assert base64.b64decode(said["attachment"]["data"]) == LONG[1:].encode()


@pytest.fixture
def link(call, team):
    """A link to a long attachment of ann's, made for somebody."""

    async def of(who="ann", stack="sales", **options):
        made = team.push("ann", stack, LONG, **options)
        _, said = await call(who, "GET", f"attachs/ann/{stack}/{made.frame.id}/0", params=DOWNLOAD)
        return said["attachment"]["download_url"]

    return of


async def test_a_download_link_is_good_for_its_attachment_alone(link, fetch, team):
    """In 2020 it held what signs its owner in."""
    first, second = await link(), await link(stack="other")
    code = first.partition("code=")[2]
    for wrong in (
        first + "x",
        first.replace("/0?", "/1?"),
        first.partition("?")[0],
        second.partition("code=")[0] + code,
        first.partition("?")[0] + "?code=" + team.token("ann"),
    ):
        answer = await fetch(wrong)
        assert (answer.code, json.loads(answer.body)["message"]) == (403, "bad credentials")
    assert (await fetch(first, "PUT", b"other")).code == 403
    signed_in = await team.ask("dstack/api/v1/me", headers={"Authorization": f"Bearer {code}"})
    assert signed_in.code == 401
    assert (await team.ask("dstack/api/stacks/ann/sales", headers={"Authorization": f"Bearer {code}"})).code == 403


async def test_a_download_link_is_good_however_the_frame_was_named(call, team, fetch):
    frame = team.push("ann", "sales", LONG).frame.id
    for named in (frame, frame[:8], "head", "1"):
        _, said = await call("ann", "GET", f"attachs/ann/sales/{named}/0", params=DOWNLOAD)
        assert (await fetch(said["attachment"]["download_url"])).body == LONG.encode()


async def test_a_download_link_ends_with_the_token_that_asked_for_it(link, fetch, team):
    url = await link()
    accounts = team.session("ann").accounts
    for token in accounts.tokens():
        accounts.revoke_token(token.id)
    assert (await fetch(url)).code == 403


async def test_a_download_link_expires(link, fetch, monkeypatch):
    monkeypatch.setattr("dstack_jupyter.store.file_links.FileLinks.make.__defaults__", (-1.0,))
    assert (await fetch(await link())).code == 403


async def test_a_download_link_shows_what_the_one_who_got_it_may_see_now(link, fetch, team):
    url = await link("bob", access="internal")
    assert (await fetch(url)).code == 200
    team.session("ann").update_stack(StackPath("ann", "sales"), access="private")
    assert (await fetch(url)).code == 404


async def test_a_link_to_what_is_public_needs_nobody(link, fetch):
    assert (await fetch(await link(None, access="public"))).code == 200


async def test_no_path_leads_out_of_the_store(call, team, fetch):
    """In 2020 the address was joined to a folder."""
    await call("ann", "POST", "stacks/push", push_of(attachment(b"one")))
    for trick in ("..%2f..%2f..%2fetc%2fpasswd/x/0", "ann/../../etc/passwd/0", "%2e%2e/%2e%2e/store.sqlite/0"):
        for method, body in (("GET", None), ("PUT", b"x")):
            answer = await fetch(f"{team.url}dstack/api/files/{trick}?code=x", method, body)
            assert answer.code in (401, 403, 404)


def read_as_2020(content, settings):
    """A frame as the client of 2020 made one of the CSV, with pandas of that time and its types."""
    import io

    frame = pd.read_csv(io.BytesIO(content), index_col=0, encoding=settings["encoding"])
    frame.index = frame.index.astype(settings["schema"][0])
    return frame.astype(dict(zip([str(name) for name in frame.columns], settings["schema"][1:], strict=True)))


async def test_a_frame_of_ours_is_the_csv_that_the_client_of_2020_wrote(own, head, content):
    frame = pd.DataFrame({"a": [1, 2], "b": ["x", 'y "z"\n'], "c": [1.5, np.nan], "d": [True, False]}, index=[7, 9])
    own("sales", frame)
    shown = await head("sales")
    (one,) = shown["attachments"]
    got = await content("sales", shown["id"])
    assert got == b'"","a","b","c","d"\n"7","1","x","1.5","True"\n"9","2","y ""z""\n","","False"\n'
    assert (one["content_type"], one["application"], one["length"]) == ("text/csv", "pandas/dataframe", len(got))
    assert one["settings"] == {
        "header": True,
        "index": True,
        "schema": ["int64", "int64", "object", "float64", "bool"],
        "encoding": "utf-8",
        "version": pd.__version__,
    }
    back = read_as_2020(got, one["settings"])
    assert back.to_dict("list") == {**frame.to_dict("list"), "c": [1.5, pytest.approx(np.nan, nan_ok=True)]}
    assert back.index.tolist() == [7, 9]


async def test_a_series_of_ours_is_a_series_of_2020(own, head, content):
    own("sales", pd.Series([1.5, 2.5], index=["x", "y"], name="price"))
    shown = await head("sales")
    (one,) = shown["attachments"]
    assert (one["application"], one["settings"]["schema"]) == ("pandas/series", ["object", "float64"])
    assert await content("sales", shown["id"]) == b'"","price"\n"x","1.5"\n"y","2.5"\n'


FRAMES = {
    "times": lambda: pd.DataFrame({"t": pd.date_range("2020-01-01", periods=3)}),
    "times with a zone": lambda: pd.DataFrame({"t": pd.date_range("2020-01-01", periods=3, tz="Europe/Paris")}),
    "a time as the index": lambda: pd.DataFrame({"a": [1, 2]}, index=pd.date_range("2020-01-01", periods=2)),
    "categories": lambda: pd.DataFrame({"c": pd.Categorical(["x", "y", "x"])}),
    "nullable": lambda: pd.DataFrame({"i": pd.array([1, None], "Int64"), "b": pd.array([True, None], "boolean")}),
    "durations": lambda: pd.DataFrame({"d": pd.to_timedelta(["1 days", "2 days"])}),
    "texts with what is missing": lambda: pd.DataFrame({"t": ["x", None]}),
    "no rows": lambda: pd.DataFrame({"a": pd.Series([], dtype="int64")}),
    "values of Arrow": lambda: pd.DataFrame({"i": pd.array([1, None], "int64[pyarrow]")}),
    "an index with a name": lambda: pd.DataFrame({"a": [1, 2]}, index=pd.Index(["x", "y"], name="key")),
    "names that are numbers": lambda: pd.DataFrame({1: [1], 2: [2]}),
}


@pytest.mark.parametrize("kind", FRAMES)
async def test_frames_of_all_kinds_are_read_with_their_types(own, head, content, kind):
    frame = FRAMES[kind]()
    own("sales", frame)
    shown = await head("sales")
    settings = shown["attachments"][0]["settings"]
    back = read_as_2020(await content("sales", shown["id"]), settings)
    assert len(back) == len(frame)
    for name in frame:
        wanted, got = frame[name].astype(object), back[str(name)].astype(object)
        assert got.where(got.notna(), None).tolist() == wanted.where(wanted.notna(), None).tolist()
    assert [str(one) for one in back.dtypes] == settings["schema"][1:]
    assert back.index.name == frame.index.name


async def test_several_levels_become_columns_and_several_headings_one(own, head, content):
    index = pd.MultiIndex.from_tuples([("FR", 1), ("DE", 2)], names=["country", None])
    frame = pd.DataFrame([[1, 2], [3, 4]], index=index, columns=pd.MultiIndex.from_tuples([("a", "x"), ("a", "y")]))
    own("sales", frame)
    shown = await head("sales")
    assert await content("sales", shown["id"]) == (
        b'"","country","level_1","a, x","a, y"\n"0","FR","1","1","2"\n"1","DE","2","3","4"\n'
    )


async def test_a_long_table_is_made_once_and_is_as_long_as_was_said(own, head, call, content, team):
    frame = pd.DataFrame({"a": np.arange(200_000), "b": np.random.default_rng(1).random(200_000)})
    own("sales", frame)
    shown = await head("sales")
    got = await content("sales", shown["id"])
    assert shown["attachments"][0]["length"] == len(got) > 1_000_000
    back = read_as_2020(got, shown["attachments"][0]["settings"])
    assert back.index.tolist() == list(range(200_000))
    pd.testing.assert_frame_equal(back.reset_index(drop=True), frame, check_exact=False)
    made = list((team.store.folder / "pulled").glob("*-csv-*/table.csv"))
    assert len(made) == 1
    assert made[0].stat().st_mode & 0o077 == 0
    before = made[0].stat().st_mtime_ns
    _, said = await call(team.owner, "GET", f"attachs/{team.owner}/sales/{shown['id']}/0")
    assert base64.b64decode(said["attachment"]["data"]) == got[:100_000]
    assert made[0].stat().st_mtime_ns == before
    made[0].write_bytes(b"torn")
    assert await content("sales", shown["id"]) == got


async def test_a_table_that_is_damaged_is_told_of_and_refused_when_its_bytes_are_asked_for(own, head, call, team):
    own("sales", pd.DataFrame({"a": [1, 2]}))
    session = team.session(team.owner)
    (blob,) = (path for path in (team.store.folder / "blobs").glob("[0-9a-f]?/*"))
    blob.chmod(0o600)
    blob.write_bytes(b"x" * blob.stat().st_size)
    shown = await head("sales")
    (one,) = shown["attachments"]
    assert one["length"] == session.stack(StackPath(team.owner, "sales")).head.attachments[0].content.length
    status, said = await call(team.owner, "GET", f"attachs/{team.owner}/sales/{shown['id']}/0")
    assert (status, set(said)) == (500, {"message"})


async def test_tables_of_other_libraries_and_parts_of_a_table_are_csv_too(own, head, content):
    import polars
    import pyarrow as pa

    own("polars", polars.DataFrame({"a": [1, 2]}))
    own("arrow", pa.table({"a": [1, None]}))
    own("groups", pd.DataFrame({"k": ["x", "y", "x"], "a": [1, 2, 3]}), by="k")
    for stack, lines in (("polars", b'"0","1"\n"1","2"\n'), ("arrow", b'"0","1"\n"1",""\n')):
        shown = await head(stack)
        assert await content(stack, shown["id"]) == b'"","a"\n' + lines
    shown = await head("groups")
    assert [one["params"] for one in shown["attachments"]] == [{"k": "x"}, {"k": "y"}]
    assert b'"2"' in await content("groups", shown["id"])


async def test_what_else_we_push_is_handed_out_as_it_is(own, head, content, tmp_path):
    import plotly.graph_objects as go
    from IPython.display import Markdown
    from matplotlib.figure import Figure

    figure = Figure()
    figure.subplots().plot([1, 2])
    path = tmp_path / "data.parquet"
    pd.DataFrame({"a": [1]}).to_parquet(path)
    for obj, content_type, application in (
        (go.Figure(go.Bar(y=[1])), "application/json", "plotly"),
        (figure, "image/svg+xml", "matplotlib"),
        (Markdown("# x"), "text/markdown", "markdown"),
        (path, "application/vnd.apache.parquet", None),
    ):
        own("thing", obj)
        shown = await head("thing")
        (one,) = shown["attachments"]
        assert (one["content_type"], one.get("application")) == (content_type, application)
        assert len(await content("thing", shown["id"])) == one["length"]
    assert one["settings"]["filename"] == "data.parquet"
    assert await content("thing", shown["id"]) == path.read_bytes()


async def test_dates_in_params_are_texts(own, head):
    import datetime

    own("sales", "text", params={"day": datetime.date(2020, 1, 31)})
    assert (await head("sales"))["attachments"][0]["params"] == {"day": "2020-01-31"}


async def test_what_the_clients_of_2020_push_our_client_reads(call, team, own):
    csv = b'"","a","b"\n"0","1","x"\n"1","2","y"\n'
    settings = {"header": True, "index": True, "schema": ["int64", "int64", "object"], "encoding": "utf-8"}
    frame = {"content_type": "text/csv", "application": "pandas/dataframe", "settings": settings}
    r = {"type": "text/csv", "params": {"of": "r"}}
    sent = push_of(
        attachment(csv, **frame),
        {**r, "data": base64.b64encode(b'"a"\n"1"\n').decode()},
        stack=f"{team.owner}/sales",
    )
    assert (await call(team.owner, "POST", "stacks/push", sent))[0] == 200
    first, second = ds.pull("sales", all=True)
    pd.testing.assert_frame_equal(first.value, pd.DataFrame({"a": [1, 2], "b": ["x", "y"]}), check_dtype=False)
    assert second.value.to_dict("list") == {"a": [1]}


async def test_v1_shows_the_rows_of_what_was_pushed_in_2020(call, team):
    settings = {"header": True, "index": True, "schema": ["int64", "int64"], "encoding": "utf-8"}
    sent = push_of(attachment(b'"","a"\n"0","5"\n', content_type="text/csv", settings=settings))
    await call("ann", "POST", "stacks/push", sent)
    place = f"v1/stacks/ann/sales/-/frames/{sent['id']}/attachments/0"
    assert (await call("ann", "GET", f"{place}/rows"))[1]["total"] == 1
    assert (await call("ann", "GET", f"{place}/table"))[0] == 200


async def test_inside_of_jupyter_the_addresses_are_those_of_its_server(jp_fetch, jp_base_url, jp_serverapp, user):
    body = json.dumps({**push_of(attachment(None, length=3)), "stack": f"{user}/sales"})
    answer = await jp_fetch("dstack/api/stacks/push", method="POST", body=body)
    said = json.loads(answer.body)
    root = f"http://127.0.0.1:{jp_serverapp.port}{quote(jp_base_url, safe='/%@')}"
    assert said["url"].replace("localhost", "127.0.0.1") == f"{root}dstack/s/{user}/sales"
    from tornado.httpclient import AsyncHTTPClient

    link = said["attachments"][0]["upload_url"]
    assert (await AsyncHTTPClient().fetch(link, method="PUT", body=b"one")).code == 200
    store = open_store()
    assert store.session(Viewer.local_owner(user)).stack(StackPath(user, "sales")).frames == 1

"""The clients of 2020 push and pull all that they know, small and large, whole and piecewise, and what we push."""

import asyncio
import base64
import io
import json

import numpy as np
import pandas as pd
import pytest

import dstack_jupyter as ds
from dstack_jupyter.model.errors import UnsupportedObject
from dstack_jupyter.model.names import StackPath

from .clients import LIMIT, Refused, StackNotFoundError, asked, chunked

LARGE = LIMIT + 1_000_000


def csv_of(obj):
    """A pandas object as the Python client encoded it."""
    dtypes = [obj.dtype] if isinstance(obj, pd.Series) else list(obj.dtypes)
    schema = ["object" if str(dtype) == "str" else str(dtype) for dtype in [obj.index.dtype, *dtypes]]
    settings = {"header": True, "index": True, "schema": schema, "encoding": "utf-8", "version": "1.1.4"}
    return obj.to_csv(quoting=1).encode(), settings


def of_python(kind, size=0):
    """What the Python client sends of an object; `size` is about how many bytes it has."""
    long = b"x" * size
    frame, of_frame = csv_of(pd.DataFrame({"a": np.arange(2 + size // 30), "b": "text text text"}))
    series, of_series = csv_of(pd.Series(np.arange(2 + size // 15), name="s"))
    kinds = {
        "frame": ("text/csv", "pandas/dataframe", frame, of_frame),
        "series": ("text/csv", "pandas/series", series, of_series),
        "plotly": ("application/json", "plotly", b'{"data": [], "layout": {"title": {"text": "%s"}}}' % long, {}),
        "matplotlib": ("image/svg+xml", "matplotlib", b"<svg xmlns='http://www.w3.org/2000/svg'/><!--%s-->" % long, {}),
        "bokeh": ("application/json", "bokeh", b'{"doc": "%s"}' % long, {"bokeh_version": "2.2.3"}),
        "shapefile": ("application/zip", "geopandas/geodataframe", b"PK" + long, {"archive": "zip"}),
        "model": ("application/octet-stream", "sklearn", b"\x80" + long, {"class": "sklearn.svm.SVC"}),
        "file": ("application/java-archive", None, b"PK" + long, {"filename": "server.jar"}),
        "markdown": ("text/markdown", "markdown", b"# x" + long, {}),
    }
    content_type, application, data, settings = kinds[kind]
    sent = {"content_type": content_type, "application": application, "data": data, "settings": settings}
    return {key: value for key, value in sent.items() if value is not None}


PYTHON_KINDS = ("frame", "series", "plotly", "matplotlib", "bokeh", "shapefile", "model", "file", "markdown")


def of_r(kind, size=0):
    """What the R client sends; `write.table` quotes everything."""
    rows = b"".join(b'"%d","text text text"\n' % n for n in range(2 + size // 24))
    kinds = {
        "data.frame": {"type": "text/csv", "data": b'"a","b"\n' + rows},
        "ggplot": {"type": "image/png", "data": b"\x89PNG" + b"x" * size},
        "svg": {"type": "image/svg", "data": b"<svg/>" + b" " * size},
        "plotly": {"type": "plotly", "data": b'{"x": "%s"}' % (b"y" * size)},
    }
    return kinds[kind]


R_KINDS = ("data.frame", "ggplot", "svg", "plotly")


def kept(team, stack, index=0):
    """The bytes in the store."""
    session = team.session("ann")
    return bytes(session.read(session.stack(StackPath("ann", stack)).head.attachments[index].content))


@pytest.mark.parametrize("size", [0, LARGE])
async def test_python_pushes_and_pulls_every_kind(python, team, size):
    client = python()
    for kind in PYTHON_KINDS:
        sent = of_python(kind, size)
        url = await client.push_frame(f"of/{kind}", sent, "said")
        assert url == f"{team.url}dstack/s/ann/of/{kind}"
        assert kept(team, f"of/{kind}") == sent["data"]
        content, told = await client.pull(f"of/{kind}")
        assert content == sent["data"]
        assert told["length"] == len(content)
        for key in ("content_type", "application", "settings"):
            assert told.get(key, {}) == sent.get(key, {})


@pytest.mark.parametrize("size", [0, LARGE])
async def test_python_pushes_piecewise(python, team, size):
    client = python()
    frame = await client.create_frame("pieces", auto_push=True)
    sent = [{**of_python(kind, size), "params": {"kind": kind, "n": n}} for n, kind in enumerate(PYTHON_KINDS[:3])]
    for one in sent:
        await frame.commit(one)
        with pytest.raises(StackNotFoundError):
            await client.pull("pieces", {"kind": "frame", "n": 0})
    await frame.push("done")
    for one in sent:
        assert (await client.pull("pieces", one["params"]))[0] == one["data"]


async def test_python_pushes_several_at_once_some_of_them_large(python):
    client = python()
    frame = await client.create_frame("several")
    sent = [{**of_python("file", size), "params": {"n": n}} for n, size in enumerate((0, LARGE, 100, 2_000_000))]
    for one in sent:
        await frame.commit(one)
    await frame.push()
    for one in sent:
        assert (await client.pull("several", one["params"]))[0] == one["data"]


@pytest.mark.parametrize("size", [0, LARGE])
async def test_r_pushes_every_kind_and_pulls_what_is_text(r, team, size, call):
    client = r()
    for kind in R_KINDS:
        sent, stack = of_r(kind, size), f"of/{kind.replace('.', '-')}"
        await client.push_frame(stack, sent, "said")
        assert kept(team, stack) == sent["data"]
        if kind == "data.frame":
            text = await client.pull(stack, filename="there")
            assert pd.read_csv(io.StringIO(text)).shape == (2 + size // 24, 2)
        assert (await call("ann", "GET", f"stacks/ann/{stack}"))[1]["stack"]["head"]["description"] == "said"


@pytest.mark.parametrize("size", [0, LARGE])
async def test_r_pushes_piecewise(r, size):
    client = r()
    frame = await client.create_frame("pieces", auto_push=True)
    await frame.commit({**of_r("data.frame", size), "params": {"a": 1}})
    await frame.commit({**of_r("data.frame"), "params": {"a": 2}, "description": None})
    with pytest.raises(Refused):
        await client.pull("pieces", {"a": 1})
    await frame.push()
    assert (await client.pull("pieces", {"a": 2})).startswith('"a","b"\n"0"')
    assert len(await client.pull("pieces", {"a": 1}, "there")) >= size


@pytest.fixture
def own(team, monkeypatch):
    """Push with our own client, as the owner of the store."""
    monkeypatch.setenv("DSTACK_HOME", str(team.store.folder.parent))
    return ds.push


async def test_both_pull_what_our_client_pushed(own, python, r, team, tmp_path):
    import plotly.graph_objects as go
    from IPython.display import Markdown
    from matplotlib.figure import Figure

    figure, path = Figure(), tmp_path / "notes.txt"
    path.write_text("notes")
    frame, series = pd.DataFrame({"a": [1, 2], "b": ["x", "y"]}), pd.Series([1.5, 2.5], name="s")
    large = pd.DataFrame({"a": np.arange(400_000), "b": np.arange(400_000) / 7})
    for stack, obj in {
        "frame": frame,
        "series": series,
        "large": large,
        "plotly": go.Figure(go.Bar(y=[1])),
        "figure": figure,
        "file": path,
        "markdown": Markdown("# x"),
    }.items():
        own(stack, obj)
    client, of_r_client = python(team.owner), r(team.owner)
    for stack, obj in (("frame", frame), ("series", series), ("large", large)):
        content, told = await client.pull(stack)
        assert told["length"] == len(content)
        back = pd.read_csv(io.BytesIO(content), index_col=0)
        back.index = back.index.astype(told["settings"]["schema"][0])
        back = back.astype(dict(zip(back.columns, told["settings"]["schema"][1:], strict=True)))
        wanted = obj.to_frame() if isinstance(obj, pd.Series) else obj
        pd.testing.assert_frame_equal(back, wanted, check_dtype=False, check_index_type=False)
        text = await of_r_client.pull(stack, filename="there")
        assert text.rstrip("\n").encode() == content.rstrip(b"\n")
    assert (await of_r_client.pull("large")).startswith(f"{team.url}dstack/api/files/")
    assert (await client.pull("file"))[0] == b"notes"
    assert (await client.pull("markdown"))[0] == b"# x"
    assert json.loads((await client.pull("plotly"))[0])["data"]
    assert b"<svg" in (await client.pull("figure"))[0]


async def test_our_client_pulls_what_both_pushed(own, python, r, team):
    await python(team.owner).push_frame("python", of_python("frame"))
    await python(team.owner).push_frame("series", of_python("series"))
    await python(team.owner).push_frame("plot", of_python("plotly"))
    await python(team.owner).push_frame("text", of_python("markdown"))
    await python(team.owner).push_frame("file", of_python("file"))
    await r(team.owner).push_frame("from-r", of_r("data.frame"))
    await r(team.owner).push_frame("plotly", {**of_r("plotly"), "data": b'{"data": [], "layout": {}}'})
    assert ds.pull("python").shape == (2, 2)
    assert ds.pull("series").tolist() == [0, 1]
    assert type(ds.pull("plot")).__name__ == type(ds.pull("plotly")).__name__ == "Figure"
    assert ds.pull("text").data == "# x"
    assert ds.pull("file").name == "server.jar"
    assert ds.pull("from-r").columns.tolist() == ["a", "b"]


async def test_a_model_of_2020_is_kept_and_never_unpickled(own, python, team):
    """In 2020 whoever pulled one ran what was in it."""
    await python(team.owner).push_frame("model", {**of_python("model"), "data": b"cos\nsystem\n(S'exit'\ntR."})
    with pytest.raises(UnsupportedObject):
        ds.pull("model")
    assert (await python(team.owner).pull("model"))[0].startswith(b"cos")


async def test_1_params_and_settings_and_length_are_there_even_where_they_are_empty(r, call):
    await r().push_frame("sales", of_r("data.frame"))
    head = (await call("ann", "GET", "stacks/ann/sales"))[1]["stack"]["head"]
    attached = (await call("ann", "GET", f"attachs/ann/sales/{head['id']}/0"))[1]["attachment"]
    for one in (head["attachments"][0], attached):
        assert (one["params"], one["settings"], one["length"]) == ({}, {}, len(of_r("data.frame")["data"]))


async def test_2_attachments_are_addressed_by_their_place(python):
    client = python()
    frame = await client.create_frame("sales")
    for n in reversed(range(12)):
        await frame.commit({"content_type": "text/plain", "data": b"%d" % n, "params": {"n": n}})
    await frame.push()
    assert [(await client.pull("sales", {"n": n}))[0] for n in range(12)] == [b"%d" % n for n in range(12)]


async def test_3_a_time_may_be_a_text_and_a_description_an_object(r):
    client = r()
    frame = await client.create_frame("sales", auto_push=True)
    assert isinstance(frame.timestamp, str)
    await frame.commit(of_r("data.frame"))
    await frame.push()
    assert await client.pull("sales")


async def test_4_the_short_types_of_r_become_types(r, call):
    await r().push_frame("sales", of_r("ggplot"))
    (one,) = (await call("ann", "GET", "stacks/ann/sales"))[1]["stack"]["head"]["attachments"]
    assert (one["type"], one["content_type"], one["application"]) == ("image/png", "image/png", "image")


async def test_5_links_are_their_own_proof_and_an_upload_may_come_chunked(call, python):
    sent = {"content_type": "text/plain", "length": 200_000}
    body = {"stack": "ann/sales", "id": "chunks", "timestamp": 1, "attachments": [sent]}
    _, said = await call("ann", "POST", "stacks/push", body)
    link = said["attachments"][0]["upload_url"]
    answer = await asyncio.to_thread(asked, "PUT", link, chunked(b"x" * 200_000))
    assert answer.status == 200
    assert (await python().pull("sales"))[0] == b"x" * 200_000


async def test_6_a_download_comes_as_it_is_and_says_how_long_it_is(python):
    sent = {"content_type": "text/plain", "data": b"text " * 300_000}
    await python().push_frame("sales", sent)
    content, told = await python().pull("sales")
    assert "download_url" in told
    assert content == sent["data"]


async def test_7_an_unknown_stack_is_not_found_and_a_refusal_is_none(python):
    with pytest.raises(StackNotFoundError):
        await python().pull("nothing")
    client = python()
    await client.push_frame("sales", of_python("file"))
    with pytest.raises(StackNotFoundError):
        await python("bob").pull("/ann/sales")
    with pytest.raises(Refused) as refused:
        await python("bob").push_frame("/ann/sales", of_python("file"))
    assert refused.value.status == 403
    with pytest.raises(Refused):
        await python("bob").create_frame("/ann/sales")


async def test_8_numbers_stay_what_they_are(python, r):
    frame = await python().create_frame("sales")
    for n, value in enumerate((2, 2.5, "2", True)):
        await frame.commit({**of_r("data.frame"), "content_type": "text/csv", "params": {"a": value, "n": n}})
    await frame.push()
    for n, value in enumerate((2, 2.5, "2", True)):
        assert await r().pull("sales", {"a": value, "n": n})
    with pytest.raises(ValueError, match="match"):
        await r().pull("sales", {"a": 2.0, "n": 0})


async def test_9_answers_say_that_they_are_json(team, r):
    await r().push_frame("sales", of_r("data.frame"))
    for resource in ("stacks/ann/sales", "stacks/ann", "stacks/ann/none"):
        answer = await team.ask(f"dstack/api/{resource}", "ann")
        assert answer.headers["Content-Type"] == "application/json;charset=UTF-8"
        json.loads(answer.body)


async def test_a_figure_that_the_client_sends_as_nothing_never_becomes_a_frame(python, call):
    """A large matplotlib figure of 2020 was uploaded as no bytes at all, after the frame was there."""
    client = python()
    frame = await client.create_frame("sales")
    sent = {"stack": "ann/sales", "id": "empty", "timestamp": 1, "attachments": [{"content_type": "a/b", "length": 9}]}
    _, said = await call("ann", "POST", "stacks/push", sent)
    with pytest.raises(Refused) as refused:
        await frame.upload(said["attachments"][0]["upload_url"], b"")
    assert refused.value.status == 400
    with pytest.raises(StackNotFoundError):
        await client.pull("sales")


async def test_the_bytes_of_a_preview_are_the_first_ones(python, call):
    await python().push_frame("sales", {"content_type": "text/csv", "data": b'"a"\n' + b'"1"\n' * 400_000})
    head = (await call("ann", "GET", "stacks/ann/sales"))[1]["stack"]["head"]
    one = (await call("ann", "GET", f"attachs/ann/sales/{head['id']}/0"))[1]["attachment"]
    assert one["preview"] is True
    assert base64.b64decode(one["data"]) == (b'"a"\n' + b'"1"\n' * 400_000)[:100_000]

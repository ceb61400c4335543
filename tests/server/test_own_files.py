"""The owner of a Jupyter server pushes files below its folder, as Python would."""

import asyncio
import json

import nbformat
import pytest

import dstack_jupyter as ds
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.store.access import Viewer
from dstack_jupyter.store.store import open_store


def head(stack):
    """The frame that a stack shows."""
    store = open_store()
    return store.session(Viewer.local_owner(store.owner)).frame(StackPath(store.owner, stack), None)


@pytest.fixture
def root(jp_root_dir):
    return jp_root_dir


@pytest.fixture
def push(jp_fetch):
    """Push; returns the status and the lines of the answer."""

    async def ask(**wish):
        answer = await jp_fetch(
            "dstack/push",
            method="POST",
            body=json.dumps(wish),
            headers={"Content-Type": "application/json"},
            raise_error=False,
        )
        return answer.code, [json.loads(line) for line in answer.body.splitlines()]

    return ask


@pytest.fixture
def look(jp_fetch):
    async def ask(path):
        answer = await jp_fetch("dstack/push", params={"path": path}, raise_error=False)
        return answer.code, json.loads(answer.body)

    return ask


async def test_a_file_is_pushed_as_python_pushes_it(push, look, root, user):
    (root / "Data 2020").mkdir()
    (root / "Data 2020" / "Sales, EU.csv").write_text("a,b\n1,2\n")
    path = "Data 2020/Sales, EU.csv"
    assert await look(path) == (
        200,
        {"stack": "sales-eu", "is_folder": False, "leaves_hidden": False, "length": 8},
    )
    params = {"year": "2020", "zip": '"2020"', "sold": "true"}
    code, lines = await push(paths=[path], stack="sales/eu", message="May", params=params, access="public")
    assert (code, lines[-1]) == (200, {"user": user, "name": "sales/eu", "frame": 1, "is_new": True})
    frame = head("sales/eu")
    assert (frame.message, frame.attachments[0].params) == ("May", {"year": 2020, "zip": "2020", "sold": True})
    assert (frame.origin.file, frame.origin.script, frame.origin.notebook) == (path, None, None)
    ds.push("direct", root / "Data 2020" / "Sales, EU.csv")
    direct = head("direct").attachments[0]
    assert (frame.attachments[0].content_type, frame.attachments[0].settings) == (direct.content_type, direct.settings)
    assert frame.attachments[0].content.sha256 == direct.content.sha256


async def test_a_notebook_and_a_folder_are_pushed(push, look, root):
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell("Hello")]), root / "Work.ipynb")
    await push(paths=["Work.ipynb"], stack="work")
    frame = head("work")
    assert (frame.origin.notebook, frame.attachments[0].content_type) == ("Work.ipynb", "application/x-ipynb+json")
    (root / "site").mkdir()
    (root / "site" / "index.html").write_text("<p>Hello")
    assert (await look("site"))[1]["is_folder"] is True
    await push(paths=["site"], stack="site")
    assert (ds.pull("site") / "index.html").read_text() == "<p>Hello"


HIDDEN = (".git/config", ".env", "deep/.ipynb_checkpoints/a.txt")


@pytest.mark.parametrize("shown", [False, True])
async def test_what_is_hidden_in_a_folder_is_pushed_only_where_the_server_shows_it(
    push, look, root, jp_serverapp, shown
):
    for name in ("a.txt", "deep/b.txt", *HIDDEN):
        (root / "site" / name).parent.mkdir(parents=True, exist_ok=True)
        (root / "site" / name).write_text(name)
    jp_serverapp.contents_manager.allow_hidden = shown
    assert (await look("site"))[1]["leaves_hidden"] is not shown
    await push(paths=["site"], stack="site")
    pulled = ds.pull("site")
    found = {str(path.relative_to(pulled)) for path in pulled.rglob("*") if path.is_file()}
    assert found == {"a.txt", "deep/b.txt", *(HIDDEN if shown else ())}


@pytest.fixture
def large(root):
    """The name of a file that takes a while, and its length; it takes no room on the disk until it is pushed."""
    length = 192 << 20
    with (root / "large.bin").open("wb") as file:
        file.truncate(length)
    return "large.bin", length


async def test_a_push_tells_how_far_it_is(push, large):
    name, length = large
    _, lines = await push(paths=[name], stack="large")
    done = [line["done"] for line in lines[:-1]]
    assert done == sorted(done)
    assert 0 < done[0] <= done[-1] <= length
    assert {line["total"] for line in lines[:-1]} == {length}
    assert lines[-1]["frame"] == 1


async def test_a_push_that_nobody_waits_for_any_more_stops(
    http_server, jp_http_port, jp_base_url, jp_auth_header, large
):
    body = json.dumps({"paths": [large[0]], "stack": "large"})
    sent = {**jp_auth_header, "Host": "localhost", "Content-Length": len(body), "Content-Type": "application/json"}
    head = [f"POST {jp_base_url}dstack/push HTTP/1.1", *(f"{name}: {value}" for name, value in sent.items())]
    before = asyncio.all_tasks()
    reader, writer = await asyncio.open_connection("127.0.0.1", jp_http_port)
    writer.write(("\r\n".join(head) + "\r\n\r\n" + body).encode())
    await asyncio.wait_for(reader.readuntil(b'{"done"'), 60)
    writer.close()
    while asyncio.all_tasks() - before - {asyncio.current_task()}:
        await asyncio.sleep(0.05)
    assert len(ds.stacks()) == 0


async def test_several_files_are_one_frame(push, root):
    for name in ("a.txt", "b.txt"):
        (root / name).write_text(name)
    await push(paths=["a.txt", "b.txt"], stack="both")
    assert [one.params for one in head("both").attachments] == [{"file": "a.txt"}, {"file": "b.txt"}]


async def test_it_goes_to_the_store_that_was_chosen(push, root, home, tmp_path):
    (root / "a.txt").write_text("a")
    entry = "profiles:\n  default: {server: 'http://127.0.0.1:9', token: x}\n"
    home.mkdir(parents=True, exist_ok=True)
    (home / "config.yaml").write_text(entry)
    code, lines = await push(paths=["a.txt"], stack="a", profile="default")
    assert code == 200
    assert "http://127.0.0.1:9 does not answer" in lines[-1]["message"]
    _, lines = await push(paths=["a.txt"], stack="a")
    assert lines[-1]["frame"] == 1


@pytest.mark.parametrize("path", ["../secret.txt", "/etc/passwd", "nothing.txt", ".hidden", "a/../../secret.txt"])
async def test_what_the_server_does_not_show_is_not_pushed(push, look, root, path):
    (root.parent / "secret.txt").write_text("secret")
    (root / ".hidden").write_text("hidden")
    assert (await look(path))[0] == 404
    code, lines = await push(paths=[path], stack="stolen")
    assert (code, lines[0]["code"]) == (404, "not_found")
    assert [one.path.name for one in ds.stacks()] == []


async def test_a_wrong_name_is_said_in_the_words_of_the_store(push, root):
    (root / "a.txt").write_text("a")
    _, lines = await push(paths=["a.txt"], stack="not a name!")
    assert lines[-1]["code"] == "invalid_name"


async def test_a_server_with_users_pushes_no_files_of_its_own(team):
    assert (await team.ask("dstack/push", team.owner, params={"path": "a.txt"})).code == 404

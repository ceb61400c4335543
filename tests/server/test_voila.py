"""The same page through a real Voila kernel."""

import asyncio
import json
import os
import re

import pytest
from voila.execute import VoilaExecutor

import dstack_jupyter as ds
from dstack_server.routes import routes

pytestmark = [pytest.mark.kernel, pytest.mark.filterwarnings("ignore")]


@pytest.fixture
def jp_server_config():
    """Voila's own handlers know nothing of the strict setting."""
    extensions = {"dstack_server": True, "voila.server_extension": True, "jupyter_server_terminals": False}
    return {"ServerApp": {"jpserver_extensions": extensions}}


@pytest.fixture
def world(user):
    """A dashboard with a control."""
    with ds.frame("notes") as frame:
        for country in ("France", "Spain", "Italy", "Malta"):
            frame.add(f"About {country}", country=country)
    ds.dashboard("World", ["notes"], name="world")
    return f"dstack/v/{user}/world"


async def test_a_kernel_draws_the_same_dashboard_with_our_template(get, world, jp_serverapp, jp_root_dir):
    answer = await get(world)
    assert answer.code == 200
    page = answer.body.decode()
    views = re.findall(r"application/vnd\.jupyter\.widget-view\+json", page)
    assert len(views) >= 3
    assert 'class="dstack-dashboard"' in page
    assert "<title>World</title>" in page
    assert "Traceback" not in page
    assert len(jp_serverapp.kernel_manager.list_kernel_ids()) == 1
    assert list(jp_root_dir.iterdir()) == []


@pytest.mark.parametrize(("configured", "waits"), [({}, 60), ({"NotebookClient": {"iopub_timeout": 7}}, 7)])
async def test_outputs_that_come_late_are_waited_for(get, world, jp_serverapp, monkeypatch, configured, waits):
    waited = []
    start = VoilaExecutor.async_start_new_kernel_client

    async def started(executor):
        waited.append(executor.iopub_timeout)
        return await start(executor)

    monkeypatch.setattr(VoilaExecutor, "async_start_new_kernel_client", started)
    jp_serverapp.web_app.settings["config"].update(configured)
    assert (await get(world)).code == 200
    assert waited == [waits]


async def test_a_page_that_is_left_may_stop_its_kernel(get, world, jp_serverapp, jp_base_url):
    answer = await get(world)
    cookies = [cookie.partition(";")[0] for cookie in answer.headers.get_list("Set-Cookie")]
    token = jp_serverapp.identity_provider.token
    signed_in = await get("dstack/", anonymous=True, params={"token": token})
    cookies += [cookie.partition(";")[0] for cookie in signed_in.headers.get_list("Set-Cookie")]
    (xsrf,) = [cookie.partition("=")[2] for cookie in cookies if cookie.startswith("_xsrf=")]
    (kernel,) = jp_serverapp.kernel_manager.list_kernel_ids()
    left = {"Cookie": "; ".join(cookies), "Referer": f"http://127.0.0.1:{jp_serverapp.port}{jp_base_url}{world}"}
    place = f"voila/api/shutdown/{kernel}"
    assert (await get(place, method="POST", anonymous=True, headers=left)).code == 403
    stopped = await get(place, method="POST", anonymous=True, headers=left, params={"_xsrf": xsrf})
    assert stopped.code == 204
    assert jp_serverapp.kernel_manager.list_kernel_ids() == []


async def test_the_kernel_of_a_viewer_who_went_away_while_it_started_is_stopped(
    http_server_client, world, jp_serverapp, jp_base_url, jp_auth_header
):
    host, port = "127.0.0.1", jp_serverapp.port
    _, writer = await asyncio.open_connection(host, port)
    sign_in = f"Authorization: {jp_auth_header['Authorization']}"
    writer.write(f"GET {jp_base_url}{world} HTTP/1.1\r\nHost: {host}:{port}\r\n{sign_in}\r\n\r\n".encode())
    await writer.drain()
    while not jp_serverapp.kernel_manager.list_kernel_ids():
        await asyncio.sleep(0.05)
    writer.close()
    while jp_serverapp.kernel_manager.list_kernel_ids():
        await asyncio.sleep(0.05)


async def test_nothing_of_the_page_comes_from_elsewhere(get, world):
    page = (await get(world)).body.decode()
    assert re.findall(r'(?:src|href)="(?:https?:)?//[^"]*"', page) == []
    config = json.loads(re.search(r'id="jupyter-config-data"[^>]*>(.*?)</script>', page, re.DOTALL)[1])
    names = {extension["name"] for extension in config["federated_extensions"]}
    assert "anywidget" in names
    assert "jupyterlab-plotly" not in names


async def test_the_kernel_knows_no_secret_of_the_server(get, world, jp_serverapp, monkeypatch):
    monkeypatch.setenv("DATABASE_PASSWORD", "secret")
    monkeypatch.setenv("JUPYTER_TOKEN", "secret")
    await jp_serverapp.web_app.settings["dstack"]._start_jupyter_server_extension(jp_serverapp)
    answer = await get(world, params={"country": "Spain"})
    assert answer.code == 200
    (kernel,) = jp_serverapp.kernel_manager.list_kernel_ids()
    pid = jp_serverapp.kernel_manager.get_kernel(kernel).provisioner.process.pid
    with open(f"/proc/{pid}/environ") as file:
        variables = dict(line.partition("=")[::2] for line in file.read().split("\0") if line)
    assert variables["DSTACK_HOME"] == os.environ["DSTACK_HOME"]
    assert variables["DSTACK_SERVER_URL"].startswith("http://")
    assert variables["QUERY_STRING"] == "country=Spain"
    assert not {"DATABASE_PASSWORD", "JUPYTER_TOKEN", "VOILA_REQUEST_URL"} & set(variables)
    assert jp_serverapp.identity_provider.token not in str(variables)


@pytest.mark.parametrize(("name", "params", "code"), [("nothing", {}, 404), ("world", {"theme": '"><b>'}, 400)])
async def test_what_cannot_be_shown_starts_no_kernel(get, world, user, jp_serverapp, name, params, code):
    answer = await get(f"dstack/v/{user}/{name}", params=params)
    assert answer.code == code
    assert jp_serverapp.kernel_manager.list_kernel_ids() == []


async def test_no_more_kernels_run_than_the_server_takes(get, world, jp_serverapp):
    jp_serverapp.web_app.settings["dstack"].max_kernels = 1
    assert (await get(world)).code == 200
    refused = await get(world)
    assert refused.code == 503
    assert b"this server takes no more" in refused.body
    assert len(jp_serverapp.kernel_manager.list_kernel_ids()) == 1


async def test_a_stranger_starts_no_kernel(get, world, jp_serverapp):
    assert (await get(world, anonymous=True)).code == 302
    assert jp_serverapp.kernel_manager.list_kernel_ids() == []


async def test_the_owner_sees_which_pages_run_a_kernel_and_shuts_them_down(get, world, user, jp_serverapp):
    assert (await get(world)).code == 200
    (kernel,) = jp_serverapp.kernel_manager.list_kernel_ids()
    listed = json.loads((await get("dstack/kernels")).body)
    assert listed == {"pages": [{"kernel": kernel, "user": user, "name": "world", "title": "World"}]}
    assert (await get("dstack/kernels", anonymous=True)).code == 401
    place = f"dstack/kernels/{kernel}"
    assert (await get(place, method="DELETE", anonymous=True)).code == 401
    assert (await get(place, method="DELETE")).code == 204
    assert jp_serverapp.kernel_manager.list_kernel_ids() == []
    assert json.loads((await get("dstack/kernels")).body) == {"pages": []}
    assert (await get(place, method="DELETE")).code == 404


async def test_an_authorizer_is_asked_about_kernels(get, world, jp_serverapp, monkeypatch):
    assert (await get(world)).code == 200
    (kernel,) = jp_serverapp.kernel_manager.list_kernel_ids()
    monkeypatch.setattr(jp_serverapp.authorizer, "is_authorized", lambda *asked: asked[2:] != ("write", "kernels"))
    assert (await get("dstack/kernels")).code == 200
    assert (await get(f"dstack/kernels/{kernel}", method="DELETE")).code == 403
    assert jp_serverapp.kernel_manager.list_kernel_ids() == [kernel]
    monkeypatch.setattr(jp_serverapp.authorizer, "is_authorized", lambda *asked: asked[3] != "kernels")
    assert (await get("dstack/kernels")).code == 403


async def test_the_kernel_of_a_notebook_is_none_of_a_page(get, jp_serverapp):
    kernel = await jp_serverapp.kernel_manager.start_kernel()
    assert json.loads((await get("dstack/kernels")).body) == {"pages": []}
    assert (await get(f"dstack/kernels/{kernel}", method="DELETE")).code == 404
    assert jp_serverapp.kernel_manager.list_kernel_ids() == [kernel]


def test_only_the_owner_of_a_jupyter_server_with_voila_is_told_of_kernels():
    def addresses(**how):
        return [pattern for pattern, _ in routes(**how) if pattern.startswith("dstack/kernels")]

    assert addresses(with_voila=True)
    assert addresses(with_voila=True, with_users=True) == addresses(with_voila=False) == []

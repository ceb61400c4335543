"""``jupyter dstack`` as a person starts it."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import suppress
from hashlib import sha256
from http.client import HTTPConnection
from urllib.parse import urlsplit

import psutil
import pytest
import yaml
from tornado.httpclient import AsyncHTTPClient, HTTPClientError, HTTPRequest
from tornado.websocket import websocket_connect

import dstack_jupyter as ds
import dstack_jupyter.demo
from dstack_jupyter import __version__
from dstack_jupyter.store.access import Viewer
from dstack_jupyter.store.store import open_store
from dstack_server.app import DstackApp
from dstack_server.demo_app import DemoApp
from tests.server.running import COMMAND, Running, environment, follow
from tests.server.v2020.clients import PythonClient


@pytest.fixture
def start(tmp_path):
    running = []

    def begin(*options, **variables):
        running.append(Running(tmp_path, *options, **variables))
        return running[-1]

    yield begin
    for each in running:
        each.process.kill()
        each.process.wait()


def fetch(url, **headers):
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=60) as answer:
        return answer.read().decode()


def token(home, **options):
    """The headers with a token of the owner."""
    store = open_store(home)
    accounts = store.session(Viewer.local_owner(store.owner)).accounts
    made = accounts.new_token("test", user=store.owner, **options)
    return {"Authorization": f"Bearer {made.secret}"}


def test_it_prints_a_link_that_opens_the_list_and_ends_when_it_is_asked_to(start, home):
    ds.push("sales", "some text")
    server = start()
    place = server.link()
    assert re.fullmatch(r"http://localhost:\d+/dstack/", place)
    link = server.said(r"sign in once, within an hour, by (\S+)")
    _, url, page = follow(link)
    assert "sales" in page
    assert url == place
    with pytest.raises(urllib.error.HTTPError, match="401"):
        follow(link)
    (entry,) = (home / "store" / "servers").glob("*.json")
    assert json.loads(entry.read_text())["pid"] == server.process.pid
    assert server.stop(signal.SIGTERM) == 0
    assert not entry.exists()
    assert "Traceback" not in server.log.read_text()


def test_it_answers_its_owner_alone_with_nothing_but_voila_beside_it_and_ends_at_ctrl_c(start, tmp_path, monkeypatch):
    monkeypatch.setenv("DSTACK_HOME", str(tmp_path / "other"))
    ds.push("elsewhere", "some text")
    monkeypatch.delenv("DSTACK_HOME")
    server = start(f"--DstackApp.home={tmp_path / 'other'}")
    base = server.link().removesuffix("/dstack/")
    server.said("(you are)")
    owner = token(tmp_path / "other")
    assert "elsewhere" in fetch(f"{base}/dstack/", **owner)
    for absent in (
        "/lab",
        "/api/terminals",
        "/lsp/status",
        "/voila",
        "/api/kernels",
        "/voila/render/x.ipynb",
        "/api/contents",
        "/files/x",
    ):
        with pytest.raises(urllib.error.HTTPError, match="404"):
            fetch(base + absent, **owner)
    (tmp_path / "mine.png").write_bytes(b"picture")
    with pytest.raises(urllib.error.HTTPError, match="403"):
        fetch(f"{base}/voila/files/mine.png", **owner)
    with pytest.raises(urllib.error.HTTPError, match="401"):
        fetch(f"{base}/dstack/api/v1/stacks/a/b/-/frames/head/attachments/0/content")
    if outside := outer_address():
        with pytest.raises(OSError):
            socket.create_connection((outside, int(base.rpartition(":")[2])), timeout=2)
    assert list((tmp_path / "other" / "store" / "servers").iterdir()) != []
    assert server.stop(signal.SIGINT) == 0
    assert list((tmp_path / "other" / "store" / "servers").iterdir()) == []
    assert "Traceback" not in server.log.read_text()


async def test_a_page_moves_its_widgets_and_runs_no_code_of_its_own(start, tmp_path, home):
    ds.push("notes", "some text")
    board = ds.dashboard("World", ["notes"])
    server = start()
    base = server.link().removesuffix("/dstack/")
    server.said("(you are)")
    accounts = open_store(home).session(Viewer.local_owner(open_store(home).owner)).accounts
    accounts.add_user("stranger")
    headers = token(home)
    page = await AsyncHTTPClient().fetch(f"{base}/dstack/v/{board.path}", headers=headers, request_timeout=150)
    kernel = re.search(r'"kernelId": ?"([0-9a-f-]{36})"', page.body.decode())[1]
    channel = f"{base.replace('http', 'ws')}/api/kernels/{kernel}/channels"
    assert json.loads(fetch(f"{base}/api/kernels/{kernel}", **headers))["id"] == kernel
    for way in ("", "/restart", "/interrupt"):
        method = "POST" if way else "DELETE"
        request = HTTPRequest(
            f"{base}/api/kernels/{kernel}{way}", method, headers=headers, allow_nonstandard_methods=True
        )
        with pytest.raises(HTTPClientError, match=r"404|403"):
            await AsyncHTTPClient().fetch(request)
    for others in ({}, {"Authorization": f"Bearer {accounts.new_token('test', user='stranger').secret}"}):
        with pytest.raises(HTTPClientError, match=r"404|403"):
            await websocket_connect(HTTPRequest(channel, headers=others))
    children = psutil.Process(server.process.pid).children(recursive=True)
    (kernel_process,) = [each for each in children if "ipykernel_launcher" in each.cmdline()]
    assert kernel_process.environ()["DSTACK_VIEWER"] == board.path.user
    socket_of_page = await websocket_connect(HTTPRequest(channel, headers=headers))
    code = f"open({str(tmp_path / 'trace')!r}, 'w')"
    await socket_of_page.write_message(message("execute_request", {"code": code, "silent": False}))
    await socket_of_page.write_message(message("comm_info_request", {}))
    while (answer := json.loads(await socket_of_page.read_message()))["msg_type"] != "comm_info_reply":
        assert answer["msg_type"] != "execute_reply"
    socket_of_page.close()
    assert not (tmp_path / "trace").exists()
    assert server.stop() == 0


def message(kind, content):
    header = {"msg_id": kind, "msg_type": kind, "username": "", "session": "page", "version": "5.4"}
    return json.dumps({"channel": "shell", "header": header, "parent_header": {}, "metadata": {}, "content": content})


def test_the_first_start_makes_its_owner_and_a_profile_and_the_next_only_says_how_to_sign_in(start, home):
    home.mkdir()
    config = home / "config.yaml"
    config.write_text("# mine\nprofiles:\n    # the store of this computer\n    default:\n        store: local\n")
    server = start()
    base = server.link()
    server.said("(sign in once)")
    assert 'ds.push("sales", df, profile="server")' in server.log.read_text()
    text = config.read_text()
    assert "# mine" in text
    assert "# the store of this computer" in text
    profiles = yaml.safe_load(text)["profiles"]
    assert profiles["default"] == {"store": "local"}
    assert profiles["server"]["server"] == f"{base}api"
    assert config.stat().st_mode & 0o777 == 0o600
    assert profiles["server"]["token"] not in server.log.read_text()
    listed = fetch(f"{base}api/v1/stacks", Authorization=f"Bearer {profiles['server']['token']}")
    assert json.loads(listed)["stacks"] == []
    assert ds.push("sales", "May", profile="server").url.startswith(base)
    assert ds.pull("sales") == ds.pull("sales", profile="server") == "May"
    for root in (f"{base}api", base.replace("dstack/", "api")):  # the second is where the server of 2020 was
        client = PythonClient(root, profiles["server"]["user"], profiles["server"]["token"])
        assert client.push_frame("of/2020", {"content_type": "text/plain", "data": root.encode()}).startswith(base)
        assert client.pull("of/2020")[0] == root.encode()
    server.stop()
    again = start()
    assert f"jupyter dstack link --home {home}" in again.said("(to sign in, ask for a link .*)")
    assert config.read_text() == text.replace(base, again.link())
    assert f"says now that this server is at {again.link()}api" in again.log.read_text()
    assert ds.pull("sales", profile="server") == "May"
    answer = subprocess.run(
        [*COMMAND, "link"], capture_output=True, text=True, check=True, timeout=60, env=environment(home.parent)
    )
    _, url, _ = follow(answer.stdout.strip())
    assert url == again.link()
    store = open_store(home)
    assert [user.name for user in store.session(Viewer.local_owner(store.owner)).accounts.users()] == [store.owner]


def test_a_link_without_a_server_says_what_to_start(home):
    answer = subprocess.run(
        [*COMMAND, "link"], capture_output=True, text=True, check=False, timeout=60, env=environment(home.parent)
    )
    assert answer.returncode == 1
    assert "start one: jupyter dstack" in answer.stderr


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--ip=0.0.0.0"], "add --certfile and --keyfile"),
        (["--ip="], "add --certfile and --keyfile"),
        (["--ServerApp.disable_check_xsrf=True"], "take away disable_check_xsrf"),
        (["--ServerApp.allow_origin=*"], "let allow_origin name the one that may"),
        (["--IdentityProvider.token="], "has users of its own"),
        (["--PasswordIdentityProvider.hashed_password=argon2:x"], "has users of its own"),
    ],
)
def test_it_does_not_start_open(start, options, words):
    server = start(*options)
    assert server.process.wait(120) == 1
    assert words in server.log.read_text()


def requests_in(log, count):
    """The lines of so many requests; the last is written after its answer was sent."""
    for _ in range(600):
        lines = [line for line in log.read_text().splitlines() if line.startswith('{"time"')]
        if len(lines) >= count:
            break
        time.sleep(0.1)
    return [json.loads(line) for line in lines]


def test_it_writes_a_line_for_each_request_without_what_is_secret(start, home):
    server = start("--DstackApp.access_log=True")
    base = server.link()
    server.said("(you are)")
    headers = token(home)
    fetch(f"{base}api/v1/stacks?q=wanted", **headers)
    with pytest.raises(urllib.error.HTTPError, match="401") as refused:
        fetch(f"{base}api/v1/stacks?token=wanted", Authorization="Bearer wanted")
    refused.value.close()
    lines = requests_in(server.log, 2)
    store = open_store(home)
    assert [(line["user"], line["method"], line["path"], line["status"]) for line in lines] == [
        (store.owner, "GET", "/dstack/api/v1/stacks", 200),
        (None, "GET", "/dstack/api/v1/stacks", 401),
    ]
    assert "wanted" not in server.log.read_text()
    assert headers["Authorization"].partition(" ")[2] not in server.log.read_text()


def wait_for_running(base, count, **headers):
    """Wait until the server answers so many requests beside the one that asks."""
    while f"dstack_requests_running {count + 1}.0" not in fetch(f"{base.removesuffix('dstack/')}metrics", **headers):
        time.sleep(0.05)


def is_listening(place):
    with suppress(OSError), socket.create_connection((place.hostname, place.port), timeout=2):
        return True
    return False


def test_it_finishes_what_it_is_answering_before_it_stops(start, home):
    server = start("--DstackApp.stop_seconds=20")
    base = server.link()
    server.said("(you are)")
    content = b"x" * 100_000
    place = urlsplit(f"{base}api/v1/contents/{sha256(content).hexdigest()}")
    connection = HTTPConnection(place.hostname, place.port, timeout=60)
    connection.putrequest("PUT", place.path)
    for name, value in {**token(home), "Content-Length": len(content), "Upload-Length": len(content)}.items():
        connection.putheader(name, str(value))
    connection.endheaders(content[:50_000])
    wait_for_running(base, 1, **token(home))
    server.process.send_signal(signal.SIGTERM)
    while is_listening(place):
        time.sleep(0.05)
    connection.send(content[50_000:])
    assert connection.getresponse().status == 201
    connection.close()
    assert server.process.wait(60) == 0


def test_one_who_asks_twice_does_not_wait(start, home):
    server = start("--DstackApp.stop_seconds=60")
    base = server.link()
    server.said("(you are)")
    place = urlsplit(f"{base}api/v1/contents/{'0' * 64}")
    connection = HTTPConnection(place.hostname, place.port, timeout=60)
    connection.putrequest("PUT", place.path)
    for name, value in {**token(home), "Content-Length": 9, "Upload-Length": 9}.items():
        connection.putheader(name, str(value))
    connection.endheaders(b"x")
    wait_for_running(base, 1, **token(home))
    server.process.send_signal(signal.SIGTERM)
    while is_listening(place):
        time.sleep(0.05)
    assert server.process.poll() is None
    server.stop()
    connection.close()


def test_it_lets_others_in_without_tls_when_it_is_told_to(start):
    server = start("--ip=0.0.0.0", "--insecure")
    server.said("(you are)")


def test_the_configuration_of_the_user_wins(tmp_path):
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "jupyter_dstack_config.py").write_text("c.MappingKernelManager.cull_interval = 5")
    options = ["--show-config-json", "--MappingKernelManager.cull_idle_timeout=7"]
    answer = subprocess.run(
        [*COMMAND, *options], capture_output=True, text=True, check=True, timeout=60, env=environment(tmp_path)
    )
    kernels = json.loads(answer.stdout)["MappingKernelManager"]
    assert (kernels["cull_idle_timeout"], kernels["cull_interval"]) == (7, 5)
    assert "execute_request" not in kernels["allowed_message_types"]
    assert "comm_msg" in kernels["allowed_message_types"]


def test_the_demo_fills_a_store_of_its_own_and_hands_the_options_on(home, monkeypatch):
    started = []
    monkeypatch.setattr(dstack_jupyter.demo, "fill", lambda say: ds.push("world", "some text") and "world")
    monkeypatch.setattr(DstackApp, "launch_instance", started.append)
    monkeypatch.setenv("DSTACK_HOME", str(home))
    DemoApp.clear_instance()
    app = DemoApp.instance()
    app.initialize(["--no-browser", "--port", "8900"])
    app.start()
    (options,) = started
    assert options[0] == f"--DstackApp.default_url=/dstack/d/{ds.stack('world').user}/world"
    assert options[-3:] == ["--no-browser", "--port", "8900"]
    assert os.environ["DSTACK_HOME"] == str(home / "demo")
    assert not DemoApp.initialized()


def test_it_says_its_version():
    answer = subprocess.run([*COMMAND, "--version"], capture_output=True, text=True, check=True, timeout=60)
    assert answer.stdout.strip() == __version__


def test_the_extension_imports_little():
    """Every start of a Jupyter server imports it, whether or not anybody looks at a stack."""
    script = (
        "import jupyter_server.serverapp, jupyter_server.extension.application, sys\n"
        "before = set(sys.modules)\n"
        "import dstack_server\n"
        "print(*set(sys.modules) - before)\n"
        "import dstack_server.app\n"
        "print(*sys.modules)\n"
    )
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    package, application = (set(line.split()) for line in answer.stdout.splitlines())
    assert package == {"dstack_server"}
    assert (
        not {"pandas", "pyarrow", "plotly", "ipywidgets", "sqlmodel", "sqlalchemy", "pydantic", "voila"} & application
    )


def outer_address():
    """An address of this computer that others could reach, or None."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))
        except OSError:
            return None
        address = probe.getsockname()[0]
    return None if address.startswith("127.") else address

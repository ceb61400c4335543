"""The page on serving a team is right: its lines run as they are written, with a real nginx in front."""

import asyncio
import configparser
import http.client
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest
from tornado.httpclient import HTTPRequest
from tornado.websocket import websocket_connect

import dstack_jupyter as ds
from dstack_jupyter.client.config import read_profile
from dstack_jupyter.store.store import open_store
from tests.server.nginx import Nginx, executable
from tests.server.running import Running, environment, follow

PAGE = (Path(__file__).parents[2] / "docs" / "serve-a-team.md").read_text(encoding="utf-8")
HOST = "team.example.com"
OPENSSL = shutil.which("openssl")

pytestmark = pytest.mark.skipif(OPENSSL is None, reason="openssl makes the certificate")
behind_nginx = pytest.mark.skipif(executable() is None, reason="nginx is not installed: apt-get install nginx-light")


def examples(language):
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A folder with a key and a certificate of the name of the page, and of this computer."""
    folder = tmp_path_factory.mktemp("tls")
    names = f"subjectAltName=DNS:{HOST},DNS:localhost,IP:127.0.0.1"
    made = ["-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", f"/CN={HOST}", "-addext", names]
    files = ["-keyout", str(folder / "key.pem"), "-out", str(folder / "cert.pem")]
    subprocess.run([OPENSSL, "req", *made, *files], check=True, capture_output=True)
    return folder


class Site:
    """A server as the page starts it, behind nginx as the page configures it."""

    def __init__(self, folder, certificate, base):
        self.base, self.folder, self.home, self.port = base, folder, folder / "home", free_port()
        self.url, self.certificate = f"https://{HOST}{base}", certificate / "cert.pem"
        self.server = self._start(inside := free_port())
        try:
            self.link = self.server.said(r"sign in once, within an hour, by (\S+)")
            self.nginx = Nginx(folder, self._lines(certificate, inside), self.port)
        except BaseException:
            self.server.process.kill()
            raise

    def stop(self):
        self.nginx.stop()
        self.server.stop()

    def context(self):
        return ssl.create_default_context(cafile=self.certificate)

    def opener(self):
        return urllib.request.HTTPSHandler(context=self.context())

    @property
    def token(self):
        """That of the profile that the first start made."""
        return read_profile("server").token

    @contextmanager
    def asking(self, path, source=None, **headers):
        """The answer of the server through the proxy, which is still to be read; `source` is who seems to ask."""
        connection = http.client.HTTPSConnection(
            HOST, context=self.context(), timeout=60, source_address=(source, 0) if source else None
        )
        connection.request("GET", f"{self.base}{path}", headers=headers)
        with connection.getresponse() as answer:
            yield answer
        connection.close()

    def asked(self, path, source=None, **headers):
        """What the server answers through the proxy: status, headers and body."""
        with self.asking(path, source, **headers) as answer:
            return answer.status, answer.headers, answer.read()

    def run(self, lines, **variables):
        """Runs lines of a shell of the page, and returns what they print; curl finds the proxy at its port."""
        curl = f'connect-to = "{HOST}:443:127.0.0.1:{self.port}"\ncacert = "{self.certificate}"\nsilent\nfail\n'
        (self.folder / ".curlrc").write_text(curl, encoding="utf-8")
        path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
        lines = lines.replace(f"https://{HOST}/", self.url)
        done = subprocess.run(
            ["sh", "-ec", lines],
            cwd=self.folder,
            env=environment(self.folder, DSTACK_HOME=str(self.home), PATH=path, **variables),
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def _start(self, inside):
        (command,) = re.findall(r"`jupyter dstack (--no-browser --config=\S+)`", PAGE)
        more = f'c.ServerApp.base_url = "{self.base}"\n' if self.base != "/" else ""
        config = self.folder / "config.py"
        config.write_text(examples("text")[0].replace(f"https://{HOST}/", self.url) + more, encoding="utf-8")
        options = command.replace("/etc/dstack/config.py", str(config)).split()
        return Running(self.folder, *options[1:], f"--port={inside}", DSTACK_HOME=str(self.home))

    def _lines(self, certificate, inside):
        places = {
            "listen 443 ssl": f"listen 127.0.0.1:{self.port} ssl",
            "/etc/ssl/team.pem": str(certificate / "cert.pem"),
            "/etc/ssl/team.key": str(certificate / "key.pem"),
            "http://127.0.0.1:8888": f"http://127.0.0.1:{inside}",
        }
        (lines,) = examples("nginx")
        for written, here in places.items():
            assert written in lines
            lines = lines.replace(written, here)
        return lines


@pytest.fixture(scope="module", params=["/", "/stacks/"], ids=["root", "below-a-path"])
def running_site(request, tmp_path_factory, certificate):
    if executable() is None:
        pytest.skip("nginx is not installed: apt-get install nginx-light")
    site = Site(tmp_path_factory.mktemp("site"), certificate, request.param)
    yield site
    site.stop()


@pytest.fixture
def site(running_site, monkeypatch):
    """The site; its name leads to this computer, as DNS would have it, and its profile is one of ours."""
    found = socket.getaddrinfo

    def at_this_computer(host, port, *rest, **more):
        here = ("127.0.0.1", running_site.port) if host in (HOST, HOST.encode()) else (host, port)
        return found(*here, *rest, **more)

    monkeypatch.setattr(socket, "getaddrinfo", at_this_computer)
    monkeypatch.setenv("DSTACK_CONFIG", str(running_site.home / "config.yaml"))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(running_site.certificate))
    return running_site


@behind_nginx
def test_the_link_of_the_first_start_signs_in_and_keeps_its_cookie_to_tls(site):
    assert site.link.startswith(f"{site.url}dstack/sign-in/link")
    session, url, page = follow(site.link, site.opener())
    assert url == f"{site.url}dstack/"
    assert 'id="dstack-web"' in page
    (cookie,) = [one for one in cookies_of(session) if one.name.startswith("dstack-")]
    assert (cookie.secure, cookie.path, cookie.domain) == (True, site.base, HOST)
    with session.open(f"{site.url}dstack/api/v1/me") as answer:
        assert json.load(answer)["user"] == open_store(site.home).owner


@behind_nginx
def test_a_page_of_the_site_writes_and_one_of_another_site_does_not(site):
    session, _, _ = follow(site.run("jupyter dstack link").strip(), site.opener())
    (xsrf,) = [one.value for one in cookies_of(session) if one.name == "_xsrf"]
    place, wish = f"{site.url}dstack/api/v1/users/{open_store(site.home).owner}/tokens", json.dumps({"name": "page"})
    sent = {"X-XSRFToken": xsrf, "Content-Type": "application/json"}
    for origin, status in ((f"https://{HOST}", 201), ("https://elsewhere.example.com", 404)):
        request = urllib.request.Request(place, wish.encode(), {**sent, "Origin": origin})
        assert status_of(session, request) == status


def cookies_of(session):
    (processor,) = [one for one in session.handlers if isinstance(one, urllib.request.HTTPCookieProcessor)]
    return processor.cookiejar


def status_of(session, request):
    try:
        with session.open(request, timeout=60) as answer:
            return answer.status
    except urllib.error.HTTPError as error:
        error.close()
        return error.code


@behind_nginx
def test_an_administrator_adds_users_and_tokens_by_the_lines_of_the_page(site):
    add, make_and_revoke = examples("bash")[1:3]
    server, _, *lines = add.splitlines()
    said = site.run("\n".join([server, f"TOKEN={site.token}", *lines]))
    assert json.loads(said.partition("}")[0] + "}")["name"] == "bob"
    _, _, page = follow(re.search(r"https://\S+", said)[0], site.opener())
    assert "bob" in page
    make, revoke = re.findall(r"^curl .*?[^\\]\n", make_and_revoke, re.DOTALL | re.MULTILINE)
    known = f"{server}\nTOKEN={site.token}\n"
    made = json.loads(site.run(known + make))
    bob = {"Authorization": f"Bearer {made['secret']}"}
    assert json.loads(site.asked("dstack/api/v1/me", **bob)[2])["user"] == "bob"
    (named,) = re.findall(r"tokens/([0-9a-f]+) ", revoke)
    site.run(known + revoke.replace(named, made["token"]["id"]))
    assert site.asked("dstack/api/v1/me", **bob)[0] == 401


@behind_nginx
def test_a_hundred_megabytes_pass_both_ways_and_in_part(site, tmp_path):
    file = tmp_path / "large.bin"
    file.write_bytes(os.urandom(100_000_000))
    pushed = ds.push("large", file, profile="server")
    assert pushed.url.startswith(site.url)
    assert ds.pull("large", profile="server", as_="path").read_bytes() == file.read_bytes()
    content = f"dstack/api/v1/stacks/{open_store(site.home).owner}/large/-/frames/head/attachments/0/content"
    asked = {"Authorization": f"Bearer {site.token}", "Range": "bytes=99999990-"}
    status, headers, part = site.asked(content, **asked)
    assert (status, part) == (206, file.read_bytes()[-10:])
    assert headers["Content-Range"] == "bytes 99999990-99999999/100000000"
    status, _, _ = site.asked(content, **asked, **{"If-Range": headers["ETag"]})
    assert status == 206
    assert site.asked(content, Authorization=asked["Authorization"], **{"If-None-Match": headers["ETag"]})[0] == 304


@behind_nginx
def test_events_are_told_through_the_proxy_while_the_stream_goes_on(site):
    with site.asking("dstack/api/v1/events", Authorization=f"Bearer {site.token}") as answer:
        assert answer.readline().startswith(b"retry")
        ds.push("told", f"text {time.time()}", profile="server")
        while (line := answer.readline()) != b"event: frame.new\n":
            assert line.strip() == b"" or line.startswith((b"id", b"event", b"data"))


@behind_nginx
@pytest.mark.parametrize("name", ["X-Forwarded-For", "X-Real-IP"])
def test_people_come_from_where_the_proxy_says_and_not_from_where_they_say(site, name):
    said = f"told-by-{name}"
    site.asked(f"dstack/{said}", source="127.0.0.2", **{name: "192.0.2.7"})
    assert site.server.said(rf'("address": "127\.0\.0\.2", .*{said})')
    assert "192.0.2.7" not in site.server.log.read_text()


@behind_nginx
def test_a_name_that_is_not_of_the_site_is_refused(site):
    assert site.asked("dstack/api/v1/health", Host="elsewhere.example.com")[0] == 403
    assert site.asked("dstack/api/v1/health")[0] == 200


@behind_nginx
def test_who_watches_it_reads_its_health_and_its_metrics(site):
    assert json.loads(site.asked("dstack/api/v1/health")[2])["status"] == "ok"
    assert site.asked("metrics")[0] == 401
    status, _, metrics = site.asked("metrics", Authorization=f"Bearer {site.token}")
    assert status == 200
    assert b"dstack_disk_free_bytes" in metrics


@behind_nginx
@pytest.mark.kernel
async def test_a_page_with_a_kernel_talks_over_the_websocket(site):
    ds.push("notes", "some text", profile="server")
    board = ds.dashboard("World", ["notes"], profile="server")
    headers = {"Authorization": f"Bearer {site.token}"}
    status, _, page = await asyncio.to_thread(site.asked, f"dstack/v/{board.path}", **headers)
    assert status == 200
    kernel = re.search(r'"kernelId": ?"([0-9a-f-]{36})"', page.decode())[1]
    channel = f"wss://{HOST}{site.base}api/kernels/{kernel}/channels"
    origin = {"Origin": f"https://{HOST}"}
    talk = await websocket_connect(HTTPRequest(channel, headers={**headers, **origin}, ssl_options=site.context()))
    header = {"msg_id": "1", "msg_type": "comm_info_request", "username": "", "session": "page", "version": "5.4"}
    message = {"channel": "shell", "header": header, "parent_header": {}, "metadata": {}, "content": {}}
    await talk.write_message(json.dumps(message))
    async with asyncio.timeout(60):
        while json.loads(await talk.read_message())["msg_type"] != "comm_info_reply":
            pass
    talk.close()


@pytest.fixture
def start(tmp_path):
    """Starts a server that is stopped at the end."""
    running = []

    def begin(*options, **variables):
        running.append(Running(tmp_path, *options, **variables))
        return running[-1]

    yield begin
    for each in running:
        each.process.kill()
        each.process.wait()


def test_without_a_proxy_it_answers_over_tls(start, certificate, tmp_path):
    for name in ("cert.pem", "key.pem"):
        shutil.copy(certificate / name, tmp_path)
    (line,) = [line for line in "".join(examples("bash")).splitlines() if "--certfile" in line]
    server = start(*line.split()[3:])
    server.said("(you are)")
    port = re.search(r":(\d+)/", server.link())[1]
    context = ssl.create_default_context(cafile=certificate / "cert.pem")
    with urllib.request.urlopen(f"https://localhost:{port}/dstack/api/v1/health", context=context) as answer:
        assert json.load(answer)["status"] == "ok"
    link = server.said(r"sign in once, within an hour, by https://[^:]+(\S+)")
    session, _, _ = follow(f"https://localhost{link}", urllib.request.HTTPSHandler(context=context))
    (processor,) = [one for one in session.handlers if isinstance(one, urllib.request.HTTPCookieProcessor)]
    secure = {cookie.name.partition("-")[0]: cookie.secure for cookie in processor.cookiejar}
    assert secure == {"_xsrf": True, "dstack": True}


UNIT = Path(__file__).parents[2] / "docs" / "dstack.service"


def unit_for(folder):
    """The unit with its places in a folder, and this Python."""
    places = {
        "/opt/dstack/bin": str(Path(sys.executable).parent),
        "/var/lib/dstack": str(folder / "home"),
        "/etc/dstack": str(folder),
    }
    text = UNIT.read_text(encoding="utf-8")
    for written, here in places.items():
        assert written in text
        text = text.replace(written, here)
    return text


def test_the_unit_of_the_page_is_the_one_that_is_shipped():
    assert examples("ini") == [UNIT.read_text(encoding="utf-8")]


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze checks the unit")
def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path):
    unit = tmp_path / UNIT.name
    unit.write_text(unit_for(tmp_path), encoding="utf-8")
    done = subprocess.run(["systemd-analyze", "verify", "--man=no", str(unit)], capture_output=True, text=True)
    assert not [line for line in done.stderr.splitlines() if UNIT.name in line]


def test_the_command_of_the_unit_needs_nothing_of_a_shell_and_stops_in_peace(tmp_path):
    unit = configparser.ConfigParser(interpolation=None)
    unit.optionxform = str
    unit.read_string(unit_for(tmp_path))
    service = unit["Service"]
    config = examples("text")[0].replace(f"https://{HOST}/", f"http://{HOST}/") + "c.ServerApp.port = 0\n"
    (tmp_path / "config.py").write_text(config + "c.ServerApp.allow_root = True\n", encoding="utf-8")
    home = Path(service["WorkingDirectory"])
    home.mkdir()
    name, _, value = service["Environment"].partition("=")
    variables = {name: value, "HOME": str(home), "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"}
    with (tmp_path / "journal").open("wb") as journal:
        process = subprocess.Popen(
            service["ExecStart"].split(), cwd=home, env=variables, stdin=subprocess.DEVNULL, stderr=journal
        )
    while process.poll() is None and "sign in once" not in (tmp_path / "journal").read_text():
        time.sleep(0.1)
    process.terminate()
    assert process.wait(float(service["TimeoutStopSec"])) == 0, (tmp_path / "journal").read_text()
    assert open_store(home).owner

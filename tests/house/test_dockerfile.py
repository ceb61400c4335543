"""The instructions of the Dockerfile, one after the other in a fresh environment: as far as one gets without Docker."""

import json
import os
import re
import shlex
import shutil
import socket
import subprocess
import sys
import time
import venv
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet

import dstack_jupyter as ds
from tests.house.conftest import ROOT
from tests.house.test_wheel import PROJECT
from tests.server.running import follow

PLACES = ("/tmp/", "/var/lib/dstack")
OURS = re.compile(r"dstack|__editable__", re.IGNORECASE)


def instructions():
    """The instructions of the file, as pairs of a word and what stands behind it."""
    text = (ROOT / "docs" / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", "")
    lines = [line for line in text.splitlines() if line.strip() and not line.startswith("#")]
    return [tuple(line.split(maxsplit=1)) for line in lines]


class Container:
    """A folder that stands for the file system of a container, with an environment of Python of its own."""

    def __init__(self, folder, context):
        self.folder, self.context, self.port = folder, context, free_port()
        self.variables, self.user, self.begins, self.words, self.health = {}, "root", [], [], []
        for place in PLACES:
            self.place(place).parent.mkdir(parents=True, exist_ok=True)
        self.place(PLACES[0]).mkdir()
        self.bin = environment_of(folder / "python")

    def place(self, path):
        return self.folder / path.strip("/")

    def here(self, text):
        """The text with its places in the folder, and its port one that is free."""
        for place in PLACES:
            text = text.replace(place, str(self.place(place)) + ("/" if place.endswith("/") else ""))
        return text.replace("8888", str(self.port))

    def environment(self):
        path = f"{self.bin}:/usr/sbin:/usr/bin:/sbin:/bin"
        found = os.pathsep.join(["", str(Path(sys.prefix) / "share" / "jupyter")])
        return {
            "PATH": path,
            "HOME": str(self.place(PLACES[1])),
            "JUPYTER_PATH": found.strip(os.pathsep),
            **self.variables,
        }

    def run(self, command, **options):
        return subprocess.run(command, env=self.environment(), capture_output=True, text=True, **options)

    def build(self):
        for word, rest in instructions():
            getattr(self, word)(rest)

    def FROM(self, image):
        version = re.fullmatch(r"python:(\d\.\d+)-slim", image)[1]
        assert version in SpecifierSet(PROJECT["project"]["requires-python"])

    def COPY(self, rest):
        pattern, target = rest.split()
        for path in self.context.glob(pattern):
            shutil.copy(path, self.here(target))

    def RUN(self, command):
        assert self.user == "root"
        lines = f"{self._useradd()}\n{command}" if command.startswith("useradd ") else self.here(command)
        done = self.run(["sh", "-ec", lines])
        assert done.returncode == 0, done.stdout + done.stderr

    def USER(self, name):
        self.user = name

    def WORKDIR(self, path):
        assert self.place(path).is_dir()

    def ENV(self, setting):
        name, _, value = setting.partition("=")
        self.variables[name] = self.here(value)

    def VOLUME(self, path):
        assert self.here(path) == self.variables["DSTACK_HOME"]

    def EXPOSE(self, port):
        assert self.here(port) == str(self.port)

    def HEALTHCHECK(self, rest):
        self.health = json.loads(self.here(rest.partition("CMD ")[2]))

    def ENTRYPOINT(self, words):
        self.begins = json.loads(self.here(words))

    def CMD(self, words):
        self.words = json.loads(self.here(words))

    def _useradd(self):
        """Users are added to the folder, below which is their home, not to this machine; only root may do even that."""
        if os.geteuid() != 0:
            return f"useradd() {{ mkdir -p {shlex.quote(str(self.place(PLACES[1])))}; }}"
        for name in ("passwd", "group", "shadow", "gshadow"):
            (self.folder / "etc").mkdir(exist_ok=True)
            (self.folder / "etc" / name).touch()
        home = shlex.quote(str(self.folder))
        return f'useradd() {{ command useradd --prefix {home} "$@"; }}'


def environment_of(folder):
    """A fresh environment with what we depend on and without us; returns the folder of its commands."""
    venv.create(folder, with_pip=True, symlinks=True)
    (packages,) = folder.glob("lib/*/site-packages")
    for path in {Path(path) for path in sys.path if path.endswith("site-packages")}:
        for each in path.iterdir():
            if not (OURS.search(each.name) or (packages / each.name).exists()):
                (packages / each.name).symlink_to(each)
    script = (Path(sys.executable).parent / "jupyter").read_text(encoding="utf-8")
    (folder / "bin" / "jupyter").write_text(f"#!{folder / 'bin' / 'python'}\n{script.partition(chr(10))[2]}")
    (folder / "bin" / "jupyter").chmod(0o755)
    return folder / "bin"


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return listener.getsockname()[1]


@pytest.mark.timeout(600)
@pytest.mark.skipif(os.name != "posix", reason="containers are of Linux")
def test_its_instructions_make_a_server_that_says_that_it_is_well(tmp_path, wheel, monkeypatch):
    container = Container(tmp_path, wheel.parent)
    container.build()
    assert container.user not in ("root", "0")
    assert container.run(container.health).returncode != 0
    root = ["--allow-root"] if os.geteuid() == 0 else []
    with (tmp_path / "log").open("wb") as log:
        command = [*container.begins, *root, *container.words]
        server = subprocess.Popen(
            [str(container.bin / command[0]), *command[1:]],
            env=container.environment(),
            cwd=container.place(PLACES[1]),
            stdout=log,
            stderr=log,
        )
    try:
        while server.poll() is None and container.run(container.health).returncode != 0:
            time.sleep(0.2)
        while server.poll() is None and "sign in once" not in (tmp_path / "log").read_text():
            time.sleep(0.2)
        link = re.search(r"sign in once, within an hour, by (\S+)", (tmp_path / "log").read_text())[1]
        assert link.startswith(f"http://localhost:{container.port}/")
        monkeypatch.setenv("DSTACK_CONFIG", str(container.place(PLACES[1]) / "config.yaml"))
        ds.push("sales", "May", profile="server")
        assert "sales" in follow(link)[2]
    finally:
        server.terminate()
    assert server.wait(30) == 0, (tmp_path / "log").read_text()


def test_the_page_names_the_places_of_the_file():
    page = (ROOT / "docs" / "serve-a-team.md").read_text(encoding="utf-8")
    (volume,) = [rest for word, rest in instructions() if word == "VOLUME"]
    (port,) = [rest for word, rest in instructions() if word == "EXPOSE"]
    runs = re.findall(r"^docker run .*?[^\\]\n", page, re.DOTALL | re.MULTILINE)
    assert runs
    for run in runs:
        assert f"--volume dstack:{volume} " in run
        assert f"--publish 127.0.0.1:{port}:{port} " in run

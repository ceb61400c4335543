"""A script of 2020 runs as written: real programs, in processes of their own."""

import os
import signal
import socket
import subprocess
import sys
import time

import pytest
import yaml

from dstack_jupyter.cli import exits

SCRIPT = """
set -e
dstack config add --token "$TOKEN" --user "$OWNER" --server "http://localhost:$PORT/api"
dstack config list
dstack push sales.csv sales country=FR --as table -m May
dstack push report.txt reports/may
dstack pull sales country=FR -o again.csv
dstack pull reports/may -o again.txt
dstack stacks
"""


@pytest.fixture
def work(tmp_path, monkeypatch):
    """A folder to work in, with the short command on the PATH and a home of its own."""
    for name in ("DSTACK_HOME", "DSTACK_CONFIG"):
        monkeypatch.delenv(name, raising=False)
    for kind in ("CONFIG", "DATA", "RUNTIME"):
        monkeypatch.setenv(f"JUPYTER_{kind}_DIR", str(tmp_path / kind.lower()))
    for name in ("bin", "home", "server"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.chdir(tmp_path)
    alias = [sys.executable, "-m", "dstack_server.command", "alias", "--folder", "bin"]
    subprocess.run(alias, check=True, capture_output=True)
    return tmp_path


@pytest.fixture
def server(work):
    """The port of a server that was started as in 2020."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with (work / "server.log").open("wb") as log:
        process = subprocess.Popen(
            ["dstack", "server", "start", "--port", str(port), "--home", str(work / "server"), "--no-verify"],
            stdin=subprocess.DEVNULL, stdout=log, stderr=log,
        )  # fmt: skip
    end = time.monotonic() + 90
    while "sign in once" not in (work / "server.log").read_text():
        assert process.poll() is None, (work / "server.log").read_text()
        assert time.monotonic() < end
        time.sleep(0.1)
    yield port
    process.send_signal(signal.SIGTERM)
    process.wait(30)


def test_a_script_of_2020(work, server):
    (work / "sales.csv").write_text("city,sold\r\nParis,3\r\n")
    (work / "report.txt").write_text("all is well\n")
    made = yaml.safe_load((work / "server" / ".dstack" / "config.yaml").read_text())["profiles"]["server"]
    environment = {**os.environ, "TOKEN": made["token"], "OWNER": made["user"], "PORT": str(server)}
    ran = subprocess.run(["sh", "-c", SCRIPT], env=environment, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert (work / "again.csv").read_bytes() == (work / "sales.csv").read_bytes()
    assert (work / "again.txt").read_text() == "all is well\n"
    assert made["token"] not in ran.stdout + ran.stderr
    assert not (work / "home" / ".dstack" / "store").exists()


def test_a_server_that_is_not_there_has_a_status_of_its_own(work):
    add = ["dstack", "config", "add", "--token", "x", "--user", "ann", "--server", "http://127.0.0.1:9/api"]
    subprocess.run(add, check=True, capture_output=True)
    ran = subprocess.run(["dstack", "stacks"], capture_output=True, text=True, check=False)
    assert ran.returncode == exits.NO_SERVER
    assert ran.stderr.count("\n") == 1


def test_an_interrupted_command_is_quiet(work):
    process = subprocess.Popen(
        ["dstack", "push", "-", "dump", "--type", "csv"],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    process.stdin.write(b"a,b\n" * 100_000)  # more than a pipe holds: it reads when this is done
    process.stdin.flush()
    process.send_signal(signal.SIGINT)
    said, complaint = process.communicate()
    assert (process.returncode, said, complaint) == (exits.INTERRUPTED, b"", b"")

"""The page on scheduled jobs is right: its lines run as they are written, in the environment that a job has."""

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager, suppress
from pathlib import Path

import nbformat
import pytest

import dstack_jupyter as ds
from dstack_jupyter.client.profiles import backend
from dstack_jupyter.model.names import StackPath

PAGE = (Path(__file__).parents[3] / "docs" / "scheduled-jobs.md").read_text(encoding="utf-8")
SERVER = "https://dstack.example.org"
SECRET = "/run/secrets/dstack-token"
LAB_TOKEN = "of-the-lab"
PYTHON_3 = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}


def examples(language):
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)


def command_of_cron():
    """The settings and the command of the crontab, as cron hands them to a shell."""
    *settings, line = examples("sh")[1].splitlines()
    return "\n".join([*(f"export {one}" for one in settings), re.sub(r"^(\S+ ){5}", "", line)])


@pytest.fixture
def account(tmp_path):
    """The home folder of who runs the job: with the script, an environment of Python, and the file of the token."""
    (tmp_path / ".dstack").mkdir()
    (tmp_path / ".venv").symlink_to(sys.prefix)
    (tmp_path / "nightly.py").write_text(examples("python")[0], encoding="utf-8")
    return tmp_path


@pytest.fixture
def run(account):
    """Runs lines of a shell with nothing but what cron gives, for a server and with a token."""

    def run(lines, server, token, **more):
        secret = account / ".dstack" / "token"
        secret.write_text(f"{token}\n", encoding="utf-8")
        shell = lines.replace(SERVER, server.removesuffix("/")).replace(SECRET, str(secret))
        variables = {"HOME": str(account), "SHELL": "/bin/sh", "LOGNAME": "ann", "PATH": "/usr/bin:/bin", **more}
        return subprocess.run(["sh", "-c", shell], cwd=account, env=variables, capture_output=True, text=True)

    return run


@pytest.fixture
def bob(home):
    """A user of the store."""
    accounts = backend().accounts
    accounts.add_user("bob")
    return accounts


def test_the_script_of_cron_pushes_and_may_run_again(run, server_of, served):
    for _ in range(2):
        done = run(command_of_cron(), server_of("/"), served.TOKEN)
        assert done.returncode == 0, done.stderr
    assert ds.pull("sales/nightly") == {"rows": 3}
    assert ds.stack("sales/nightly").head.origin.script.endswith("nightly.py")
    assert len(ds.history("sales/nightly")) == 1


def test_a_script_that_fails_says_so_with_its_status_and_its_last_line(run, served):
    done = run(command_of_cron(), "http://127.0.0.1:9/", served.TOKEN)
    assert done.returncode == 1
    assert "http://127.0.0.1:9" in done.stderr.splitlines()[-1]
    assert served.TOKEN not in done.stderr


def test_the_token_of_the_page_pushes_to_the_one_stack_and_does_nothing_else(run, server_of, bob, account):
    url = server_of("/", users=True)
    allowed = bob.new_token("laptop", user="bob", scope="admin", days=1).secret
    made = run(f"TOKEN={allowed}\n{examples('sh')[0]}", url, "")
    secret = json.loads(made.stdout)["secret"]
    assert run(command_of_cron(), url, secret).returncode == 0
    script = account / "nightly.py"
    script.write_text(script.read_text().replace('"rows": 3', '"rows": 4'), encoding="utf-8")
    command = re.search(r"`jupyter dstack (token create .*?)`", PAGE)[1].split()
    printed = subprocess.run(
        [sys.executable, "-m", "dstack_server.command", *command], capture_output=True, text=True, check=True
    )
    assert run(command_of_cron(), url, printed.stdout.strip()).returncode == 0
    assert len(backend().frames(StackPath("bob", "sales/nightly"))) == 2
    script.write_text(script.read_text().replace("sales/nightly", "sales/others"), encoding="utf-8")
    refused = run(command_of_cron(), url, printed.stdout.strip())
    assert refused.returncode == 1
    assert "bob/sales/nightly" in refused.stderr.splitlines()[-1]


def report(path, push):
    """A notebook with a parameter, which pushes."""
    given = nbformat.v4.new_code_cell("country = 'DE'", metadata={"tags": ["parameters"]})
    cells = [given, nbformat.v4.new_code_cell(f"import dstack_jupyter as ds\ntable = 'of ' + country\n{push}")]
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=PYTHON_3), path)


@pytest.mark.kernel
def test_the_notebook_of_papermill_pushes_with_its_params(run, account, server_of, served):
    report(account / "report.ipynb", re.search(r"`(ds\.push\(.*?country=country\))`", PAGE)[1])
    path = f"{account / '.venv' / 'bin'}:/usr/bin:/bin"
    done = run(examples("sh")[2], server_of("/"), served.TOKEN, PATH=path)
    assert done.returncode == 0, done.stderr
    assert ds.pull("report", country="FR") == "of FR"


@contextmanager
def jupyter_with_scheduler(folder, secret):
    """Yields what asks a Jupyter server for jobs, as the dialogs of JupyterLab do."""
    options = {
        "ServerApp.jpserver_extensions": "{'jupyter_scheduler': True, 'dstack_server': True}",
        "IdentityProvider.token": LAB_TOKEN,
        "ServerApp.port": "0",
        "ServerApp.allow_root": "True",
        "ServerApp.open_browser": "False",
    }
    variables = {"HOME": str(folder), "PATH": os.environ["PATH"], "DSTACK_TOKEN_FILE": str(secret)}
    words = [sys.executable, "-m", "jupyter", "server", *(f"--{name}={value}" for name, value in options.items())]
    with (folder / "jupyter.log").open("wb") as log:
        server = subprocess.Popen(words, cwd=folder, env=variables, stdout=log, stderr=log)
    try:
        yield asking(url_of(server, folder / "jupyter.log"))
    finally:
        server.terminate()
        server.wait(60)


def url_of(server, log):
    while server.poll() is None:
        found = re.search(r"http://127\.0\.0\.1:(\d+)/\S*token=", log.read_text())
        with suppress(ConnectionRefusedError):  # it says where it is before it listens there
            if found and socket.create_connection(("127.0.0.1", int(found[1]))).close() is None:
                return f"http://127.0.0.1:{found[1]}/"
        time.sleep(0.05)
    raise AssertionError(log.read_text())


def asking(url):
    def ask(path, body=None):
        headers = {"Authorization": f"token {LAB_TOKEN}", "Content-Type": "application/json"}
        sent = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{url}scheduler/{path}", sent, headers)
        with urllib.request.urlopen(request, timeout=60) as answer:
            return json.load(answer)

    return ask


@pytest.mark.kernel
@pytest.mark.timeout(600)
def test_the_notebook_of_jupyter_scheduler_pushes_with_its_params(account, server_of, served):
    pytest.importorskip("jupyter_scheduler")
    url = server_of("/").removesuffix("/")
    (account / ".dstack" / "config.yaml").write_text(examples("yaml")[0].replace(SERVER, url), encoding="utf-8")
    (account / "secret").write_text(served.TOKEN, encoding="utf-8")
    report(account / "report.ipynb", re.search(r"`(ds\.push\([^`]*profile=\"team\"\))`", PAGE)[1])
    with jupyter_with_scheduler(account, account / "secret") as ask:
        (environment, *_) = ask("runtime_environments")
        wanted = {
            "name": "report",
            "input_uri": "report.ipynb",
            "runtime_environment_name": environment["name"],
            "output_formats": ["ipynb"],
            "schedule": "0 3 * * *",
            "timezone": "UTC",
        }
        definition = ask("job_definitions", wanted)["job_definition_id"]
        job = ask(f"job_definitions/{definition}/jobs", {"parameters": {"country": '"FR"'}})["job_id"]
        while (state := ask(f"jobs/{job}"))["status"] not in ("COMPLETED", "FAILED"):
            time.sleep(0.2)
    assert state["status"] == "COMPLETED", state["status_message"]
    assert ds.pull("report", country="FR") == "of FR"

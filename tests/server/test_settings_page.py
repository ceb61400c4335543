"""Every setting of the server is explained, and the page on them is of this version."""

import json
import os
import re
import shlex
import subprocess
import sys

import pytest

from docs import make_settings

PAGE = make_settings.FILE.read_text(encoding="utf-8")
EXAMPLES = dict(re.findall(r"^```(\w+)\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE))
FILES = {"python": "jupyter_dstack_config.py", "json": "jupyter_dstack_config.json"}


@pytest.fixture
def configured(tmp_path):
    """What a server is configured with, by words of the command line and by files in the folder of the test."""
    places = {f"JUPYTER_{kind}_DIR": str(tmp_path) for kind in ("CONFIG", "DATA", "RUNTIME")}

    def ask(words=()):
        command = [sys.executable, "-m", "jupyter", "dstack", *words, "--show-config-json"]
        done = subprocess.run(command, env={**os.environ, **places}, cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    return ask


def test_the_page_is_of_this_version():
    assert make_settings.text() == PAGE, "run: make settings"


def test_every_setting_is_explained_with_its_unit_or_its_default():
    assert {"DstackApp", "LinkApp", "StoreIdentity"} <= {one.__name__ for one in make_settings.classes()}
    for one in make_settings.classes():
        for name, trait in make_settings.settings_of(one).items():
            setting = f"{one.__name__}.{name}"
            assert trait.help, f"{setting} needs a help"
            assert re.search(r"Default: |default: |the default", trait.help), f"the help of {setting} names no default"
            assert f"| `--{setting}=…`" in PAGE


def test_a_setting_of_the_command_line_counts(configured):
    _, _, *words = shlex.split(EXAMPLES["bash"])
    assert configured(words)["DstackApp"] == {"threads": "8", "allow_anonymous": "False"}


@pytest.mark.parametrize("language", FILES)
def test_a_setting_of_a_file_counts_less_than_the_command_line(configured, tmp_path, language):
    (tmp_path / FILES[language]).write_text(EXAMPLES[language], encoding="utf-8")
    assert configured()["DstackApp"] == {"threads": 8, "allow_anonymous": False}
    assert configured(["--DstackApp.threads=2"])["DstackApp"]["threads"] == "2"


@pytest.mark.parametrize("name", ["jupyter_server_config.py", FILES["python"]])
def test_inside_of_another_server_both_files_count(tmp_path, name):
    (tmp_path / name).write_text(EXAMPLES["python"], encoding="utf-8")
    script = (
        "from jupyter_server.serverapp import ServerApp\n"
        "app = ServerApp(jpserver_extensions={'dstack_server': True}, port=0, open_browser=False, allow_root=True)\n"
        "app.initialize(argv=[])\n"
        "print(app.web_app.settings['dstack'].threads, app.kernel_manager.cull_idle_timeout)"
    )
    places = {f"JUPYTER_{kind}_DIR": str(tmp_path) for kind in ("CONFIG", "DATA", "RUNTIME")}
    done = subprocess.run(
        [sys.executable, "-c", script], env={**os.environ, **places}, cwd=tmp_path, capture_output=True, text=True
    )
    assert done.stdout.split()[:1] == ["8"], done.stderr


def test_the_page_names_what_is_set_otherwise_than_in_jupyter(configured):
    found = configured()
    for section, values in make_settings.ALONE.items():
        for name, value in values.items():
            assert f"| `{section}.{name}` | `{value!r}` |" in PAGE
            assert found[section][name] == value

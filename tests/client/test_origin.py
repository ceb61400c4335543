"""A frame knows where it came from."""

import json
import os
import platform
import subprocess
import sys

import nbformat
import pytest
from nbclient import NotebookClient

import dstack_jupyter as ds


def test_a_script_has_a_user_and_a_host_and_no_notebook(monkeypatch):
    monkeypatch.setenv("JPY_SESSION_NAME", "/notebooks/inherited.ipynb")
    origin = ds.push("notes", "hello").frame.origin
    assert origin.host == platform.node()
    assert origin.user
    assert origin.notebook is None


@pytest.mark.kernel
def test_a_notebook_names_itself_and_its_stacks(tmp_path, monkeypatch):
    monkeypatch.setenv("JPY_SESSION_NAME", str(tmp_path / "My analysis.ipynb"))
    source = "import dstack_jupyter as ds\ntotal = 'hello'\nresult = ds.push(total)\nprint(result.path.name)"
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source)])
    NotebookClient(notebook, kernel_name="python3").execute()
    assert notebook.cells[0].outputs[0].text.strip() == "my-analysis/total"
    assert ds.history("my-analysis/total")[0].origin.notebook.endswith("My analysis.ipynb")


def test_the_environment_never_goes_along(home):
    environment = {**os.environ, "AWS_SECRET_ACCESS_KEY": "dont-tell-anyone"}
    script = "import dstack_jupyter as ds; ds.push('notes', 'hello')"
    subprocess.run([sys.executable, "-c", script], env=environment, check=True)
    assert "dont-tell" not in json.dumps(ds.history("notes")[0].model_dump(mode="json"))

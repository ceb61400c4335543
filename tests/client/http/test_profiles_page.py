"""The page on profiles is right, and its jobs run as they are written."""

import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import yaml

import dstack_jupyter as ds
from dstack_jupyter.client import config
from dstack_jupyter.client.config import Profile
from dstack_jupyter.client.http import cache, credentials

PAGE = (Path(__file__).parents[3] / "docs" / "profiles.md").read_text(encoding="utf-8")
SERVER = "https://dstack.example.org"


def examples(language):
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)


@pytest.fixture
def job(server_of, served, tmp_path):
    """Runs lines of a shell in a folder, with the address and the secret of the page made those of the test."""
    secret = tmp_path / ".dstack" / "token"
    secret.parent.mkdir()
    secret.write_text(f"{served.TOKEN}\n", encoding="utf-8")
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    kept = {name: value for name, value in os.environ.items() if not name.startswith("DSTACK_")}
    variables = {**kept, "HOME": str(tmp_path), "PATH": path, "IPYTHONDIR": str(tmp_path / "ipython")}

    def run(lines):
        shell = lines.replace(SERVER, server_of("/")).replace("/run/secrets/dstack-token", str(secret))
        done = subprocess.run(["sh", "-ec", shell], cwd=tmp_path, env=variables, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr

    return run


def test_the_profiles_of_the_page_can_be_used(home):
    (written,) = examples("yaml")
    home.mkdir(parents=True)
    (home / "config.yaml").write_text(written, encoding="utf-8")
    assert yaml.safe_load(written)["profiles"].keys() == {"team", "mine"}
    first, _ = examples("python")
    exec(compile(first, "docs/profiles.md", "exec"), {})
    assert ds.pull("sales") == "May"


def test_every_key_and_every_variable_is_on_the_page():
    for key in Profile.model_fields.keys() - {"name"}:
        assert f"| `{key}` |" in PAGE
    named = [
        value for module in (config, cache, credentials) for name, value in vars(module).items() if "VARIABLE" in name
    ]
    for variable in {*named, "DSTACK_HOME"}:
        assert f"| `{variable}` |" in PAGE
    assert f"Default: {cache.USUAL_MB};" in PAGE


def test_the_script_of_cron_pushes(job, tmp_path):
    (tmp_path / "nightly.py").write_text(examples("python")[1], encoding="utf-8")
    setting, line = examples("sh")[0].splitlines()
    job(f"export {setting}\n{line.removeprefix('0 3 * * * ')}")
    assert ds.pull("sales/nightly") == {"rows": 3}
    assert ds.stack("sales/nightly").head.origin.script.endswith("nightly.py")


@pytest.mark.kernel
def test_the_notebook_of_papermill_pushes_with_its_params(job, tmp_path):
    given = nbformat.v4.new_code_cell("country = 'DE'", metadata={"tags": ["parameters"]})
    push = re.search(r"`(ds\.push\(.*?country=country\))`", PAGE)[1]
    cells = [given, nbformat.v4.new_code_cell(f"import dstack_jupyter as ds\ntable = 'of ' + country\n{push}")]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=kernel), tmp_path / "report.ipynb")
    job(examples("sh")[1])
    assert ds.pull("report", country="FR") == "of FR"

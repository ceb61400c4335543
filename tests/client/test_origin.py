"""A frame knows where it came from."""

import os
import platform
import shutil
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import nbformat
import pandas as pd
import pytest
from nbclient import NotebookClient

import dstack_jupyter as ds
from dstack_jupyter.client import git as our_git
from dstack_jupyter.model.origin import Origin
from dstack_jupyter.store.store import Store

PUSH = "import dstack_jupyter as ds; ds.push('notes', 'hello', force=True)"


def ran(*arguments, cwd=None, **environment):
    """Run a program in an environment of its own, in which variables that are None are missing."""
    changed = {name: value for name, value in {**os.environ, **environment}.items() if value is not None}
    answer = subprocess.run(arguments, cwd=cwd, env=changed, capture_output=True, text=True, check=True)
    return answer.stdout.strip()


def pushed_by(script, *arguments, **environment):
    """The origin of the frame that a script pushes."""
    ran(sys.executable, str(script), *arguments, **environment)
    return ds.stack("notes").head.origin


@pytest.fixture
def script(tmp_path):
    """A script that pushes."""
    place = tmp_path / "project" / "monthly [1].py"
    place.parent.mkdir()
    place.write_text(PUSH)
    return place


@pytest.fixture
def git(script, tmp_path):
    """Runs git in the folder of the script."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    config = tmp_path / "gitconfig"
    config.write_text("[user]\nname = Ann\nemail = ann@example.org\n[init]\ndefaultBranch = main\n")

    def run(*arguments):
        return ran("git", *arguments, cwd=script.parent, GIT_CONFIG_GLOBAL=str(config))

    run("init")
    return run


@pytest.fixture
def commit(git, script):
    """The commit that holds the script."""
    git("add", ".")
    git("commit", "--message", "first")
    return git("rev-parse", "HEAD")


def test_a_script_has_a_path_and_no_notebook(script):
    origin = pushed_by(script, JPY_SESSION_NAME="/notebooks/inherited.ipynb")
    assert (origin.host, origin.python) == (platform.node(), platform.python_version())
    assert origin.platform == platform.platform()
    assert origin.user
    assert (origin.notebook, origin.cell, origin.script) == (None, None, str(script))


@pytest.mark.parametrize("arguments", [("-c", PUSH), ("-",)])
def test_what_is_typed_in_has_no_path(arguments):
    subprocess.run([sys.executable, *arguments], input=PUSH, text=True, check=True)
    assert ds.stack("notes").head.origin.script is None


@pytest.mark.kernel
def test_a_notebook_names_itself_its_cell_and_its_stacks(tmp_path, monkeypatch):
    monkeypatch.setenv("JPY_SESSION_NAME", str(tmp_path / "My analysis.ipynb"))
    cells = ["import dstack_jupyter as ds", "total = 'hello'\nresult = ds.push(total)\nprint(result.path.name)"]
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in cells])
    NotebookClient(notebook, kernel_name="python3").execute()
    assert notebook.cells[1].outputs[0].text.strip() == "my-analysis/total"
    (frame,) = history = ds.history("my-analysis/total")
    assert frame.origin.notebook == str(tmp_path / "My analysis.ipynb")
    assert (frame.origin.cell, frame.origin.script) == (2, None)
    assert "My analysis.ipynb [2]" in str(history)


def test_a_frame_knows_the_commit_that_its_script_was_at(script, commit):
    origin = pushed_by(script)
    assert (origin.commit, origin.dirty) == (commit, False)
    assert f"monthly [1].py {commit[:7]} " in str(ds.history("notes"))
    assert f"commit {commit}" in str(origin)


def test_a_file_that_changed_since_the_commit_is_told(script, git, commit):
    script.write_text(f"{PUSH}  # changed")
    origin = pushed_by(script)
    assert (origin.commit, origin.dirty) == (commit, True)
    assert f"{commit[:7]}+" in str(ds.history("notes"))
    assert "changes that were not committed" in str(origin)


def test_a_script_that_was_never_committed_is_a_change(script, commit):
    other = script.with_name("other.py")
    other.write_text(PUSH)
    assert (pushed_by(other).commit, pushed_by(other).dirty) == (commit, True)


def test_a_script_that_git_ignores_is_of_no_commit(script, commit):
    script.with_name(".gitignore").write_text("other.py")
    other = script.with_name("other.py")
    other.write_text(PUSH)
    assert pushed_by(other).commit is None


def test_a_repository_without_commits_has_none(script, git):
    assert (pushed_by(script).commit, pushed_by(script).dirty) == (None, None)


def test_outside_of_a_repository_there_is_no_commit(script, tmp_path):
    assert pushed_by(script, GIT_CEILING_DIRECTORIES=str(tmp_path)).commit is None


def test_without_git_there_is_no_commit(script, commit):
    assert pushed_by(script, PATH="").commit is None


def test_a_repository_of_another_starts_no_program(script, git, commit, tmp_path):
    witness = tmp_path / "witness"
    hook = script.parent / ".git" / "hooks" / "post-index-change"
    program = tmp_path / "program"
    for place in (hook, program):
        place.write_text(f"#!/bin/sh\necho ran >> '{witness}'\n")
        place.chmod(0o755)
    git("config", "core.fsmonitor", str(program))
    script.touch()
    assert pushed_by(script).commit == commit
    assert not witness.exists()


def test_an_inherited_git_directory_does_not_mislead(script, commit, tmp_path):
    ran("git", "init", str(tmp_path / "other"))
    assert pushed_by(script, GIT_DIR=str(tmp_path / "other" / ".git")).commit == commit


def test_many_pushes_ask_git_once(script, git, commit, monkeypatch):
    assert our_git.checkout_of(script).commit == commit
    git("commit", "--allow-empty", "--message", "second")
    assert {our_git.checkout_of(script).commit for _ in range(1000)} == {commit}
    monkeypatch.setattr(our_git, "_answers", {})
    assert our_git.checkout_of(script).commit == git("rev-parse", "HEAD")


def test_the_imported_packages_are_known_by_the_names_that_install_them(script):
    script.write_text(f"import pandas, PIL, yaml, json\n{PUSH}")
    packages = pushed_by(script).packages
    for name in ("pandas", "numpy", "pillow", "pyyaml", "pydantic"):
        assert packages[name] == version(name)
    assert not {"json", "sys", "PIL", "yaml", "matplotlib"} & packages.keys()


def test_a_module_of_ones_own_is_no_package_of_that_name(script):
    script.with_name("seaborn.py").write_text("")
    script.write_text(f"import seaborn\n{PUSH}")
    assert "seaborn" not in pushed_by(script).packages


def test_a_package_that_is_imported_later_is_found_then():
    program = (
        "from dstack_jupyter.client.packages import imported_packages as found\n"
        "print('pandas' in found()); import pandas; print('pandas' in found())"
    )
    assert ran(sys.executable, "-c", program).split() == ["False", "True"]


def test_what_is_known_is_not_looked_for_again(monkeypatch):
    from dstack_jupyter.client import packages
    from dstack_jupyter.client.origin import origin

    known = origin()

    def search(*names):
        raise AssertionError("looked for again")

    monkeypatch.setattr(packages, "_distributions", search)
    monkeypatch.setattr(subprocess, "run", search)
    assert origin().packages == known.packages


def test_an_origin_shows_itself():
    origin = Origin(
        user="ann", host="desk", notebook="/a/<b>&.ipynb", cell=3, commit="1234567890" * 4, dirty=True,
        python="3.12.1", packages={"pandas": "2.2.3", "numpy": "2.1.0"},
    )  # fmt: skip
    assert str(origin).splitlines() == [
        "user      ann",
        "host      desk",
        "notebook  /a/<b>&.ipynb [3]",
        f"git       commit {'1234567890' * 4}, and changes that were not committed",
        "Python    3.12.1",
        "packages  numpy 2.1.0, pandas 2.2.3",
    ]
    assert repr(origin) == "<Origin: ann <b>&.ipynb [3] 1234567+>"
    html = origin._repr_mimebundle_()["text/html"]
    assert "/a/&lt;b&gt;&amp;.ipynb [3]" in html
    assert "<b>" not in html
    assert str(Origin()) == "nothing is known"


def test_a_name_cannot_move_the_cursor_of_a_terminal():
    origin = Origin(user="ann", notebook="/a/\x1b[2Jb\n.ipynb")
    assert origin.short == "ann ?[2Jb?.ipynb"
    assert "\x1b" not in str(origin)


def test_a_frame_of_an_older_or_a_newer_release_loads():
    assert Origin.model_validate({"user": "ann", "notebook": "a.ipynb"}).cell is None
    assert Origin.model_validate({"user": "ann", "weather": "rain"}).user == "ann"


SECRET = "dont-tell-anyone"


def test_neither_the_environment_nor_the_arguments_are_stored(script, git, commit, home):
    git("remote", "add", "origin", f"https://ann:{SECRET}@example.org/project.git")
    script.write_text(
        "import sys, dstack_jupyter as ds, pandas as pd\n"
        "ds.push('sales', pd.DataFrame({'a': [1]})); ds.pull('sales'); ds.push('notes', 'hello')"
    )
    origin = pushed_by(script, "--token", SECRET, AWS_SECRET_ACCESS_KEY=SECRET, PYTHONWARNINGS="ignore")
    assert origin.commit == commit
    Store(home).close()
    files = [path for path in Path(home).rglob("*") if path.is_file()]
    assert len(files) > 2
    assert [path for path in files if SECRET.encode() in path.read_bytes()] == []
    assert any(b"notes" in path.read_bytes() for path in files)
    assert pd.DataFrame({"a": [1]}).equals(ds.pull("sales"))

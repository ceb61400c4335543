"""The profiles of R are those of Python, whoever wrote them."""

import pytest

from dstack_jupyter.client.config import read_profile, trust_project_config
from dstack_jupyter.client.profile_file import own_config_path, put_profile
from dstack_jupyter.model.errors import ConfigurationError


@pytest.fixture
def in_project(run_r, home, tmp_path, monkeypatch):
    """Run R in the folder of a project, with the home folder that Python has, and nothing else that names a server."""
    monkeypatch.chdir(tmp_path)
    before = f'library(dstack); setwd("{tmp_path}"); '
    return lambda code: run_r(before + code, DSTACK_HOME=str(home), DSTACK_SERVER="", DSTACK_TOKEN="")


def test_what_r_wrote_python_reads(in_project, tmp_path, monkeypatch):
    in_project('configure("team", "ann", "dsk_1", "global", "http://localhost:1", verify = FALSE)')
    team = read_profile("team")
    assert (team.user, team.token, team.server, team.verify) == ("ann", "dsk_1", "http://localhost:1", False)
    assert own_config_path().stat().st_mode & 0o077 == 0
    in_project('configure("project", "bob", "dsk_2", "local", "http://localhost:2")')
    assert read_profile("project").server == "http://localhost:2"
    monkeypatch.chdir(tmp_path.parent)
    assert read_profile("team") == team
    with pytest.raises(ConfigurationError, match="no profile 'project'"):
        read_profile("project")


def test_what_python_wrote_r_reads(in_project, tmp_path):
    put_profile("team", {"server": "http://localhost:1/hub/dstack/api", "token": "dsk_1", "verify": "/ca.pem"})
    assert in_project('cat(list_profiles()$profile, dstack:::client_of("team")$verify)') == "team /ca.pem"
    (tmp_path / ".dstack").mkdir()
    (tmp_path / ".dstack" / "config.yaml").write_text("profiles: {project: {server: 'http://localhost:2'}}")
    assert in_project("cat(suppressWarnings(list_profiles()$profile))") == "team"
    trust_project_config()
    assert in_project("cat(list_profiles()$profile)") == "project"

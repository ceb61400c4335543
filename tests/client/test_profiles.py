"""Which store a profile means; the file keeps the format of 2020."""

import pytest

import dstack_jupyter as ds
from dstack_jupyter.model.errors import ConfigurationError, ServerUnavailable


@pytest.fixture
def config(home):
    def write(text, folder=home):
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "config.yaml").write_text(text, encoding="utf-8")
        return folder / "config.yaml"

    return write


def test_without_a_file_the_store_is_on_this_computer():
    assert "on this computer" in str(ds.push("notes", "hello"))


def test_a_local_default_names_its_user(config):
    config("profiles: {default: {user: ann, store: local}}")
    assert ds.push("notes", "hello").path.user == "ann"


def test_an_entry_of_2020_without_a_server_is_refused_with_the_fix(config):
    config("profiles: {default: {user: ann, token: 1234}}")
    with pytest.raises(ConfigurationError, match="store: local"):
        ds.stacks()


def test_other_entries_do_not_matter_to_the_default(config):
    config("profiles: {team: {user: ann, server: 'http://127.0.0.1:9/api', token: x}}\nserver: {version: '1'}")
    ds.push("notes", "hello")
    with pytest.raises(ServerUnavailable, match=r"^http://127\.0\.0\.1:9 does not answer: Connection refused"):
        ds.push("notes", "hello", profile="team")


def test_an_unknown_profile_lists_what_there_is(config):
    config("profiles: {mine: {store: local}}")
    ds.push("notes", "hello", profile="mine")
    with pytest.raises(ConfigurationError, match="it has mine"):
        ds.push("notes", "hello", profile="yours")


@pytest.mark.parametrize(
    "text", ["profiles: [", "[]", "profiles: 3", "profiles: {default: 3}", "profiles: {default: {store: s3}}"]
)
def test_a_broken_file_is_said_with_its_path(config, text):
    path = config(text)
    with pytest.raises(ConfigurationError, match=str(path)):
        ds.stacks()


@pytest.mark.parametrize("text", ["", "profiles:", "server: {jar: x}"])
def test_an_empty_file_is_no_profile(config, text):
    config(text)
    assert len(ds.stacks()) == 0


def test_the_variable_names_the_file(tmp_path, monkeypatch):
    monkeypatch.setenv("DSTACK_CONFIG", str(tmp_path / "mine.yaml"))
    with pytest.raises(ConfigurationError, match="not there"):
        ds.stacks()
    (tmp_path / "mine.yaml").write_text("profiles: {default: {user: bob, store: local}}", encoding="utf-8")
    assert ds.push("notes", "hello").path.user == "bob"


def test_a_projects_own_file_counts_only_after_consent(config, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    path = config("profiles: {default: {user: mallory, store: local}}", tmp_path / ".dstack")
    with pytest.warns(UserWarning, match="trust_project_config"):
        assert ds.push("notes", "hello").path.user != "mallory"
    ds.trust_project_config()
    assert ds.push("notes", "hello").path.user == "mallory"
    path.write_text("profiles: {default: {user: eve, store: local}}", encoding="utf-8")
    assert ds.push("notes", "hello").path.user != "eve"


def test_consent_makes_a_home_that_only_its_owner_enters(config, tmp_path, monkeypatch):
    home = tmp_path / "nobody" / "made" / "this"
    monkeypatch.setenv("DSTACK_HOME", str(home))
    monkeypatch.chdir(tmp_path)
    config("profiles: {default: {store: local}}", tmp_path / ".dstack")
    ds.trust_project_config()
    assert (home.stat().st_mode & 0o777, (home / "store").stat().st_mode & 0o777) == (0o700, 0o700)


def test_consent_needs_a_file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ConfigurationError, match="to trust"):
        ds.trust_project_config()

"""Server and token from the profile, the environment or a mounted secret, for people and for scheduled jobs."""

import logging

import pytest

import dstack_jupyter as ds
from dstack_jupyter.client.config import read_profile
from dstack_jupyter.client.profiles import backend
from dstack_jupyter.model.errors import ConfigurationError, NotSignedIn


@pytest.fixture
def url(server_of):
    return server_of("/")


@pytest.fixture
def secret(tmp_path, served):
    """A file as Docker and Kubernetes mount it."""
    path = tmp_path / "token"
    path.write_text(f"{served.TOKEN}\n", encoding="utf-8")
    return path


@pytest.fixture(autouse=True)
def pushed():
    ds.push("notes", "a text")


def test_a_job_needs_two_variables_and_no_file(url, served, monkeypatch):
    monkeypatch.setenv("DSTACK_SERVER", url)
    monkeypatch.setenv("DSTACK_TOKEN", served.TOKEN)
    assert backend(None).site == url
    assert ds.pull("notes") == "a text"


def test_a_mounted_secret_is_a_token(url, secret, monkeypatch):
    monkeypatch.setenv("DSTACK_SERVER", f"{url}dstack/api")
    monkeypatch.setenv("DSTACK_TOKEN_FILE", str(secret))
    assert ds.pull("notes") == "a text"
    monkeypatch.setenv("DSTACK_TOKEN_FILE", "/nowhere")
    with pytest.raises(ConfigurationError, match=r"\$DSTACK_TOKEN_FILE names /nowhere, which cannot be read"):
        ds.pull("notes")


def test_a_token_of_the_environment_is_for_a_profile_without_one(url, profiles, served, monkeypatch):
    profiles(team={"server": url}, other={"server": url, "token": "of-the-profile"})
    monkeypatch.setenv("DSTACK_TOKEN", served.TOKEN)
    assert ds.pull("notes", profile="team") == "a text"
    with pytest.raises(NotSignedIn):
        ds.pull("notes", profile="other")


def test_a_token_of_the_environment_does_not_go_to_another_server(url, profiles, served, monkeypatch):
    profiles(team={"server": url})
    monkeypatch.setenv("DSTACK_SERVER", "http://127.0.0.1:9")
    monkeypatch.setenv("DSTACK_TOKEN", served.TOKEN)
    with pytest.raises(NotSignedIn):
        ds.pull("notes", profile="team")


def test_a_token_shows_itself_nowhere(url, profiles, served, caplog):
    caplog.set_level(logging.DEBUG)
    profiles(team={"server": url, "token": served.TOKEN})
    ds.pull("notes", profile="team")
    shown = [repr(read_profile("team")), repr(backend("team")), repr(vars(backend("team"))), caplog.text]
    assert not [text for text in shown if served.TOKEN in text]


@pytest.mark.parametrize("token", ["two words", "line\nbreak", "grün", " "])
def test_what_cannot_be_a_token_is_refused_without_showing_it(url, profiles, token, monkeypatch):
    profiles(team={"server": url})
    monkeypatch.setenv("DSTACK_TOKEN", token)
    with pytest.raises(ConfigurationError, match=r"\$DSTACK_TOKEN is no token; copy it again") as caught:
        ds.pull("notes", profile="team")
    assert token.strip() == "" or token not in str(caught.value)


def test_certificates_of_a_profile_must_be_there(profiles):
    profiles(team={"server": "https://localhost:9", "verify": "/nowhere/ca.pem"})
    with pytest.raises(ConfigurationError, match=r"verify: /nowhere/ca\.pem, which is not there"):
        ds.stacks(profile="team")

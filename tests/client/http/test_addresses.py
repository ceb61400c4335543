"""Which server a profile means, in all the ways that its address is written."""

import pytest

from dstack_jupyter.client.http.addresses import frame_at, place_of, stack_at
from dstack_jupyter.model.errors import ConfigurationError, InvalidName, InvalidValue, NotFound
from dstack_jupyter.model.names import StackPath

SALES = StackPath("ann@work", "größe/eu")


@pytest.mark.parametrize(
    ("written", "base"),
    [
        ("http://localhost:8080", "http://localhost:8080/"),
        ("http://localhost:8080/api", "http://localhost:8080/"),
        ("http://localhost:8080/api/", "http://localhost:8080/"),
        ("https://hub.example/user/j%C3%B6rg%40x/dstack/api", "https://hub.example/user/j%C3%B6rg%40x/"),
        ("https://hub.example/user/ann/dstack/api/v1/", "https://hub.example/user/ann/"),
        ("https://hub.example/user/ann/", "https://hub.example/user/ann/"),
    ],
)
def test_a_server_is_named_by_its_base_url_or_the_root_of_its_interface(written, base):
    assert (place_of(written).base, place_of(written).api) == (base, f"{base}dstack/api/v1/")


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("localhost:8080", "no address of a server; write http"),
        ("ftp://x", "no address"),
        ("https://", "no address"),
        ("http://[::1", "no address"),
        ("http://ann:secret@x:99999", "no address"),
        ("https://ann:secret@x/api", "holds a name or a password; use 'token:'"),
        ("https://x/?token=secret", "goes on; leave that out"),
    ],
)
def test_an_address_that_cannot_be_is_refused_without_its_secrets(written, words):
    with pytest.raises(ConfigurationError, match=words) as caught:
        place_of(written)
    assert "secret" not in str(caught.value)


def test_names_of_every_script_have_an_address():
    assert stack_at(SALES, "frames") == "stacks/ann%40work/gr%C3%B6%C3%9Fe/eu/-/frames"
    assert frame_at(SALES, None) == "stacks/ann%40work/gr%C3%B6%C3%9Fe/eu/-/frames/head"
    assert frame_at(SALES, "a/b?c#d").endswith("/frames/a%2Fb%3Fc%23d")
    with pytest.raises(InvalidName):
        stack_at(StackPath("ann", "../users"))
    with pytest.raises(NotFound):
        frame_at(SALES, "..")
    with pytest.raises(InvalidValue, match="not by a float"):
        frame_at(SALES, 1.5)

"""A certificate is checked unless the profile says otherwise, against those of the profile where it names some."""

import json
import shutil
import ssl
import subprocess

import pytest
from urllib3.exceptions import InsecureRequestWarning

from dstack_jupyter.client.profiles import backend
from dstack_jupyter.model.errors import ServerUnavailable

ME = json.dumps({"store": "s", "where": "here", "user": "ann", "version": "1"}).encode()
OPENSSL = shutil.which("openssl")

pytestmark = pytest.mark.skipif(OPENSSL is None, reason="openssl makes the certificate")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A file with a key and a certificate that nobody else signed."""
    path = tmp_path_factory.mktemp("tls") / "localhost.pem"
    made = ["-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    names = ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(path), "-out", str(path)]
    subprocess.run([OPENSSL, "req", *made, *names], check=True, capture_output=True)
    return path


@pytest.fixture
def secure(answering, certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    url = answering(lambda request: request.say(200, ME), context)
    return url.replace("http://127.0.0.1", "https://localhost")


def test_a_certificate_that_nobody_vouches_for_is_refused_with_the_way_out(secure, profiles):
    profiles(team={"server": secure})
    with pytest.raises(ServerUnavailable, match=r"cannot be trusted: .*self.signed.*'verify: /path/of/ca\.pem'"):
        _ = backend("team").user


def test_a_profile_names_whom_to_trust(secure, profiles, certificate):
    profiles(team={"server": secure, "verify": str(certificate)})
    assert backend("team").user == "ann"


def test_a_profile_that_does_not_check_is_warned(secure, profiles):
    profiles(team={"server": secure, "verify": False})
    with pytest.warns(InsecureRequestWarning):
        assert backend("team").user == "ann"


def test_the_environment_names_whom_to_trust_also_after_it_was_refused(secure, profiles, certificate, monkeypatch):
    profiles(team={"server": secure})
    with pytest.raises(ServerUnavailable):
        _ = backend("team").user
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(certificate))
    assert backend("team").user == "ann"

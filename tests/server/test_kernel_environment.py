"""What a kernel behind a page gets of the server's environment."""

import pytest

from dstack_server.kernel_environment import kernel_environment

SECRETS = {
    "JUPYTER_TOKEN": "t",
    "JUPYTERHUB_API_TOKEN": "t",
    "VOILA_REQUEST_URL": "http://localhost/?token=t",
    "AWS_SECRET_ACCESS_KEY": "t",
    "DATABASE_URL": "t",
    "CONDA_TOKEN": "t",
    "HTTP_AUTHORIZATION": "t",
}


def test_what_a_kernel_needs_is_there():
    needed = {"PATH": "/bin", "HOME": "/home/ann", "LC_ALL": "C.UTF-8", "PYTHONPATH": "/lib", "DSTACK_HOME": "/store"}
    assert kernel_environment({**SECRETS, **needed}) == needed


@pytest.mark.parametrize("name", SECRETS)
def test_a_secret_is_there_only_when_it_was_named(name):
    assert name not in kernel_environment(SECRETS)
    assert kernel_environment(SECRETS, [name]) == {name: SECRETS[name]}

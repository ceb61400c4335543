"""In a notebook of R an answer is a link, and a picture that was pulled is shown."""

import json

import pytest
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import start_new_kernel

from tests.r.conftest import needs


@pytest.fixture
def run_cell(library, server, tmp_path, monkeypatch):
    """Run a cell in a kernel of R; returns what it displayed, by MIME type."""
    needs("IRkernel")
    spec = {"argv": ["R", "--slave", "-e", "IRkernel::main()", "--args", "{connection_file}"], "language": "R"}
    (tmp_path / "kernels" / "ir").mkdir(parents=True)
    (tmp_path / "kernels" / "ir" / "kernel.json").write_text(json.dumps({**spec, "display_name": "R"}))
    monkeypatch.setattr(KernelSpecManager, "kernel_dirs", [str(tmp_path / "kernels")])
    for name, text in {
        "R_LIBS": str(library),
        "DSTACK_SERVER": server.profile["server"],
        "DSTACK_TOKEN": server.profile["token"],
        "HOME": str(tmp_path),
    }.items():
        monkeypatch.setenv(name, text)
    manager, client = start_new_kernel(kernel_name="ir")

    def run(code):
        shown = []
        answer = client.execute_interactive(code, output_hook=shown.append, timeout=120)
        assert answer["content"]["status"] == "ok", answer["content"]
        return [message["content"]["data"] for message in shown if "data" in message["content"]]

    yield run
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def test_answers_are_links_and_pictures_are_shown(run_cell):
    (pushed,) = run_cell('library(dstack); dstack_push(dstack_plot(plot(cars)), "drawn")')
    assert pushed["text/html"].startswith('<p><a href="http')
    assert "frame 1" in pushed["text/plain"]
    (picture,) = run_cell('dstack_pull("drawn")')
    assert picture["text/html"].startswith('<img alt="attachment-0.png" src="data:image/png;base64,')

"""Large files go to a server and come back with the memory of small ones."""

import os
import subprocess
import sys

import pytest

LENGTH = 150 << 20
MOST = 40 << 20
"""Bytes that the client may grow by at its peak."""

SCRIPT = """
import resource, sys
from pathlib import Path
import dstack_jupyter as ds

small, large, copy = map(Path, sys.argv[1:])

def there_and_back(path):
    ds.push("files", path, name=path.name)
    ds.pull("files", name=path.name, to=copy / path.name)

there_and_back(small)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
there_and_back(large)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * (1 if sys.platform == "darwin" else 1024))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no measure of the peak")
def test_a_large_file_takes_no_more_memory_than_a_small_one(server_of, served, tmp_path):
    (tmp_path / "copy").mkdir()
    (tmp_path / "small").write_bytes(b"small")
    with (tmp_path / "large").open("wb") as file:
        for _ in range(LENGTH >> 20):
            file.write(os.urandom(1 << 20))
    variables = {"DSTACK_SERVER": server_of("/"), "DSTACK_TOKEN": served.TOKEN}
    client = {"DSTACK_HOME": str(tmp_path / "client")}
    words = [
        sys.executable,
        "-W",
        "ignore",
        "-c",
        SCRIPT,
        *(str(tmp_path / name) for name in ("small", "large", "copy")),
    ]
    done = subprocess.run(words, env={**os.environ, **variables, **client}, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < MOST
    assert (tmp_path / "copy" / "large").stat().st_size == LENGTH

"""Large files and folders go in and out with the memory of small ones."""

import os
import shutil
import subprocess
import sys

import pytest

LENGTH = 300 << 20
MOST = 40 << 20
"""Bytes that the process may grow by at its peak."""

SCRIPT = """
import resource, sys
from pathlib import Path
import dstack_jupyter as ds

small, large, copy = map(Path, sys.argv[1:])

def there_and_back(path):
    ds.push("files", path, name=path.name)
    ds.pull("files", name=path.name)
    ds.pull("files", name=path.name, to=copy / path.name)

there_and_back(small)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
there_and_back(large)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * (1 if sys.platform == "darwin" else 1024))
"""

ARCHIVE_SCRIPT = """
import os, resource, sys
from pathlib import Path
import dstack_jupyter as ds

small, large, folder = map(Path, sys.argv[1:])

def there_and_back(path):
    ds.push(path.name, path)
    ds.export_stacks(path.name, folder / "files.dstack", overwrite=True)
    os.environ["DSTACK_HOME"] = str(folder / "other")
    ds.import_stacks(folder / "files.dstack")
    os.environ["DSTACK_HOME"] = str(folder / "home")

os.environ["DSTACK_HOME"] = str(folder / "home")
there_and_back(small)
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
there_and_back(large)
print((resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) * (1 if sys.platform == "darwin" else 1024))
"""


@pytest.fixture(scope="module")
def files(tmp_path_factory):
    """A folder with a large file and a small one; its bytes do not repeat."""
    folder = tmp_path_factory.mktemp("files")
    (folder / "small").write_bytes(b"small")
    block = os.urandom(1 << 20)
    with (folder / "large").open("wb") as file:
        for number in range(LENGTH // len(block)):
            file.write(number.to_bytes(8, "big") + block[8:])
    for name in ("small", "large"):
        (folder / f"{name}-folder").mkdir()
        os.link(folder / name, folder / f"{name}-folder" / name)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def discarded(home, tmp_path):
    """No gigabytes are left behind."""
    yield
    shutil.rmtree(home)
    shutil.rmtree(tmp_path)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell the peak of the memory")
@pytest.mark.parametrize("kind", ["", "-folder"], ids=["file", "folder"])
def test_a_large_file_needs_the_memory_of_a_small_one(kind, files, tmp_path, discarded):
    paths = [str(files / f"small{kind}"), str(files / f"large{kind}"), str(tmp_path)]
    done = subprocess.run([sys.executable, "-c", SCRIPT, *paths], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < MOST
    copy = tmp_path / f"large{kind}"
    assert (copy / "large" if kind else copy).stat().st_size == LENGTH


@pytest.mark.skipif(sys.platform == "win32", reason="Windows does not tell the peak of the memory")
def test_a_large_archive_needs_the_memory_of_a_small_one(files, tmp_path):
    paths = [str(files / "small"), str(files / "large"), str(tmp_path)]
    done = subprocess.run([sys.executable, "-c", ARCHIVE_SCRIPT, *paths], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) < MOST
    assert (tmp_path / "files.dstack").stat().st_size > LENGTH
    shutil.rmtree(tmp_path)

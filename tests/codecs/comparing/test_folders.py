"""Two folders, file by file."""

import pytest

from dstack_jupyter.codecs.comparing.registry import compare


@pytest.fixture
def folder(tmp_path):
    def made(name, files):
        for path, text in files.items():
            (tmp_path / name / path).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name / path).write_text(text)
        return tmp_path / name

    return made


def test_files_that_came_went_or_changed_are_listed(folder, keep):
    old = keep(folder("old", {"a.txt": "same", "b/c.txt": "one", "gone.txt": ""}))
    new = keep(folder("new", {"a.txt": "same", "b/c.txt": "two", "b/new.txt": "1234"}))
    changes = compare(old, new).changes()
    assert (changes.kind, changes.added, changes.removed) == ("text", 2, 2)
    marked = [(line[0], line[1:].partition(" ")[0]) for line in changes.lines[3:]]
    assert marked == [("-", "b/c.txt"), ("-", "gone.txt"), ("+", "b/c.txt"), ("+", "b/new.txt")]
    assert "+b/new.txt  4 bytes  sha256 03ac6742" in changes.lines


def test_a_file_that_may_be_run_now_is_another_one(folder, keep):
    run = folder("same", {"run.sh": "echo"}) / "run.sh"
    old = keep(run.parent)
    run.chmod(0o755)
    assert compare(old, keep(run.parent)).changes().lines[-1].endswith("executable")


def test_what_is_no_archive_is_told_by_its_kind(attachment):
    sides = [attachment(content, "application/x-tar", "folder") for content in (b"x" * 600, b"y" * 600)]
    assert compare(*sides).changes().kind == "content"

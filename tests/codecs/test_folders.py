"""A folder is the same archive wherever it lies, and no archive writes outside of its folder."""

import io
import os
import tarfile

import pytest

from dstack_jupyter.codecs import archives
from dstack_jupyter.codecs.registry import codec_for
from dstack_jupyter.model.errors import Conflict, UnsupportedObject
from tests.codecs.cases import contents


@pytest.fixture
def folder(tmp_path):
    """A folder with all that is kept."""
    made = tmp_path / "in" / "survey"
    (made / "deep" / "deeper").mkdir(parents=True)
    (made / "empty").mkdir()
    (made / "empty.txt").touch()
    (made / "deep" / "answers.csv").write_text("id\n1\n")
    (made / "deep" / "deeper" / ("long name " * 20)).write_text("x")
    (made / "Grüße \N{SNOWMAN}.txt").write_text("hello")
    (made / os.fsdecode(b"latin-\xff")).write_text("old")
    (made / "run.sh").write_text("#!/bin/sh\n")
    (made / "run.sh").chmod(0o755)
    (made / "latest").symlink_to("deep/answers.csv")
    (made / "deep" / "up").symlink_to("../empty")
    (made / "dangling").symlink_to("not-there")
    return made


def test_a_folder_comes_back_with_all_that_is_in_it(folder, keep, pull):
    kept = keep(folder)
    assert (kept.application, kept.content_type) == ("folder", "application/x-tar")
    assert kept.settings == {"filename": "survey.tar", "entries": 12}
    back = pull(kept)
    assert back.name == "survey"
    assert contents(back) == contents(folder)


def test_an_empty_folder_comes_back(tmp_path, there_and_back):
    (tmp_path / "in" / "nothing").mkdir(parents=True)
    assert list(there_and_back(tmp_path / "in" / "nothing").iterdir()) == []


def test_equal_folders_are_equal_bytes(folder, tmp_path, keep):
    names = [path.relative_to(folder) for path in folder.rglob("*")]
    twin = tmp_path / "elsewhere" / "survey"
    twin.mkdir(parents=True)
    for name in sorted(names, reverse=True, key=lambda name: -len(name.parts)):
        source, target = folder / name, twin / name
        if source.is_symlink():
            target.symlink_to(os.readlink(source))
        elif source.is_dir():
            target.mkdir(mode=0o700)
        else:
            target.write_bytes(source.read_bytes())
            target.chmod(0o700 if os.access(source, os.X_OK) else 0o600)
            os.utime(target, (0, 0))
    assert keep(twin).content == keep(folder).content
    (twin / "empty.txt").chmod(0o700)
    assert keep(twin).content != keep(folder).content


def test_any_tar_reads_the_archive(folder, keep):
    kept = keep(folder)
    with tarfile.open(fileobj=io.BytesIO(kept.content)) as archive:
        names = archive.getnames()
        assert {member.mtime for member in archive} == {0}
        assert archive.extractfile("deep/answers.csv").read() == b"id\n1\n"
    assert names == sorted(names, key=lambda name: name.split("/"))
    assert len(kept.content) == codec_for(folder).encode(folder, {}).length


def test_a_folder_is_streamed_and_tells_where_large_files_begin(tmp_path):
    (tmp_path / "a-large").write_bytes(os.urandom(3 << 20))
    (tmp_path / "b-small").write_bytes(b"small")
    (tmp_path / "c-large").write_bytes(os.urandom(100_000))
    written, cuts, sizes = io.BytesIO(), [], []

    class Sink:
        def write(self, chunk):
            sizes.append(len(chunk))
            return written.write(chunk)

        def cut(self):
            cuts.append(written.tell())

    codec_for(tmp_path).encode(tmp_path, {}).write(Sink())
    assert max(sizes) <= 1 << 20
    with tarfile.open(fileobj=io.BytesIO(written.getvalue())) as archive:
        assert cuts == [archive.getmember(name).offset for name in ("a-large", "c-large")]


LEADING_OUT = [
    {"link": "/etc/passwd"},
    {"link": "../outside"},
    {"link": "sub/../../outside"},
    {"sub/link": "../../outside"},
    {"sub/root": "..", "link": "sub/root/../outside"},
    {"one": "two", "two": "one"},
]


@pytest.mark.parametrize("links", LEADING_OUT, ids=str)
def test_a_link_that_leads_out_is_refused_with_what_to_do(links, tmp_path, keep):
    (tmp_path / "in" / "sub").mkdir(parents=True)
    for name, target in links.items():
        (tmp_path / "in" / name).symlink_to(target)
    with pytest.raises(UnsupportedObject, match=r"the link '.*' in the folder '.*' leads out of it.*replace it"):
        keep(tmp_path / "in")


def test_a_pipe_in_a_folder_is_refused_by_its_name(folder, keep):
    os.mkfifo(folder / "deep" / "pipe")
    with pytest.raises(UnsupportedObject, match=r"'deep/pipe'.*neither a file nor a folder nor a link"):
        keep(folder)


def test_a_folder_of_too_many_entries_is_refused(folder, keep, monkeypatch):
    monkeypatch.setattr(archives, "MOST_ENTRIES", 11)
    with pytest.raises(UnsupportedObject, match=r"more than 11 entries.*shutil\.make_archive\('survey', 'tar'"):
        keep(folder)


def test_a_file_that_changes_under_the_push_of_its_folder_is_refused(folder):
    encoded = codec_for(folder).encode(folder, {})
    (folder / "empty.txt").write_text("not any more")
    with pytest.raises(Conflict, match=r"empty\.txt.*was changed while it was pushed"):
        encoded.write(io.BytesIO())


def member(name, type_=tarfile.REGTYPE, target="", content=b""):
    header = tarfile.TarInfo(name)
    header.type, header.linkname, header.size = type_, target, len(content)
    return header, content


def archive_of(*members):
    made = io.BytesIO()
    with tarfile.open(fileobj=made, mode="w") as archive:
        for header, content in members:
            archive.addfile(header, io.BytesIO(content))
    return made.getvalue()


def link(name, target):
    return member(name, tarfile.SYMTYPE, target)


HOSTILE = {
    "a name above": [member("../evil", content=b"x")],
    "a name above, further in": [member("sub", tarfile.DIRTYPE), member("sub/../../evil", content=b"x")],
    "an absolute name": [member("/tmp/evil", content=b"x")],
    "a link out": [link("link", "..")],
    "a file through a link": [link("link", "/tmp"), member("link/evil", content=b"x")],
    "a file through a link within": [member("sub", tarfile.DIRTYPE), link("link", "sub"), member("link/evil")],
    "a link through a link": [link("link", "."), link("link/evil", "sub")],
    "a link in place of a file": [member("name", content=b"x"), link("name", "sub")],
    "two files of one name": [member("name", content=b"x"), member("name", content=b"y")],
    "a hard link": [member("name", content=b"x"), member("hard", tarfile.LNKTYPE, "name")],
    "a device": [member("null", tarfile.CHRTYPE)],
    "a pipe": [member("pipe", tarfile.FIFOTYPE)],
    "a file without its folder": [member("sub/file", content=b"x")],
}


@pytest.mark.parametrize("members", HOSTILE.values(), ids=HOSTILE)
def test_an_archive_that_no_push_made_is_refused_and_writes_nothing_outside(members, tmp_path):
    place = tmp_path / "outside" / "inside"
    place.mkdir(parents=True)
    with pytest.raises(UnsupportedObject, match=r"the archive .* no folder is made of it: it was not made by a push"):
        archives.unpack([archive_of(*members)], place, private=False)
    assert [path.name for path in (tmp_path / "outside").iterdir()] == ["inside"]
    assert not any(path.is_symlink() and not path.resolve().is_relative_to(place) for path in place.rglob("*"))


@pytest.mark.parametrize("content", [b"no archive", archive_of(member("name", content=bytes(5000)))[:2000]])
def test_bytes_that_are_no_archive_are_refused(content, tmp_path):
    with pytest.raises(UnsupportedObject, match="does not fit together"):
        archives.unpack([content], tmp_path, private=False)


def test_an_archive_of_too_many_entries_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(archives, "MOST_ENTRIES", 2)
    with pytest.raises(UnsupportedObject, match="has more than 2 entries"):
        archives.unpack([archive_of(*[member(name) for name in "abc"])], tmp_path, private=False)

"""The power goes off right after an acknowledgement: what was not synced is lost, and nothing of it was needed.

The disk is the worst that POSIX allows: a file has the bytes of its last sync, a folder the names of its last sync.
SQLite syncs for itself, in C; its files are taken over as they are.
"""

import os
import shutil
import sys
from pathlib import Path

import pytest

from dstack_jupyter.model.names import StackPath
from dstack_jupyter.store import disk
from dstack_jupyter.store.access import Viewer
from dstack_jupyter.store.store import Store

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="finds the files behind descriptors in /proc")


class WorstDisk:
    """Notes what was synced, and shows what is left after a power cut."""

    def __init__(self, root):
        self.root = root
        self.files, self.folders = {}, {root.stat().st_ino: {}}

    def sync(self, descriptor):
        place = Path(os.readlink(f"/proc/self/fd/{descriptor}"))
        inode = os.fstat(descriptor).st_ino
        if place.is_dir():
            self.folders[inode] = {entry.name: (entry.inode(), entry.is_dir()) for entry in os.scandir(place)}
        else:
            self.files[inode] = place.read_bytes()

    def after_power_cut(self, target):
        self.write(self.root.stat().st_ino, target)
        for path in self.root.rglob("store.sqlite*"):
            copy = target / path.relative_to(self.root)
            if (target / path.relative_to(self.root).with_name("store.sqlite")).exists():
                shutil.copy(path, copy)

    def write(self, inode, target):
        target.mkdir()
        for name, (child, is_folder) in self.folders.get(inode, {}).items():
            if is_folder:
                self.write(child, target / name)
            else:
                (target / name).write_bytes(self.files.get(child, b""))


@pytest.fixture
def worst_disk(monkeypatch, home):
    world = home.parent / "world"
    world.mkdir()
    worst = WorstDisk(world)
    sync = disk.sync

    def noted(descriptor):
        sync(descriptor)
        worst.sync(descriptor)

    monkeypatch.setattr(disk, "sync", noted)
    return worst


@pytest.fixture
def after_power_cut(worst_disk, home):
    """The home folder as the computer finds it when it starts again."""
    cuts = iter(range(100))

    def cut(place):
        target = home.parent / f"after {next(cuts)}"
        worst_disk.after_power_cut(target)
        return target / place.relative_to(worst_disk.root)

    return cut


def test_every_acknowledged_frame_survives(worst_disk, after_power_cut, desk_for):
    place = worst_disk.root / "deep" / "home"
    store = Store(place)
    desk = desk_for(store)
    frames = {}
    for number in range(4):
        body = os.urandom(700_000 * number + 1)
        frames[number + 1] = body
        desk.push("sales", body)
        again = Store(after_power_cut(place))
        session = again.session(Viewer.local_owner("ann"))
        found = {one.number: bytes(session.read(one.attachments[0].content)) for one in session.frames(SALES)}
        assert found == frames
        again.close()
    store.close()


def test_a_blob_in_a_folder_that_had_to_be_made_survives(worst_disk, after_power_cut, desk_for):
    place = worst_disk.root / "home"
    store = Store(place)
    for shard in (store.folder / "blobs").iterdir():
        shard.rmdir()
    desk_for(store).push("sales", b"one")
    again = Store(after_power_cut(place))
    session = again.session(Viewer.local_owner("ann"))
    assert bytes(session.read(session.frame(SALES).attachments[0].content)) == b"one"
    again.close()
    store.close()


SALES = StackPath("ann", "sales")

"""Whether a folder is on a network file system, where the shared memory of SQLite's WAL does not work."""

from __future__ import annotations

import sys
from pathlib import Path, PurePath, PurePosixPath

NETWORK_TYPES = frozenset(
    {
        "9p", "acfs", "afs", "beegfs", "beegfs_nodev", "ceph", "cifs", "coda", "davfs", "fhgfs", "gfs", "gfs2",
        "glusterfs", "gpfs", "lustre", "ncp", "ncpfs", "nfs", "nfs3", "nfs4", "ocfs2", "orangefs", "panfs", "pvfs2",
        "smb", "smb2", "smb3", "smbfs", "vboxsf", "wekafs",
    }
)  # fmt: skip
"""Types of ``/proc/mounts`` that several computers may share; so may everything in user space (``fuse…``)."""

_LOCAL_FUSE = frozenset({"fuseblk", "fuse.lxcfs", "fuse.fuse-overlayfs", "fuse.ntfs-3g"})


def is_network_folder(folder: Path) -> bool:
    """Whether files in `folder` are on another computer, as far as the system says."""
    if is_share(folder):
        return True
    if not sys.platform.startswith("linux"):
        return False
    try:
        mounts = Path("/proc/mounts").read_text(encoding="utf-8", errors="surrogateescape")
    except OSError:
        return False
    return is_network_type(type_of(folder.resolve(), mounts))


def is_share(folder: PurePath) -> bool:
    r"""Whether the path is a share of another computer by its form, ``\\server\share``."""
    return str(folder).startswith(("\\\\", "//"))


def is_network_type(kind: str) -> bool:
    """Whether a type of file system is one of a network."""
    return kind in NETWORK_TYPES or (kind.startswith("fuse") and kind not in _LOCAL_FUSE)


def type_of(folder: PurePath, mounts: str) -> str:
    """The type of the file system that `folder` is on, by the text of ``/proc/mounts``; empty if it has none."""
    place, found = -1, ""
    for line in mounts.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = PurePosixPath(_unescaped(fields[1]))
        # A later mount on the same point covers the earlier one.
        if folder.is_relative_to(point) and len(point.parts) >= place:
            place, found = len(point.parts), fields[2]
    return found


def _unescaped(point: str) -> str:
    for code, char in (("\\040", " "), ("\\011", "\t"), ("\\012", "\n"), ("\\134", "\\")):
        point = point.replace(code, char)
    return point

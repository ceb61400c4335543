"""The zipped shapefiles in which geometries were kept in 2020."""

from __future__ import annotations

import io
import shutil
import tempfile
import zipfile
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from dstack_jupyter.model.errors import UnsupportedObject

if TYPE_CHECKING:
    import geopandas

_PARTS = (".shp", ".shx", ".dbf", ".prj", ".cpg")
_LARGEST = 2 << 30
"""Bytes that a part may have: the format itself has no larger ones."""
_MAGIC = b"\x00\x00\x27\x0a"
"""What a shapefile begins with: by these bytes alone a reader of many formats takes it for one."""


def frame_of(content: memoryview) -> geopandas.GeoDataFrame:
    """The GeoDataFrame; raises `UnsupportedObject` where the archive holds no shapefile."""
    import geopandas

    with tempfile.TemporaryDirectory(prefix="dstack-") as folder:
        try:
            with zipfile.ZipFile(io.BytesIO(content)) as archive:
                _extract(archive, Path(folder))
            return geopandas.read_file(_checked(Path(folder) / "data.shp"), engine="pyogrio")
        except (zipfile.BadZipFile, OSError, RuntimeError, ValueError, NotImplementedError) as reason:
            raise UnsupportedObject(f"the attachment is no zipped shapefile that can be read: {reason}") from reason
        except ImportError as reason:
            raise UnsupportedObject("reading a shapefile needs pyogrio; pip install pyogrio") from reason


def _extract(archive: zipfile.ZipFile, folder: Path) -> None:
    """Take out the parts of a shapefile, each under a name of ours; anything else stays inside."""
    for member in archive.infolist():
        suffix = PurePosixPath(member.filename).suffix.lower()
        target = folder / f"data{suffix}"
        if suffix not in _PARTS or target.exists():
            continue
        if member.file_size > _LARGEST:
            raise ValueError(f"{suffix} has {member.file_size:,} bytes, which no shapefile has")
        with archive.open(member) as part, target.open("wb") as file:
            shutil.copyfileobj(part, file, 1 << 20)


def _checked(path: Path) -> Path:
    with path.open("rb") as file:
        if file.read(len(_MAGIC)) != _MAGIC:
            raise ValueError("the part .shp is no shapefile")
    return path

"""Time zones as JSON: a name of the IANA database, or an offset in seconds."""

from __future__ import annotations

import importlib
import re
from datetime import UTC, timedelta, timezone, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from dstack_jupyter.codecs.tables.values import Unkept

_NAME = re.compile(r"[A-Za-z0-9_+-]+(/[A-Za-z0-9_+-]+)*")


def zone_to_json(zone: tzinfo) -> dict[str, Any]:
    """``{"name": "Europe/Paris"}`` or ``{"offset": 19800}``, and the Python library of the object.

    Raises `Unkept` for a zone that means something else on another machine.
    """
    library = type(zone).__module__.split(".")[0]
    if name := _name(zone, library):
        return {"name": name, "library": library}
    offset = _fixed_offset(zone)
    if offset is None or offset.microseconds:
        raise Unkept(zone)
    label = zone.tzname(None) if isinstance(zone, timezone) else getattr(zone, "_name", None)
    named = {"label": label} if label and label != timezone(offset).tzname(None) else {}
    return {"offset": round(offset.total_seconds()), "library": library, **named}


def zone_from_json(zone: dict[str, Any]) -> tzinfo:
    """The inverse of `zone_to_json`; without the library that made the zone, Python's own."""
    library = zone.get("library", "zoneinfo")
    if "name" in zone:
        return _named_zone(zone["name"], library)
    offset = timedelta(seconds=zone["offset"])
    if library == "dateutil":
        return _imported("dateutil.tz").tzoffset(zone.get("label"), offset)  # type: ignore[no-any-return]
    if library == "pytz" and (pytz := _imported("pytz")):
        return pytz.FixedOffset(zone["offset"] // 60)  # type: ignore[no-any-return]
    return timezone(offset, zone["label"]) if "label" in zone else timezone(offset)


def _name(zone: tzinfo, library: str) -> str | None:
    if zone is UTC:
        return "UTC"
    if library == "dateutil":
        if type(zone).__name__ == "tzutc":
            return "UTC"
        filename = str(getattr(zone, "_filename", None) or "")
        return filename.rpartition("zoneinfo/")[2] or None
    return getattr(zone, "key", None) or getattr(zone, "zone", None)


def _fixed_offset(zone: tzinfo) -> timedelta | None:
    """The offset of a zone that knows no other."""
    fixed = isinstance(zone, timezone) or type(zone).__name__ in ("tzoffset", "_FixedOffset")
    return zone.utcoffset(None) if fixed else None


def _named_zone(name: str, library: str) -> tzinfo:
    if not _NAME.fullmatch(name):  # dateutil would open any file
        raise ValueError(f"{name!r} is no name of a time zone")
    if name == "UTC" and library == "datetime":
        return UTC
    if library == "pytz" and (pytz := _imported("pytz")):
        return pytz.timezone(name)  # type: ignore[no-any-return]
    if library == "dateutil":
        zones = _imported("dateutil.tz")
        return zones.UTC if name == "UTC" else zones.gettz(name) or ZoneInfo(name)
    return ZoneInfo(name)


def _imported(module: str) -> Any:
    try:
        return importlib.import_module(module)
    except ImportError:
        return None

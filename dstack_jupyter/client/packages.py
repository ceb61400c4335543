"""The versions of the packages that this process has imported.

They are read from the names of the folders that installers leave beside packages: the metadata themselves
(`importlib.metadata`) take a millisecond for each.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from types import ModuleType
from typing import NamedTuple

_FOLDERS = ("site-packages", "dist-packages")
_METADATA = re.compile(r"(?P<name>[^-]+)-(?P<version>[^-]+)(-[^-]+)?\.(dist|egg)-info")


class Distribution(NamedTuple):
    """A package as an installer left it."""

    name: str
    version: str
    folder: str
    metadata: str

    def holds(self, place: Place) -> bool:
        """Whether the file of a module is of this package; one that is developed in a checkout is elsewhere."""
        if place.folder == self.folder:
            return True
        return os.path.exists(os.path.join(self.folder, self.metadata, "direct_url.json"))

    def files(self) -> bytes:
        """The list of the files that were installed, each at the beginning of a line."""
        try:
            with open(os.path.join(self.folder, self.metadata, "RECORD"), "rb") as record:
                return b"\n" + record.read()
        except OSError:
            return b""


class Place(NamedTuple):
    """Where a module was imported from: the folder of ``sys.path``, and the file in it."""

    folder: str
    file: str

    @property
    def is_installed(self) -> bool:
        """Whether an installer put it there."""
        return os.path.basename(self.folder) in _FOLDERS


class ImportedPackages:
    """Finds the distributions of modules, once for each."""

    def __init__(self) -> None:
        self._found: dict[str, Distribution | None] = {}
        self._modules = 0
        self._versions: dict[str, str] = {}

    def versions(self) -> dict[str, str]:
        """The version of each distribution that a module was imported from, by its name."""
        modules = list(sys.modules)
        if len(modules) != self._modules:
            new = {name for name in modules if _is_of_others(name)} - self._found.keys()
            if new:
                self._found.update(_distributions(new))
                distributions = [one for one in self._found.values() if one is not None]
                self._versions = {one.name: one.version for one in sorted(distributions)}
            self._modules = len(modules)
        return self._versions


def _is_of_others(module: str) -> bool:
    return "." not in module and not module.startswith("_") and module not in sys.stdlib_module_names


def _distributions(modules: set[str]) -> dict[str, Distribution | None]:
    installed = _installed()
    places = {module: _place(module) for module in modules}
    found = {module: _of_that_name(installed, module, place) for module, place in places.items()}
    _find_by_files(places, found, installed.values())
    return found


def _find_by_files(
    places: dict[str, Place | None], found: dict[str, Distribution | None], installed: Iterable[Distribution]
) -> None:
    """Find the packages that are called otherwise than their modules, as Pillow is."""
    missing = {
        module: place for module, place in places.items() if found[module] is None and place and place.is_installed
    }
    known = {one.name for one in found.values() if one is not None}  # whose lists are not worth reading
    for distribution in installed:
        if missing and distribution.name not in known:
            files = distribution.files()
            for module in [name for name, place in missing.items() if f"\n{place.file},".encode() in files]:
                found[module] = distribution
                del missing[module]


def _of_that_name(installed: dict[str, Distribution], module: str, place: Place | None) -> Distribution | None:
    distribution = installed.get(_normal(module))
    return distribution if distribution is not None and place is not None and distribution.holds(place) else None


def _installed() -> dict[str, Distribution]:
    """All distributions by name; the first on ``sys.path`` is the one that is imported."""
    found: dict[str, Distribution] = {}
    for folder in sys.path:
        if os.path.basename(folder) in _FOLDERS and os.path.isdir(folder):
            for entry in os.listdir(folder):
                named = _METADATA.fullmatch(entry)
                if named is not None:
                    name = _normal(named["name"])
                    found.setdefault(name, Distribution(name, named["version"], folder, entry))
    return found


def _place(module: str) -> Place | None:
    """Where a module lies, without asking the module, which may answer by importing others."""
    loaded = sys.modules.get(module)
    spec = vars(loaded).get("__spec__") if isinstance(loaded, ModuleType) else None
    origin = getattr(spec, "origin", None)
    if not isinstance(origin, str) or not os.path.isabs(origin):
        return None
    folder, file = os.path.split(origin)
    if file.startswith("__init__."):
        folder, package = os.path.split(folder)
        return Place(folder, f"{package}/{file}")
    return Place(folder, file)


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


_imported = ImportedPackages()


def imported_packages() -> dict[str, str]:
    """The versions of the packages that this process has imported; the standard library is not among them."""
    return _imported.versions()

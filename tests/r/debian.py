"""R and the packages that its tests need: the machine's, or Debian's where we may install them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from contextlib import suppress
from functools import cache

NEEDED = ("httr", "jsonlite", "mime", "openssl", "yaml", "testthat", "withr")
BESIDE = (
    *("arrow", "bit64", "data.table", "ggplot2", "htmlwidgets", "knitr", "lattice", "plotly", "repr", "rmarkdown"),
    *("roxygen2", "svglite", "tibble", "IRkernel"),
)
"""What some of the tests need; they are left out where it is missing, and say so. Not every Debian has arrow."""

PROGRAMS = ("pandoc",)
OTHER_NAMES = {"R": "r-base-core", "lattice": "r-cran-lattice"}


@cache
def missing() -> list[str]:
    """R, programs and packages that are not there."""
    if shutil.which("Rscript") is None:
        return ["R", *NEEDED, *BESIDE, *PROGRAMS]
    code = f"cat(setdiff(c({', '.join(map(repr, NEEDED + BESIDE))}), rownames(installed.packages())))"
    found = subprocess.run(["Rscript", "-e", code], capture_output=True, text=True, check=True).stdout.split()
    return [*found, *(program for program in PROGRAMS if shutil.which(program) is None)]


def can_test() -> bool:
    """Whether there is R with what all tests need."""
    return shutil.which("Rscript") is not None and not set(missing()) & set(NEEDED)


def package_of(name: str) -> str:
    """What Debian calls it."""
    return OTHER_NAMES.get(name, name if name in PROGRAMS else f"r-cran-{name.lower()}")


def offered(packages: list[str]) -> list[str]:
    """Those that this release of Debian has: one that it has not would keep all from being installed."""
    command = ["apt-cache", "--no-generate", "madison", *packages]
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    known = {line.partition("|")[0].strip() for line in lines}
    return [package for package in packages if package in known]


def install(names: list[str]) -> None:
    """Install those of Debian's packages of these names that there are."""
    print(f"==> looking for {', '.join(names)} for the tests of the R package (a minute the first time)", flush=True)
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update", "-qq"], check=True)
    packages = offered([package_of(name) for name in names])
    if packages:
        command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
        subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    left = missing()
    if left and "--install" in sys.argv and os.name == "posix" and os.geteuid() == 0 and shutil.which("apt-get"):
        with suppress(subprocess.CalledProcessError):
            install(left)
        missing.cache_clear()
        left = missing()
    if "R" in left or set(left) & set(NEEDED):
        print(f"==> the R package is not tested, for want of {', '.join(left)}")
    elif left:
        print(f"==> tests of the R package that need {', '.join(left)} are left out")

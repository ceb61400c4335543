"""The tests of the R package, against a real server."""

import pytest

from tests.r.conftest import PACKAGE

STORIES = sorted(path.stem.removeprefix("test-") for path in (PACKAGE / "tests" / "testthat").glob("test-*.R"))

RUN = """
library(testthat)
options(warnPartialMatchDollar = TRUE, warnPartialMatchArgs = TRUE, warnPartialMatchAttr = TRUE)
test_dir(
  ".", filter = "^{name}$", package = "dstack", load_package = "installed", reporter = "summary",
  stop_on_failure = TRUE, stop_on_warning = TRUE
)
"""


@pytest.mark.parametrize("name", STORIES)
def test_the_stories_of_r(run_r, capsys, name):
    said = run_r(RUN.format(name=name), TZ="Europe/Berlin")
    _, _, left_out = said.partition("Skipped")
    with capsys.disabled():
        for line in (line for line in left_out.splitlines() if "Reason:" in line):
            print(f"\nleft out in R: {line}")

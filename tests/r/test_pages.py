"""What the package says of itself: the vignette runs, the help is that of the code, the index is whole."""

import re
import subprocess

import pytest
import yaml

from tests.r.conftest import PACKAGE, needs

EXPORTED = re.findall(r"^export\((\w+)\)$", (PACKAGE / "NAMESPACE").read_text(), re.MULTILINE)


def test_the_vignette_runs_against_a_server(run_r, tmp_path):
    needs("knitr")
    vignette, page = PACKAGE / "vignettes" / "dstack.Rmd", tmp_path / "dstack.md"
    run_r(f'library(dstack); knitr::knit("{vignette}", "{page}", quiet = TRUE)', HOME=str(tmp_path))
    text = page.read_text()
    assert text.count("[1] TRUE") == 2
    assert "Error" not in text
    assert re.search(r"\[\w+/vignette/cars, frame 2 \(1 attachment\); only you see it\]\(http", text.replace("\\", ""))


@pytest.mark.parametrize("name", EXPORTED)
def test_every_function_has_a_page_that_stands_in_the_index(name):
    pages = [page for page in (PACKAGE / "man").glob("*.Rd") if f"\\alias{{{name}}}" in page.read_text()]
    assert len(pages) == 1
    index = yaml.safe_load((PACKAGE / "_pkgdown.yml").read_text())
    listed = {topic for part in index["reference"] for topic in part["contents"]}
    assert pages[0].stem in listed


def test_the_help_is_that_of_the_comments(has_r, tmp_path):
    needs("roxygen2")
    copy = tmp_path / "r"
    subprocess.run(["cp", "-r", str(PACKAGE), str(copy)], check=True)
    made = 'roxygen2::roxygenise(load_code = "source")'
    subprocess.run(["Rscript", "-e", made], cwd=copy, capture_output=True, check=True)
    for page in [*(copy / "man").glob("*.Rd"), copy / "NAMESPACE"]:
        assert page.read_text() == (PACKAGE / page.relative_to(copy)).read_text(), f"{page.name}: run make r-docs"

"""R's own check of packages has nothing against ours; its tests and its vignette run elsewhere."""

import os
import subprocess

from tests.r.conftest import PACKAGE


def test_the_package_is_built_and_checked_without_errors_and_warnings(has_r, tmp_path):
    (tmp_path / "repository" / "src" / "contrib").mkdir(parents=True)
    (tmp_path / "repository" / "src" / "contrib" / "PACKAGES").touch()
    (tmp_path / "profile.R").write_text(f'options(repos = c(CRAN = "file://{tmp_path}/repository"))')  # no network
    settings = {"R_PROFILE_USER": str(tmp_path / "profile.R"), "_R_CHECK_FORCE_SUGGESTS_": "false"}

    def command(*words):
        done = subprocess.run(
            ["R", "CMD", *words],
            cwd=tmp_path,
            env={**os.environ, **settings},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    command("build", "--no-build-vignettes", str(PACKAGE))
    (built,) = tmp_path.glob("dstack_*.tar.gz")
    said = command("check", "--no-manual", "--no-tests", "--ignore-vignettes", built.name)
    complaints = [line for line in said.splitlines() if line.endswith(("WARNING", "ERROR"))]
    assert not complaints, said


def test_lines_are_no_longer_than_those_of_python():
    files = [*(PACKAGE / "R").glob("*.R"), *(PACKAGE / "tests").rglob("*.R")]
    long = [f"{file.name}: {line}" for file in files for line in file.read_text().splitlines() if len(line) > 120]
    assert not long

"""``alias``: the short command ``dstack`` beside ``jupyter-dstack``."""

from __future__ import annotations

import os
import shutil
import sys
import sysconfig
from pathlib import Path

import click

from dstack_jupyter.cli.answers import Answer
from dstack_jupyter.cli.command import Command, current_program
from dstack_jupyter.cli.program import SHORT_NAME
from dstack_jupyter.model.errors import Conflict, NotFound

MARK = 'Made by "jupyter dstack alias"; "jupyter dstack alias --remove" takes it away.'
"""By this line a script is known as ours; there are other products with a command of this name."""

LONGEST = 120
"""How long the first line of a script may be on all systems, in bytes."""


@click.command("alias", cls=Command)
@click.option("--remove", is_flag=True, help="take it away")
@click.option(
    "--folder",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    help="another folder than that of jupyter-dstack",
)
def alias(remove: bool, folder: Path | None) -> Answer:
    """Let dstack be short for "jupyter dstack".

    A command of this name that belongs to another product is left as it is.
    """
    script = (folder or _scripts()).absolute() / (f"{SHORT_NAME}.cmd" if os.name == "nt" else SHORT_NAME)
    is_there, is_ours = os.path.lexists(script), _is_ours(script)
    if is_there and not is_ours:
        raise Conflict(
            f"{script} belongs to something else and is left as it is; go on with 'jupyter dstack', "
            "or name another folder of your PATH: jupyter dstack alias --folder ~/bin"
        )
    if remove:
        if not is_there:
            raise NotFound(f"there is no {script}")
        script.unlink()
        return Answer({"script": str(script), "installed": False}, [f"{script} is gone; 'jupyter dstack' stays"])
    _write(script, _source(current_program().module))
    said = f"'dstack' is short for 'jupyter dstack' now: {script}"
    return Answer({"script": str(script), "installed": True}, [said, *_notes(script)])


def _scripts() -> Path:
    started = Path(sys.argv[0])
    is_script = started.stem in ("jupyter-dstack", SHORT_NAME) and started.is_absolute()
    return started.parent if is_script else Path(sysconfig.get_path("scripts"))


def _is_ours(script: Path) -> bool:
    try:
        return not script.is_symlink() and MARK in script.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return False


def _source(module: str) -> str:
    call = f"from {module} import main"
    if os.name == "nt":
        run = f"import sys; sys.argv[0] = {SHORT_NAME!r}; {call}; main()"
        return f'@rem {MARK}\r\n@"{sys.executable}" -c "{run}" %*\r\n'
    return f"{_first_line(sys.executable)}\n# {MARK}\n{call}\n\nmain()\n"


def _first_line(python: str) -> str:
    """How a script names its interpreter; a path that is long or has spaces is run by way of the shell."""
    if " " not in python and len(os.fsencode(python)) < LONGEST:
        return f"#!{python}"
    return f"#!/bin/sh\n'''exec' \"{python}\" \"$0\" \"$@\"\n' '''"


def _write(script: Path, source: str) -> None:
    draft = script.with_name(f".{script.name}.{os.getpid()}")
    try:
        draft.write_text(source, encoding="utf-8")
        draft.chmod(0o755)
        draft.replace(script)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise click.ClickException(f"{script} cannot be written: {error}") from error


def _notes(script: Path) -> list[str]:
    first = shutil.which(SHORT_NAME)
    if first is None:
        return [f"{script.parent} is not on your PATH yet"]
    return [] if Path(first) == script else [f"{first} comes first on your PATH, and belongs to something else"]

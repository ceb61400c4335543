"""``make settings``: the page on the settings of the server, as its classes explain them."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from traitlets import Bool, Float, HasTraits, Int, List, TraitType

import dstack_server
from dstack_server.standalone import ALONE

FILE = Path(__file__).parent / "settings.md"

VALUES = {Bool: "true or false", Int: "a whole number", Float: "a number", List: "a list of texts"}

HEAD = """\
# The settings of the server

This page is made from the code by `make settings`. `jupyter dstack --help-all` prints the same, and the settings of
Jupyter's own server, as `--port`.

A setting stands on the command line:

```bash
jupyter dstack --no-browser --DstackApp.threads=8 --DstackApp.allow_anonymous=False
```

or in a file of Python, `jupyter_dstack_config.py` in the folder of Jupyter's configuration (`~/.jupyter`, or
`$JUPYTER_CONFIG_DIR`); another file is named by `--config=/etc/dstack/config.py`:

```python
c.DstackApp.threads = 8
c.DstackApp.allow_anonymous = False
c.MappingKernelManager.cull_idle_timeout = 300    # a setting of Jupyter's own server
```

or in one of JSON, `jupyter_dstack_config.json` in the same folder:

```json
{"DstackApp": {"threads": 8, "allow_anonymous": false}}
```

The command line counts before the files. Inside JupyterLab the same settings stand in `jupyter_server_config.py` or in
`jupyter_dstack_config.py`. The files are read when the server starts. What the environment says, as `$DSTACK_HOME`, is
on the page on [profiles](profiles.md).
"""

OF_JUPYTER = """\
Jupyter's own server, its kernels and Voila have settings too. `jupyter dstack` begins with these; yours count before
them."""


def text() -> str:
    """The page as it is checked in."""
    return HEAD + "".join(_section(one) for one in classes() if settings_of(one)) + _of_jupyter()


def classes() -> list[type[HasTraits]]:
    """The classes of the server with traits, that which people set most first."""
    found = {one for module in _modules() for one in vars(module).values() if _is_ours(one)}
    return sorted(found, key=lambda one: (-len(settings_of(one)), one.__name__))


def settings_of(one: type[HasTraits]) -> dict[str, TraitType[Any, Any]]:
    """The traits that a class itself lets people set, by their names."""
    return dict(sorted(one.class_own_traits(config=True).items()))


def _modules() -> Iterator[Any]:
    for found in pkgutil.walk_packages(dstack_server.__path__, "dstack_server."):
        yield importlib.import_module(found.name)


def _is_ours(one: object) -> bool:
    return isinstance(one, type) and issubclass(one, HasTraits) and one.__module__.startswith("dstack_server.")


def _section(one: type[HasTraits]) -> str:
    rows = [
        (_line(one, name, trait), f"`{trait.default()!r}`", _help(trait)) for name, trait in settings_of(one).items()
    ]
    about = _plain((one.__doc__ or "").splitlines()[0])
    return _table(one.__name__, about, [("on the command line", "default", ""), *rows])


def _of_jupyter() -> str:
    rows = [(f"`{one}.{name}`", f"`{value!r}`") for one, values in ALONE.items() for name, value in values.items()]
    return _table("What is set otherwise than in Jupyter", OF_JUPYTER, [("setting", "value"), *rows])


def _table(title: str, about: str, rows: list[tuple[str, ...]]) -> str:
    head, *rest = [f"| {' | '.join(row)} |" for row in rows]
    return "\n".join([f"\n## {title}\n\n{about}\n", head, f"|{'---|' * len(rows[0])}", *rest]) + "\n"


def _line(one: type[HasTraits], name: str, trait: TraitType[Any, Any]) -> str:
    value = next((words for kind, words in VALUES.items() if isinstance(trait, kind)), "a text")
    setting, aliases = f"{one.__name__}.{name}", vars(one).get("aliases", {})
    ways = [f"`--{way}=…`" for way in (setting, *(alias for alias, whole in aliases.items() if whole == setting))]
    return f"{' or '.join(ways)}: {value}"


def _help(trait: TraitType[Any, Any]) -> str:
    return _plain(trait.help).replace("|", r"\|")


def _plain(words: str) -> str:
    return " ".join(words.split()).replace("``", "`")


if __name__ == "__main__":
    FILE.write_text(text(), encoding="utf-8")

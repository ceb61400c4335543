"""The rooms of the house import only rooms below them."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

ROOMS = ["dstack_server", "demo", "cli", "magics", "verbs", "dashboards", "client", "store", "codecs", "model"]
"""From the top of the house to the ground."""

NOT_BELOW = {"store": {"codecs"}, "cli": {"magics"}}
"""Rooms side by side."""


def modules():
    library = (ROOT / "dstack_jupyter").rglob("*.py")
    server = (ROOT / "server_extension" / "dstack_server").rglob("*.py")
    return [path for path in [*library, *server] if room_of_file(path) is not None]


def room_of_file(path: Path) -> str | None:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return "dstack_server" if parts[0] == "server_extension" else room_of_name(".".join(parts))


def room_of_name(name: str) -> str | None:
    package, *rest = name.split(".")
    if package == "dstack_server":
        return package
    return rest[0] if package == "dstack_jupyter" and rest and rest[0] in ROOMS else None


def imported(path: Path):
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_a_room_imports_only_rooms_below():
    breaches = []
    for path in modules():
        room = room_of_file(path)
        allowed = set(ROOMS[ROOMS.index(room) :]) - NOT_BELOW.get(room, set())
        others = {room_of_name(name) for name in imported(path)} - {None}
        breaches += [f"{path.relative_to(ROOT)} imports {other}" for other in others - allowed]
    assert not breaches


def test_the_walk_sees_every_room():
    assert {room_of_file(path) for path in modules()} == set(ROOMS)


def test_the_import_is_light():
    heavy = [
        "pandas", "pyarrow", "numpy", "plotly", "matplotlib", "nbformat", "sqlmodel", "sqlalchemy", "alembic",
        "jupyter_server", "voila", "ipywidgets", "anywidget", "IPython", "tornado",
    ]  # fmt: skip
    script = f"import sys, dstack_jupyter; print(*[name for name in {heavy!r} if name in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert answer.stdout.split() == []


@pytest.mark.parametrize("module", ["dstack_server", "dstack_server.app"])
def test_the_server_extension_leaves_heavy_libraries_for_the_first_request(module):
    heavy = ["pandas", "pyarrow", "plotly", "sqlmodel", "voila", "ipywidgets", "alembic"]
    script = f"import sys, {module}; print(*[name for name in {heavy!r} if name in sys.modules])"
    answer = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert answer.stdout.split() == []

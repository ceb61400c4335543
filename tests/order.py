"""The order of files, for several workers that each take the next file when they are done with one.

Files that open a browser or R stand among the others, so that not all workers open one at once, and in the first three
quarters, so that no worker begins one when the others are about to end.
"""

from pathlib import Path

SLOW = ("browser", "r")
ROOMS = ("house", "server", "cli", "client", "magics", "dashboards", "store", "codecs")
"""The other rooms, by how long a test takes."""


def pytest_collection_modifyitems(items):
    rooms = {item.path: item.path.relative_to(Path(__file__).parent).parts[0] for item in items}
    slow = [path for path, room in rooms.items() if room in SLOW]
    quick = sorted((path for path in rooms if path not in slow), key=lambda path: _rank(rooms[path]))
    places = {path: float(place) for place, path in enumerate(quick)}
    places |= {path: place * 0.75 * len(quick) / len(slow) - 0.5 for place, path in enumerate(slow)}
    items.sort(key=lambda item: places[item.path])


def _rank(room):
    return ROOMS.index(room) if room in ROOMS else len(ROOMS)

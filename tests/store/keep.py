"""Write the kept archive of this release: ``python -m tests.store.keep`` in an empty home folder."""

import sys
from pathlib import Path

from dstack_jupyter.client.archives.exporting import export_to
from dstack_jupyter.client.archives.manifest import VERSION
from dstack_jupyter.store.access import Viewer
from dstack_jupyter.store.store import open_store
from tests.store import rich
from tests.store.conftest import Desk

KEPT = Path(__file__).parent / "kept" / f"archive-{VERSION}.dstack"


def keep():
    """Refuses to replace what is kept: it must stay readable."""
    if KEPT.exists():
        sys.exit(f"{KEPT} is kept already and must stay readable")
    store = open_store()
    desk = Desk(store.session(Viewer.local_owner("ann")))
    rich.filled(desk, store, large=30_000)
    export_to(desk.session, None, KEPT, dashboards=["world", "elsewhere"], overwrite=False)
    KEPT.chmod(0o644)


if __name__ == "__main__":
    keep()

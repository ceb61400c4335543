"""``metrics``: what Prometheus reads, for administrators."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

from jupyter_server.auth.decorator import authorized
from prometheus_client import CONTENT_TYPE_LATEST, REGISTRY, CollectorRegistry, Gauge, generate_latest
from tornado import web
from tornado.web import HTTPError

from dstack_server.base import ApiHandler

if TYPE_CHECKING:
    from dstack_jupyter.store.store import Store


class MetricsHandler(ApiHandler):
    """Requests by handler, status and duration, and the room of the store."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Send them."""
        viewer = getattr(self.current_user, "viewer", None)
        if viewer is None or viewer.name is None:
            self.get_login_url()
        elif not viewer.is_admin or viewer.only is not None:
            raise HTTPError(403, "only an administrator can read the metrics")
        room = await self.store.with_store(_room)
        self.set_header("Content-Type", CONTENT_TYPE_LATEST)
        self.set_header("Cache-Control", "no-store")
        self.finish(generate_latest(REGISTRY) + generate_latest(_gauges({**room, **self._load()})))

    def _load(self) -> dict[str, float]:
        return {
            "dstack_requests_running": len(self.running),
            "dstack_kernels_running": len(self.settings["kernel_manager"]),
        }


_SAID = {
    "dstack_requests_running": "Requests that are being answered",
    "dstack_kernels_running": "Kernels behind pages",
    "dstack_database_bytes": "Size of the database of the store, with its log",
    "dstack_disk_free_bytes": "Free bytes of the disk with the store",
    "dstack_disk_bytes": "Size of the disk with the store",
}


def _room(store: Store) -> dict[str, float]:
    disk = shutil.disk_usage(store.folder)
    database = sum(path.stat().st_size for path in store.folder.glob("store.sqlite*"))
    return {"dstack_database_bytes": database, "dstack_disk_free_bytes": disk.free, "dstack_disk_bytes": disk.total}


def _gauges(values: dict[str, float]) -> CollectorRegistry:
    registry = CollectorRegistry()
    for name, value in values.items():
        Gauge(name, _SAID[name], registry=registry).set(value)
    return registry

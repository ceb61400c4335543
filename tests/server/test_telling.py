"""Inside a Jupyter server its own events tell what happens to stacks."""

import asyncio
import subprocess
import sys

import pytest

import dstack_jupyter as ds
from dstack_server.telling import SCHEMA


class Listener:
    """Listens to the events of a Jupyter server whose extensions were started."""

    def __init__(self, server):
        self._server, self._found, self._came = server, [], asyncio.Event()

    async def begin(self):
        await self._server.extension_manager.start_all_extensions()
        if self.knows_ours:
            self._server.event_logger.add_listener(schema_id=SCHEMA, listener=self._take)

    @property
    def knows_ours(self):
        return SCHEMA in self._server.event_logger.schemas

    async def told(self, count):
        """The first so many events, when they came."""
        async with asyncio.timeout(120):
            while len(self._found) < count:
                await self._came.wait()
                self._came.clear()
        return self._found

    async def _take(self, logger, schema_id, data):
        self._found.append((data["kind"], data["name"], data["number"]))
        self._came.set()


@pytest.fixture
def listener(jp_serverapp):
    return Listener(jp_serverapp)


async def test_a_listener_is_told_of_a_push_of_this_process(listener):
    await listener.begin()
    await asyncio.to_thread(ds.push, "sales", "one")
    assert await listener.told(2) == [("frame.new", "sales", 1), ("head.moved", "sales", 1)]


async def test_a_listener_is_told_of_a_push_of_another_process(listener):
    ds.push("sales", "one")
    await listener.begin()
    script = "import dstack_jupyter as ds; ds.push('costs', 'two')"
    await asyncio.to_thread(subprocess.run, [sys.executable, "-c", script], check=True)
    assert await listener.told(2) == [("frame.new", "costs", 1), ("head.moved", "costs", 1)]


async def test_watching_makes_no_store(listener, home):
    await listener.begin()
    await asyncio.sleep(0.2)
    assert not (home / "store").exists()


async def test_a_server_with_users_tells_jupyter_nothing(listener, team):
    await listener.begin()
    assert not listener.knows_ours

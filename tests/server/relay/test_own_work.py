"""Work of minutes at other servers keeps nobody from the store of this one."""

import asyncio
import json

from dstack_server.lazy_store import MOST_WORK


async def test_others_read_while_pushes_wait_for_a_server_that_is_busy(jp_fetch, profiles, stranger, jp_root_dir):
    is_busy = asyncio.Event()
    goes_on = asyncio.Event()

    async def answer(handler):
        is_busy.set()
        await goes_on.wait()
        handler.set_status(503)

    url, _ = stranger(answer)
    profiles(team={"server": url})
    (jp_root_dir / "a.txt").write_text("a")
    body = json.dumps({"paths": ["a.txt"], "stack": "a", "profile": "team"})
    kind = {"Content-Type": "application/json"}
    pushes = [
        asyncio.ensure_future(jp_fetch("dstack/push", method="POST", body=body, headers=kind, request_timeout=120))
        for _ in range(MOST_WORK + 2)
    ]
    await asyncio.wait_for(is_busy.wait(), 60)
    await asyncio.sleep(0.5)
    try:
        assert (await jp_fetch("dstack/api/v1/stacks")).code == 200
        assert (await jp_fetch("dstack/relay/")).code == 200
    finally:
        goes_on.set()
    for told in await asyncio.gather(*pushes):
        assert "does not answer (503" in json.loads(told.body.splitlines()[-1])["message"]

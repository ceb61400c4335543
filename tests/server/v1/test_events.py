"""What happens is told as it happens."""

import asyncio
import json
import subprocess
import sys

import pytest

import dstack_jupyter as ds

EVENTS = "dstack/api/v1/events"


@pytest.fixture
def listen(jp_fetch, jp_serverapp, jp_base_url, jp_http_port, jp_auth_header):
    """Listen until so many events came; returns them as (id, kind, data)."""

    async def of(count, *, after=None, then=None):
        reader, writer = await asyncio.open_connection("127.0.0.1", jp_http_port)
        last = f"Last-Event-ID: {after}\r\n" if after is not None else ""
        head = f"GET {jp_base_url}{EVENTS} HTTP/1.1\r\nHost: localhost\r\n{last}"
        writer.write((head + f"Authorization: {jp_auth_header['Authorization']}\r\n\r\n").encode())
        found, event = [], {}
        async with asyncio.timeout(120):
            assert b" 200 " in await reader.readline()
            while len(found) < count:
                line = (await reader.readline()).decode().strip()
                if line.startswith("retry") and then is not None:
                    await asyncio.get_running_loop().run_in_executor(None, then)
                key, separator, value = line.partition(": ")
                if separator and key in ("id", "event", "data"):
                    event[key] = value
                if "data" in event:
                    found.append((int(event["id"]), event["event"], json.loads(event["data"])))
                    event = {}
        writer.close()
        return found

    return of


async def test_a_push_is_told_while_one_listens(listen, jp_serverapp):
    first, second = await listen(2, then=lambda: ds.push("sales", "one"))
    assert (first[1], second[1]) == ("frame.new", "head.moved")
    assert (first[2]["name"], first[2]["number"]) == ("sales", 1)


async def test_one_who_was_away_is_told_what_was_missed(listen, jp_serverapp):
    (first, _) = await listen(2, then=lambda: ds.push("sales", "one"))
    ds.push("sales", "two")
    missed = await listen(3, after=first[0])
    assert [kind for _, kind, _ in missed] == ["head.moved", "frame.new", "head.moved"]
    assert missed[1][2]["number"] == 2


async def test_one_who_saw_more_than_a_restored_store_has_is_told_what_comes(listen, jp_serverapp):
    ds.push("sales", "one")
    told = await listen(2, after=1_000_000, then=lambda: ds.push("sales", "two"))
    assert [(kind, event["number"]) for _, kind, event in told] == [("frame.new", 2), ("head.moved", 2)]


async def test_a_push_of_another_process_is_told_too(listen, jp_serverapp, home):
    def push():
        subprocess.run([sys.executable, "-c", "import dstack_jupyter as ds; ds.push('sales', 'one')"], check=True)

    assert [kind for _, kind, _ in await listen(2, then=push)] == ["frame.new", "head.moved"]


@pytest.mark.parametrize("header", ["-1", "x", "9" * 30])
async def test_a_place_that_cannot_be_is_refused(get, jp_serverapp, header):
    answer = await get(EVENTS, headers={"Last-Event-ID": header})
    assert (answer.code, json.loads(answer.body)["code"]) == (400, "invalid_value")

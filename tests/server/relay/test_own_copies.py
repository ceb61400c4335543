"""The owner of a Jupyter server brings what is in its store to the server of a profile, as Python would."""

import json

import pytest

import dstack_jupyter as ds
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.store.access import Viewer


@pytest.fixture
def copy(jp_fetch):
    """Copy; returns the status and the last line of the answer."""

    async def ask(**wish):
        answer = await jp_fetch(
            "dstack/copy",
            method="POST",
            body=json.dumps(wish),
            headers={"Content-Type": "application/json"},
            raise_error=False,
            request_timeout=60,
        )
        return answer.code, json.loads(answer.body.splitlines()[-1])

    return ask


@pytest.fixture
def there(profiles, away):
    """What ann has at the server of the profile `team`."""
    profiles(team={"server": away["url"], "token": away["token"]})
    return away["store"].session(Viewer.user("ann"))


async def test_a_stack_comes_with_its_frames_and_only_what_is_new_the_next_time(copy, there):
    ds.push("sales/eu", "May", message="first")
    ds.push("sales/eu", "June")
    wish = {"kind": "stacks", "name": "sales/eu", "to": "team"}
    assert await copy(**wish) == (200, {"user": "ann", "name": "sales/eu", "is_new": True})
    frames = there.frames(StackPath("ann", "sales/eu"))
    assert [(one.number, one.message) for one in frames] == [(2, None), (1, "first")]
    assert (await copy(**wish))[1]["is_new"] is False
    ds.push("sales/eu", "July")
    assert (await copy(**wish))[1]["is_new"] is True
    assert there.stack(StackPath("ann", "sales/eu")).head.number == 3


async def test_a_dashboard_brings_the_stacks_of_its_cards(copy, there):
    ds.push("sales", "May")
    ds.dashboard("shop", ["sales"])
    _, copied = await copy(kind="dashboards", name="shop", to="team", rename="market")
    assert copied == {"user": "ann", "name": "market", "is_new": True}
    board = there.dashboard(StackPath("ann", "market"))
    assert [card.path for card in board.spec.cards] == [StackPath("ann", "sales")]
    assert there.stack(StackPath("ann", "sales")).head.number == 1


async def test_what_is_in_the_way_is_said_and_another_name_helps(copy, there, profiles):
    ds.push("sales", "here")
    ds.push("sales", "there", profile="team")
    wish = {"kind": "stacks", "name": "sales", "to": "team"}
    _, told = await copy(**wish)
    assert told["code"] == "conflict"
    assert (await copy(**wish, rename="sales-of-may"))[1]["name"] == "sales-of-may"
    assert "no profile 'gone'" in (await copy(**{**wish, "to": "gone"}))[1]["message"]
    profiles(gone={"server": "http://127.0.0.1:9"})
    assert "does not answer" in (await copy(**{**wish, "to": "gone"}))[1]["message"]


async def test_only_what_is_said_right_is_begun(copy, user):
    assert (await copy(kind="stacks", name="sales"))[0] == 400
    assert (await copy(kind="users", name="sales", to="team"))[0] == 400
    code, told = await copy(kind="stacks", name="sales", to="team")
    assert (code, "message" in told) == (200, True)

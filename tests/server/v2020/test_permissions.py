"""Sharing with one user, as in 2020."""

import pytest

from dstack_jupyter.model.dashboards import DashboardSpec
from dstack_jupyter.model.names import StackPath

from .web_page import Refused

SALES = StackPath("ann", "sales")


@pytest.fixture
def permitted(team):
    """Who was permitted what with ann's stack and with her dashboard of the same name."""
    team.push("ann", "sales")
    session = team.session("ann")
    session.put_dashboard(SALES, DashboardSpec(title="Sales"))

    def now():
        found = (session.sharing.of_stack(SALES), session.sharing.of_dashboard(SALES))
        return tuple({one.user: one.permission for one in each} for each in found)

    return now


async def test_a_stack_and_a_dashboard_are_shared_with_a_user_as_often_as_one_likes(ann, bob, permitted):
    for _ in range(2):
        assert await ann.share("ann/sales", "bob") == {}
    assert permitted() == ({"bob": "view"}, {})
    for _ in range(2):
        assert await ann.share("ann/d/sales", "bob") == {}
    assert permitted() == ({"bob": "view"}, {"bob": "view"})
    for _ in range(2):
        assert await ann.unshare("ann/sales", "bob") == {}
    assert permitted() == ({}, {"bob": "view"})
    assert await ann.unshare("ann/d/sales", "bob") == {}
    assert permitted() == ({}, {})


async def test_a_stack_that_is_named_like_a_dashboard_is_shared_where_there_is_no_such_dashboard(
    ann, bob, permitted, team
):
    for name in ("d/costs", "d/sales"):
        team.push("ann", name)
        await ann.share(f"ann/{name}", "bob")
    sharing = team.session("ann").sharing
    shared = [[one.user for one in sharing.of_stack(StackPath("ann", name))] for name in ("d/costs", "d/sales")]
    assert shared == [["bob"], []]
    assert permitted() == ({}, {"bob": "view"})
    await ann.unshare("ann/d/costs", "bob")
    assert not sharing.of_stack(StackPath("ann", "d/costs"))


async def test_who_may_push_is_not_made_one_who_may_only_look(ann, bob, permitted, team):
    team.session("ann").sharing.permit_stack(SALES, "bob", "push")
    await ann.share("ann/sales", "bob")
    assert permitted()[0] == {"bob": "push"}


async def test_nothing_is_shared_by_e_mail_and_the_answer_says_so(ann, permitted):
    for call in ("permissions/add", "permissions/delete"):
        with pytest.raises(Refused, match="nothing is shared by e-mail here; share it with a user, by name") as refused:
            await ann.post(call, path="ann/sales", email="bob@example.com")
        assert refused.value.status == 400


async def test_what_is_not_there_is_named_in_the_words_of_2020(ann, bob, permitted):
    for path, user, words in (
        ("ann/sales", "zoe", "user not found"),
        ("ann/d/sales", "zoe", "user not found"),
        ("ann/never", "bob", "stack not found"),
        ("ann/d/never", "bob", "dashboard not found"),
    ):
        with pytest.raises(Refused) as refused:
            await ann.share(path, user)
        assert (refused.value.status, refused.value.message) == (404, words)
    for fields in ({"path": "ann/sales"}, {"user": "bob"}, {"path": "ann", "user": "bob"}, {"path": "ann/sales"}):
        with pytest.raises(Refused, match="malformed request"):
            await ann.post("permissions/add", **fields)


async def test_only_the_owner_shares(page, ann, bob, permitted, team):
    with pytest.raises(Refused) as hidden:
        await bob.share("ann/sales", "bob")
    with pytest.raises(Refused) as never:
        await bob.share("ann/never", "bob")
    assert (hidden.value.status, hidden.value.message) == (never.value.status, never.value.message)
    team.session("ann").update_stack(SALES, access="public")
    for who in (bob, page(), page(team.owner)):
        with pytest.raises(Refused, match="bad credentials"):
            await who.share("ann/sales", "bob")
    assert permitted() == ({}, {})

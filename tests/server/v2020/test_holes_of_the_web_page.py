"""What was open to everyone in the server of 2020, as far as its web page could reach it, and is closed here."""

import uuid

import pytest
import sqlalchemy as sa

from dstack_jupyter.model.dashboards import CardSpec, DashboardSpec
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.store.tables import account

from .web_page import Refused


async def refused(call):
    """The status and the message of a call that is refused."""
    with pytest.raises(Refused) as found:
        await call
    return found.value.status, found.value.message


async def test_hole_1_the_head_of_a_card_opens_nothing_to_one_who_may_not_see_its_stack(page, ann, team):
    head = team.push("ann", "secret").frame
    board = (await ann.new_dashboard(private=False))["id"]
    await ann.add_stacks(board, "ann/secret")
    assert head.id in str(await ann.dashboard(board))
    assert head.id not in str(await page().dashboard(board, "ann"))
    for call in (f"frames/ann/secret/{head.id}", f"attachs/ann/secret/{head.id}/0"):
        assert (await ann.get(call)) is not None
        assert await refused(page().get(call)) == (404, "stack not found")


async def test_hole_2_no_answer_holds_a_code_and_no_code_in_an_address_begins_a_session(page, ann, team):
    link = team.store.doors.link("ann")
    told = [await ann.get("users/remember"), await ann.post("users/info", user="ann"), await ann.dashboards()]
    assert link not in str(told)
    assert (await refused(page().get("users/verify", user="ann", code=link)))[0] == 403
    assert (await refused(page().get("users/verify", user="ann", code=ann.session)))[0] == 403
    assert team.store.doors.follow(link)


async def test_hole_4_a_session_is_good_for_what_is_its_users_own(ann, bob, team):
    team.push("ann", "sales", access="public")
    board = (await ann.new_dashboard(title="World", private=False))["id"]
    of_board, of_card = {"user": "ann", "id": board}, {"user": "ann", "dashboard": board}
    for call, fields in (
        ("dashboards/create", {"user": "ann"}),
        ("dashboards/update", {**of_board, "title": "Mine"}),
        ("dashboards/delete", of_board),
        ("dashboards/cards/insert", {**of_card, "index": 0, "cards": [{"stack": "ann/sales"}]}),
        ("permissions/add", {"path": "ann/sales", "user": "bob"}),
        ("permissions/add", {"path": f"ann/d/{board}", "user": "bob"}),
        ("users/update/token", {"user": "ann"}),
        ("users/update/settings", {"user": "ann", "general": {"default_access_level": "public"}}),
        ("users/info", {"user": "ann"}),
    ):
        assert await refused(bob.post(call, **fields)) == (403, "bad credentials")
    assert [one["title"] for one in await ann.dashboards()] == ["World"]


async def test_hole_5_a_public_dashboard_tells_nothing_of_private_stacks(page, ann, team):
    team.push("ann", "plans/merger")
    board = (await ann.new_dashboard(title="World", private=False))["id"]
    await ann.add_stacks(board, {"stack": "ann/plans/merger", "title": "The merger"})
    for told in (await page().dashboard(board, "ann"), await page().dashboards("ann")):
        assert "merger" not in str(told)


async def test_hole_5_a_card_names_no_stack_that_its_writer_cannot_see(ann, bob, team):
    team.push("ann", "secret")
    board = (await bob.new_dashboard())["id"]
    hidden = await bob.add_stacks(board, "ann/secret")
    assert hidden["cards"] == (await bob.add_stacks(board, "ann/never-was"))["cards"] == []
    assert team.session("bob").dashboard(StackPath("bob", board)).spec.cards == ()


async def test_hole_5_a_stack_that_is_hidden_later_is_a_name_on_a_card_and_nothing_else(ann, bob, team):
    team.push("ann", "sales", access="public")
    board = (await bob.new_dashboard())["id"]
    await bob.add_stacks(board, "ann/sales")
    team.session("ann").update_stack(StackPath("ann", "sales"), access="private")
    assert (await bob.dashboard(board))["cards"] == [{"stack": "ann/sales", "index": 0, "title": "sales", "columns": 1}]


async def test_hole_6_a_session_that_ended_is_refused_by_reads_and_writes(ann, team):
    board = (await ann.new_dashboard(private=False))["id"]
    team.store.doors.sign_out(ann.session)
    for call in (ann.dashboard(board), ann.dashboards(), ann.new_dashboard(), ann.get("users/remember")):
        assert await refused(call) == (403, "bad credentials")


async def test_hole_6_passwords_are_kept_as_hashes_and_taken_from_no_address(page, team):
    team.named("cid", password="correct horse")
    with team.store.database.reading() as transaction:
        kept = dict(transaction.rows(sa.select(account.c.name, account.c.password)))
    assert kept["cid"].startswith("$argon2")
    status, words = await refused(page().get("users/login", user="cid", password="correct horse"))
    assert (status, "correct horse" in words) == (403, False)
    assert (await page().post("users/login", user="cid", password="correct horse"))["verified"]


async def test_hole_6_nobody_registers_with_a_code_that_can_be_guessed(page, team):
    code = str(uuid.uuid3(uuid.NAMESPACE_DNS, "zoe@example.com"))
    fields = {"name": "zoe", "email": "zoe@example.com", "password": "correct horse", "code": code}
    assert (await refused(page().post("users/register", **fields)))[0] == 403
    assert "zoe" not in {user.name for user in team.accounts.users()}


async def test_hole_7_new_dashboards_are_private_unless_their_owner_says_otherwise(page, ann):
    board = await ann.new_dashboard(title="Plans")
    assert board["private"] is True
    assert await page().dashboards("ann") == []


async def test_hole_8_no_answer_about_what_is_private_may_be_kept(ann, team):
    board = (await ann.new_dashboard())["id"]
    headers = {"Authorization": f"Bearer {ann.session}"}
    for call in (f"dashboards/ann/{board}", "dashboards/ann", "users/remember"):
        answer = await team.ask(f"dstack/api/{call}", headers=headers)
        assert (answer.code, answer.headers["Cache-Control"]) == (200, "no-cache, no-store")


async def test_hole_10_a_shared_dashboard_is_in_the_list_of_the_one_it_was_shared_with(ann, bob, team):
    cards = (CardSpec(stack="ann/sales"),)
    team.session("ann").put_dashboard(StackPath("ann", "world/2020"), DashboardSpec(title="World", cards=cards))
    await ann.share("ann/d/world/2020", "bob")
    (listed,) = await bob.dashboards()
    assert (listed["user"], listed["id"]) == ("ann", "world/2020")
    assert (await bob.dashboard("world/2020", "ann"))["title"] == "World"

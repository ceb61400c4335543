"""A push of 2020 becomes a frame, whole or not at all, whether it comes at once, in parts or by links."""

import base64
import json
import uuid

import pytest

from dstack_jupyter.model.errors import NotFound
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.store.access import Viewer

SALES = StackPath("ann", "sales")
CSV = b'"","a"\n"0","1"\n'


def attachment(data=b"text", **more):
    """As it stands in the JSON of a push."""
    sent = {} if data is None else {"data": base64.b64encode(data).decode()}
    return {"content_type": "text/plain", **sent, **more}


def push_of(*attachments, **more):
    return {
        "stack": "ann/sales",
        "id": str(uuid.uuid4()),
        "timestamp": 1600000000000,
        **({"attachments": list(attachments)} if attachments else {}),
        **more,
    }


@pytest.fixture
def push(call):
    async def send(body, who="ann"):
        return await call(who, "POST", "stacks/push", body)

    return send


@pytest.fixture
def bodies(team):
    """The bytes of a frame of ann's stack, of its head without one."""

    def of(frame=None, path=SALES):
        session = team.session("ann")
        return [bytes(session.read(one.content)) for one in session.frame(path, frame).attachments]

    return of


@pytest.fixture
def nothing(team):
    """Whether nobody sees anything of ann's stack."""

    def is_so():
        try:
            team.session("ann").stack(SALES)
        except NotFound:
            return True
        return False

    return is_so


async def test_a_push_makes_a_stack_and_says_where_its_page_is(push, bodies, team, fetch):
    sent = push_of(attachment(b"one"), message="first", params={"month": "May", "list": [1]})
    status, said = await push(sent)
    assert (status, said) == (200, {"url": f"{team.url}dstack/s/ann/sales"})
    head = team.session("ann").stack(SALES).head
    assert (head.id, head.message, head.params) == (sent["id"], "first", {"month": "May", "list": "[1]"})
    assert bodies() == [b"one"]
    assert (await fetch(said["url"], headers=team.as_browser("ann"))).code == 200


async def test_what_the_client_says_of_itself_is_where_the_frame_comes_from(push, team):
    system = {"sysname": "Linux", "release": "5.4", "version": "#1", "machine": "x86_64"}
    told = {"client": "dstack-py", "version": "0.6.1", "settings": {"python": "3.7.9", "os": system}}
    await push(push_of(attachment(), **told))
    origin = team.session("ann").stack(SALES).head.origin
    assert (origin.user, origin.python, origin.platform, origin.packages) == (
        "ann",
        "3.7.9",
        "Linux-5.4-x86_64",
        {"dstack-py": "0.6.1"},
    )


@pytest.mark.parametrize("access", ["private", "internal", "public", None])
async def test_a_new_stack_is_open_as_the_push_says_and_else_as_its_owner_likes_it(push, team, access):
    """A push that said private made a public stack in 2020."""
    team.token("ann")
    team.accounts.update_user("ann", default_access_level="internal")
    await push(push_of(attachment(), **({"access": access} if access else {})))
    assert team.session("ann").stack(SALES).access_level == (access or "internal")


async def test_without_a_word_a_new_stack_is_private(push, team):
    await push(push_of(attachment()))
    assert team.session("ann").stack(SALES).access_level == "private"


@pytest.mark.parametrize("timestamp", [1600000000000, "1600000000000"])
async def test_a_time_is_a_number_or_a_text(push, timestamp):
    assert (await push(push_of(attachment(), timestamp=timestamp)))[0] == 200


async def test_what_r_has_not_comes_as_an_empty_object(push, team):
    sent = {"type": "text/csv", "data": base64.b64encode(CSV).decode(), "description": {}, "params": {}}
    assert (await push({**push_of(sent), "index": 0, "message": {}}))[0] == 200
    assert (await push({**push_of(), "id": "other", "size": 1, "params": []}))[0] == 200
    head = push_of(sent)
    assert (await push(head))[0] == 200
    (only,) = team.session("ann").frame(SALES, head["id"]).attachments
    assert (only.content_type, only.application, only.description, only.params) == ("text/csv", None, None, {})


@pytest.mark.parametrize(
    ("short", "content_type", "application"),
    [
        ("text/csv", "text/csv", None),
        ("plotly", "text/json", "plotly"),
        ("bokeh", "text/json", "bokeh"),
        ("image/png", "image/png", "image"),
        ("image/jpg", "image/jpeg", "image"),
        ("image/svg", "image/svg+xml", "image"),
    ],
)
async def test_the_short_types_of_r_are_understood(push, team, short, content_type, application):
    for sent in (
        push_of({"type": short, "data": ""}),
        push_of({"data": "", "params": {"a": 1}}, type=short),
    ):
        assert (await push(sent))[0] == 200
        (only,) = team.session("ann").frame(SALES, sent["id"]).attachments
        assert (only.content_type, only.application) == (content_type, application)


async def test_what_is_said_of_the_frame_is_for_attachments_that_say_nothing(push, team):
    sent = push_of({"data": ""}, {"data": "", "params": {"a": 1}, "content_type": "text/csv"})
    assert (await push({**sent, "content_type": "image/png", "application": "image"}))[0] == 200
    kinds = [(one.content_type, one.application) for one in team.session("ann").stack(SALES).head.attachments]
    assert kinds == [("image/png", "image"), ("text/csv", "image")]


@pytest.mark.parametrize(
    "change",
    [
        {"attachments": []},
        {"attachments": None},
        {"attachments": [{"data": ""}]},
        {"attachments": [{"content_type": "text/plain"}]},
        {"attachments": [attachment(length=4)]},
        {"attachments": [attachment(params={"a": [1]})]},
        {"attachments": [attachment(params={"a": None})]},
        {"attachments": [attachment(params={"a": {"kind": "tab"}})]},
        {"attachments": [attachment(settings=[1])]},
        {"attachments": [{"content_type": "text/plain", "data": "%"}]},
        {"attachments": [attachment(), attachment()], "index": 0},
        {"index": -1},
        {"size": 0},
        {"stack": "sales"},
        {"stack": "ann/a"},
        {"stack": "ann/a--b"},
        {"stack": "ann/a//b"},
        {"stack": "ann/-abc"},
        {"stack": "ann/abc/"},
        {"stack": "ann/été"},
        {"id": "../x"},
        {"id": None},
        {"timestamp": None},
        {"timestamp": "now"},
        {"access": "everyone"},
    ],
)
async def test_a_push_that_breaks_a_rule_is_malformed_and_nothing_is_made(push, nothing, change):
    status, said = await push({**push_of(attachment()), **change})
    assert (status, said["message"]) == (400, "malformed request")
    assert said["reason"]
    assert nothing()


TRICKS = [
    ('"params": {}', '"params": {"a": 1e999}'),
    ('"params": {}', '"params": {"a": NaN}'),
    ('"params": {}', '"params": {"": 1}'),
    ('"params": {}', '"params": {"a": "%s"}' % ("x" * 5000)),
    ('"params": {}', '"params": {"a": {"type": "tab", "title": "%s"}}' % ("x" * 5000)),
    ('"params": {}', '"params": {"\\ud800": 1}'),
    ('"settings": {}', '"settings": {"a": 1e999}'),
    ('"settings": {}', '"settings": {"a": "\\ud800"}'),
    ('"params": {}', '"params": {"a": {"type": "tab", "of": "\\ud800"}}'),
    ('"settings": {}', f'"settings": {{"a": {"[" * 70}{"]" * 70}}}'),
    ('"description": ""', '"description": "\\ud800"'),
    ('"content_type": "text/plain"', '"content_type": "%s"' % ("x" * 300)),
    ('"content_type": "text/plain"', '"content_type": "\\ud800"'),
    ('"id": "trick"', '"id": "head"'),
    ('"id": "trick"', '"id": "\\ud800"'),
    ('"stack": "ann/sales"', '"stack": "ann/\\u0000\\u0000\\u0000"'),
    ('"stack": "ann/sales"', '"stack": "%s"' % ("a/" * 3000)),
    ('"message": ""', '"message": "\\ud800"'),
    ('"timestamp": 1', '"timestamp": 1e999'),
]


@pytest.mark.parametrize("inside", ['"data": "eA=="', '"length": 1'])
async def test_tricks_in_a_push_are_refused_in_words_or_harmless(push, nothing, fetch, inside):
    for number, (old, new) in enumerate(TRICKS):
        one = f'{{"content_type": "text/plain", {inside}, "params": {{}}, "settings": {{}}, "description": ""}}'
        plain = f'{{"stack": "ann/sales", "id": "trick", "timestamp": 1, "message": "", "attachments": [{one}]}}'
        assert old in plain
        status, said = await push(plain.replace(old, new).replace("trick", f"trick{number}"))
        if status == 200:
            assert (await fetch(said["attachments"][0]["upload_url"], "PUT", b"x")).code == 400, new
            continue
        assert (status, said["message"]) in ((400, "malformed request"), (403, "bad credentials")), new
    assert nothing()


async def test_what_is_said_of_a_frame_may_be_anything(push, team):
    odd = '"params": {"inf": 1, "deep": {"a": [1]}, "": 1, "none": null, "long": "%s"}' % ("x" * 9000)
    plain = '{"stack": "ann/sales", "id": "odd", "timestamp": 1, "attachments": [%s], %s}'
    assert (await push(plain % ('{"content_type": "text/plain", "data": ""}', odd)))[0] == 200
    params = team.session("ann").stack(SALES).head.params
    assert (params["deep"], len(params["long"]), set(params)) == ('{"a": [1]}', 4096, {"inf", "deep", "long"})
    bad = plain.replace("odd", "inf") % ('{"content_type": "text/plain", "data": ""}', '"params": {"a": 1e999}')
    assert (await push(bad))[1]["message"] == "malformed request"


async def test_a_stack_whose_name_2020_would_not_make_is_pushed_to(push, bodies, team):
    team.push("ann", "été")
    assert (await push(push_of(attachment(b"new"), stack="ann/été")))[0] == 200
    assert bodies(path=StackPath("ann", "été")) == [b"new"]


async def test_only_who_may_push_pushes(push, nothing):
    for who in ("bob", None):
        status, said = await push(push_of(attachment()), who)
        assert (status, said["message"]) == (403, "bad credentials")
    assert nothing()


async def test_attachments_that_nothing_tells_apart_are_both_kept(push, bodies, team, call):
    sent = push_of(attachment(b"one"), attachment(b"two"), attachment(b"three", params={"a": 1}))
    assert (await push(sent))[0] == 200
    assert bodies() == [b"one", b"two", b"three"]
    assert [one.params for one in team.session("ann").stack(SALES).head.attachments] == [
        {},
        {"attachment": 1},
        {"a": 1},
    ]


async def test_tabs_become_one_control(push, team):
    sent = push_of(
        attachment(b"one", params={"Sales": {"type": "tab"}}),
        attachment(b"two", params={"Costs": {"type": "tab", "title": "All costs"}, "year": 2020}),
    )
    assert (await push(sent))[0] == 200
    params = [one.params for one in team.session("ann").stack(SALES).head.attachments]
    assert params == [{"tab": "Sales"}, {"tab": "All costs", "year": 2020}]


async def test_a_push_that_is_repeated_makes_one_frame(push, team):
    sent = push_of(attachment(b"one"), message="m")
    for _ in range(3):
        assert (await push(sent))[0] == 200
    assert len(team.session("ann").frames(SALES)) == 1


async def test_a_new_id_is_a_new_frame_even_of_the_same_bytes(push, team):
    for _ in range(2):
        await push(push_of(attachment(b"one")))
    assert len(team.session("ann").frames(SALES)) == 2


async def test_a_frame_is_not_pushed_again_with_other_bytes(push, bodies):
    """In 2020 the bytes were overwritten before it was refused."""
    sent = push_of(attachment(b"one"))
    await push(sent)
    for other in ({"attachments": [attachment(b"two")]}, {"attachments": [attachment(b"two")], "index": 0}):
        status, said = await push({**sent, **other})
        assert (status, said["message"]) == (400, "attachment already exists")
    assert bodies() == [b"one"]


async def test_a_frame_in_parts_is_seen_when_it_is_closed_and_not_before(push, bodies, nothing, team):
    sent = push_of()
    for index, data in enumerate((b"one", b"two", b"three")):
        assert (await push({**sent, "index": index, "attachments": [attachment(data, params={"n": index})]}))[0] == 200
        assert nothing()
    assert (await push({**sent, "size": 3, "message": "done"}))[0] == 200
    assert bodies(sent["id"]) == [b"one", b"two", b"three"]
    assert team.session("ann").stack(SALES).head.message == "done"


async def test_parts_come_in_any_order_even_after_the_closing(push, bodies, nothing):
    sent = push_of()
    await push({**sent, "index": 1, "attachments": [attachment(b"two", params={"n": 1})]})
    await push({**sent, "size": 2})
    assert nothing()
    await push({**sent, "index": 0, "attachments": [attachment(b"one", params={"n": 0})]})
    assert bodies() == [b"one", b"two"]


async def test_the_old_head_stays_until_all_is_there(push, bodies):
    await push(push_of(attachment(b"old")))
    sent = push_of(attachment(None, length=3))
    assert (await push(sent))[0] == 200
    assert bodies() == [b"old"]


async def test_a_part_that_comes_twice_is_the_same_or_refused(push, bodies):
    sent = push_of()
    first = {**sent, "index": 0, "attachments": [attachment(b"one")]}
    assert [(await push(first))[0] for _ in range(2)] == [200, 200]
    status, said = await push({**first, "attachments": [attachment(b"two")]})
    assert (status, said["message"]) == (400, "attachment already exists")
    await push({**sent, "size": 1})
    assert bodies() == [b"one"]
    assert (await push(first))[0] == 200
    assert (await push({**sent, "size": 1}))[0] == 200
    status, said = await push({**first, "attachments": [attachment(b"two")]})
    assert (status, said["message"]) == (400, "attachment already exists")
    assert bodies() == [b"one"]


async def test_what_was_sent_in_parts_survives_the_server(push, bodies, team):
    sent = push_of()
    await push({**sent, "index": 0, "attachments": [attachment(b"one")]})
    team.store.close()
    await push({**sent, "size": 1})
    assert bodies() == [b"one"]


async def test_bytes_that_are_announced_go_to_a_link_of_their_own(push, fetch, bodies, nothing, team):
    sent = push_of(attachment(None, length=3), attachment(None, length=5, params={"a": 1}))
    status, said = await push(sent)
    links = [one["upload_url"] for one in said["attachments"]]
    assert (status, [one["index"] for one in said["attachments"]]) == (200, [0, 1])
    assert links[0].startswith(f"{team.url}dstack/api/files/ann/sales/{sent['id']}/0?code=")
    answer = await fetch(links[0], "PUT", b"one")
    assert (answer.code, answer.body) == (200, b"")
    assert nothing()
    assert (await fetch(links[1], "PUT", b"three")).code == 200
    assert bodies(sent["id"]) == [b"one", b"three"]


async def test_an_upload_may_come_chunked(push, fetch, bodies):
    _, said = await push(push_of(attachment(None, length=300_000)))

    async def parts(write):
        for _ in range(3):
            await write(b"x" * 100_000)

    answer = await fetch(said["attachments"][0]["upload_url"], "PUT", None, body_producer=parts)
    assert answer.code == 200
    assert bodies() == [b"x" * 300_000]


async def test_a_link_takes_what_was_announced_and_nothing_else(push, fetch, bodies, nothing):
    """The Python client of 2020 sends the bytes of a large figure as none."""
    _, said = await push(push_of(attachment(None, length=3)))
    link = said["attachments"][0]["upload_url"]
    for wrong in (b"", b"on", b"four"):
        answer = await fetch(link, "PUT", wrong)
        assert (answer.code, json.loads(answer.body)["message"]) == (400, "malformed request")
        assert nothing()

    async def too_much(write):
        await write(b"x" * 200_000)

    assert (await fetch(link, "PUT", None, body_producer=too_much)).code == 400
    assert (await fetch(link, "PUT", b"one")).code == 200
    assert bodies() == [b"one"]


async def test_a_link_ends_with_its_user(push, fetch, team):
    """Another user may have the name later, and stacks that nobody else may push to."""
    sent = {**push_of(attachment(None, length=3)), "stack": "eve/loot"}
    _, said = await push(sent, "eve")
    accounts = team.store.session(Viewer.local_owner("root")).accounts
    accounts.remove_user("eve")
    accounts.add_user("eve")
    assert (await fetch(said["attachments"][0]["upload_url"], "PUT", b"one")).code == 403


async def test_a_link_is_good_once(push, fetch, bodies):
    _, said = await push(push_of(attachment(None, length=3)))
    link = said["attachments"][0]["upload_url"]
    assert [(await fetch(link, "PUT", b"one")).code, (await fetch(link, "PUT", b"two")).code] == [200, 403]
    assert bodies() == [b"one"]


async def test_a_link_is_good_for_one_attachment_and_not_to_read(push, fetch, nothing, team):
    _, said = await push(push_of(attachment(None, length=3), attachment(None, length=3, params={"a": 1})))
    first, second = (one["upload_url"] for one in said["attachments"])
    for wrong in (
        first.replace("/0?", "/1?"),
        first.replace("/ann/", "/bob/"),
        first.replace("/sales/", "/other/"),
        first + "x",
        first.partition("?")[0],
        first.partition("?")[0] + "?code=" + team.token("ann"),
        second.replace("/1?", "/0?"),
    ):
        answer = await fetch(wrong, "PUT", b"one")
        assert (answer.code, json.loads(answer.body)["message"]) == (403, "bad credentials")
    assert (await fetch(first)).code == 403
    assert nothing()


async def test_a_link_expires(push, fetch, monkeypatch):
    monkeypatch.setattr("dstack_jupyter.store.drafts.UPLOAD_HOURS", -1)
    _, said = await push(push_of(attachment(None, length=3)))
    assert (await fetch(said["attachments"][0]["upload_url"], "PUT", b"one")).code == 403


async def test_who_may_push_no_more_makes_no_frame_by_a_link(push, fetch, team, nothing):
    team.push("ann", "other")
    team.token("bob")
    sharing = team.session("ann").sharing
    sharing.permit_stack(StackPath("ann", "other"), "bob", "push")
    _, said = await push(push_of(attachment(None, length=3), stack="ann/other"), "bob")
    sharing.permit_stack(StackPath("ann", "other"), "bob", None)
    assert (await fetch(said["attachments"][0]["upload_url"], "PUT", b"one")).code == 403
    assert len(team.session("ann").frames(StackPath("ann", "other"))) == 1


async def test_a_push_that_is_repeated_before_its_uploads_gives_new_links_and_after_them_none(push, fetch, team):
    sent = push_of(attachment(None, length=3))
    old = (await push(sent))[1]["attachments"][0]["upload_url"]
    new = (await push(sent))[1]["attachments"][0]["upload_url"]
    assert ((await fetch(old, "PUT", b"one")).code, (await fetch(new, "PUT", b"one")).code) == (403, 200)
    assert await push(sent) == (200, {"url": f"{team.url}dstack/s/ann/sales", "attachments": []})
    assert len(team.session("ann").frames(SALES)) == 1


async def test_behind_a_proxy_the_addresses_are_those_that_the_server_is_configured_to_show(push, jp_serverapp):
    jp_serverapp.custom_display_url = "https://dstack.example.org/team/"
    sent = push_of(attachment(None, length=3))
    _, said = await push(sent)
    assert said["url"] == "https://dstack.example.org/team/dstack/s/ann/sales"
    link = said["attachments"][0]["upload_url"]
    assert link.startswith(f"https://dstack.example.org/team/dstack/api/files/ann/sales/{sent['id']}/0?code=")


async def test_a_session_that_is_over_pushes_and_reads_nothing(call, team, nothing):
    """In 2020 nobody looked when a session ended."""
    team.push("ann", "other")
    for end in (lambda secret: team.store.doors.sign_out(secret), None):
        days = 30.0 if end else -1.0
        secret = team.store.doors.follow(team.store.doors.link("ann"), days)
        if end:
            end(secret)
        headers = {"Authorization": f"Bearer {secret}"}
        for method, resource, body in (
            ("POST", "stacks/push", push_of(attachment())),
            ("POST", "stacks/access", {"stack": "ann/sales"}),
            ("GET", "stacks/ann/other", None),
            ("GET", "stacks/ann", None),
        ):
            status, said = await call(None, method, resource, body, headers=headers)
            assert (status, said["message"]) == (403, "bad credentials")
    assert nothing()


async def test_a_long_body_is_refused_before_it_is_read(call):
    sent = push_of(attachment(b"x" * 7_000_000))
    assert (await call("ann", "POST", "stacks/push", sent))[0] == 413

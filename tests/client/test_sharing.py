"""Stacks and dashboards are shown to others, as a person does it."""

import os

import pytest

import dstack_jupyter as ds
from dstack_jupyter.client.profiles import backend
from dstack_jupyter.model.errors import InvalidValue, NotFound
from dstack_jupyter.store.access import Viewer
from dstack_jupyter.store.store import open_store
from tests.client.test_links import register


@pytest.fixture
def team():
    """The store with other users; gives the names that a user sees there."""
    for name in ("ann", "bob"):
        backend().accounts.add_user(name)

    def seen_by(name):
        session = open_store().session(Viewer.user(name) if name else Viewer.anonymous())
        return {one.name for one in (*session.stacks().stacks, *session.dashboards())}

    return seen_by


@pytest.fixture
def sales():
    ds.push("sales", "hello")
    return "sales"


def said(shared):
    """The words of an answer without the address of the page."""
    return str(shared).removesuffix(f"\n{shared.url}")


def test_a_stack_is_shared_with_a_person_until_it_is_not_any_more(team, sales):
    assert said(ds.share(sales)) == "sales: only you see it"
    assert team("ann") == set()
    assert said(ds.share(sales, "ann")) == "sales: you and ann see it"
    assert team("ann") == {"sales"}
    assert team("bob") == set()
    assert said(ds.share(sales, "bob")) == "sales: you, ann and bob see it"
    assert said(ds.unshare(sales, "ann")) == "sales: you and bob see it"
    assert team("ann") == set()


def test_a_push_and_a_list_say_how_many_others_see_a_private_stack(team, sales):
    ds.share(sales, "ann")
    assert "; you and 1 other" in str(ds.push(sales, "May")).splitlines()[0]
    ds.share(sales, "bob", push=True)
    assert "; you and 2 others" in str(ds.push(sales, "May")).splitlines()[0]
    assert ds.stack(sales).shared_with == 2
    assert "you and 2 others" in str(ds.stacks())
    backend().accounts.update_user("ann", is_disabled=True)
    assert "; you and 1 other" in str(ds.push(sales, "June")).splitlines()[0]
    ds.unshare(sales, "bob")
    assert "; only you" in str(ds.push(sales, "July")).splitlines()[0]
    ds.share(sales, "bob")
    ds.share(sales, access="internal")
    assert "; any signed-in user" in str(ds.push(sales, "August")).splitlines()[0]


def test_who_may_push_is_said_and_can_push(team, sales):
    shared = ds.share(sales, "ann", push=True)
    assert said(shared) == "sales: you and ann see it; ann may push to it"
    assert [(one.user, one.permission) for one in shared.permitted] == [("ann", "push")]
    assert said(ds.share(sales, "ann")) == "sales: you and ann see it"
    with pytest.raises(InvalidValue, match="say who may push"):
        ds.share(sales, push=True)


def test_a_stack_is_opened_to_all_and_closed_again(team, sales):
    ds.share(sales, "bob", push=True)
    opened = ds.share(sales, access="internal")
    assert said(opened) == "sales: any signed-in user sees it; bob may push to it"
    assert (team("ann"), team("")) == ({"sales"}, set())
    assert str(ds.share(sales, access="public")).startswith("sales: everyone sees it")
    assert team("") == {"sales"}
    assert ds.share(sales, access="private").access_level == "private"
    assert (team("ann"), team("bob")) == (set(), {"sales"})
    with pytest.raises(InvalidValue, match="private, internal or public, not 'all'"):
        ds.share(sales, access="all")
    with pytest.raises(InvalidValue, match="one of them at a time"):
        ds.share(sales, "ann", access="public")


def test_nobody_and_what_is_not_there_cannot_be_shared(team, sales):
    with pytest.raises(NotFound, match="no user zoe here"):
        ds.share(sales, "zoe")
    with pytest.raises(NotFound, match="did you mean sales"):
        ds.share("sale", "ann")
    with pytest.raises(InvalidValue, match="own; share it with somebody else"):
        ds.share(sales, backend().user)


@pytest.mark.embedded
def test_where_nobody_else_comes_sharing_names_the_way_to_a_server(sales, home, monkeypatch):
    with pytest.raises(InvalidValue) as refused:
        ds.share(sales, "ann")
    assert str(refused.value) == (
        "nobody but you reaches the store on this computer, so ann would not see sales; "
        "ds.copy('sales', to='team') brings it to a server, where team is a profile of config.yaml"
    )
    (home / "config.yaml").write_text(
        "profiles:\n  server: {server: 'http://127.0.0.1:8888'}\n  work: {server: 'https://dstack.example'}\n",
        encoding="utf-8",
    )
    with pytest.raises(InvalidValue, match=r"ds\.copy\('sales', to='work'\) brings it to a server$"):
        ds.share(sales, "ann")
    opened = ds.share(sales, access="internal")
    assert opened.access_level == ds.stack(sales).access_level == "internal"
    assert "nobody but you reaches the store on this computer yet; ds.copy('sales', to='work')" in str(opened)
    assert "reaches" not in str(ds.share(sales, access="private"))
    assert "reaches" not in str(ds.share(sales))


@pytest.mark.embedded
def test_the_page_is_linked_where_a_server_runs(team, sales, home):
    assert ds.share(sales).url is None
    register(home, os.getpid())
    shared = ds.share(sales, "ann")
    page = f"http://127.0.0.1:8899/base/dstack/s/{backend().user}/sales"
    assert str(shared) == f"sales: you and ann see it\n{page}"
    assert f'<a href="{page}"' in shared._repr_mimebundle_()["text/html"]


def test_a_dashboard_is_shared_and_says_which_of_its_stacks_are_not(team, sales):
    ds.push("gdp", "1")
    ds.dashboard("World", ["sales", "gdp"])
    shared = ds.share_dashboard("world", "ann")
    assert said(shared) == (
        "world: you and ann see it\nits stacks sales and gdp are not shared with ann: ds.share('sales', 'ann')"
    )
    assert team("ann") == {"world"}
    ds.share("sales", "ann")
    ds.share("gdp", access="internal")
    assert said(ds.share_dashboard("world", "ann")) == "world: you and ann see it"
    assert "its stacks sales and gdp are seen by fewer" in str(ds.share_dashboard("world", access="public"))
    ds.share_dashboard("world", access="private")
    ds.delete("sales")
    assert said(ds.unshare_dashboard("world", "ann")) == "world: only you see it"
    assert "world" not in team("ann")
    assert said(ds.share_dashboard("world", "ann")) == "world: you and ann see it"


@pytest.mark.embedded
def test_a_dashboard_on_a_store_of_ones_own_names_the_way_of_dashboards(sales):
    ds.dashboard("World", [sales])
    with pytest.raises(InvalidValue, match=r"ds\.copy\(dashboards=\['world'\], to='team'\)"):
        ds.share_dashboard("world", "ann")


@pytest.mark.embedded
def test_a_stack_of_somebody_else_is_not_said_to_be_seen_by_oneself_alone(home, sales):
    owner = backend().user
    (home / "config.yaml").write_text("profiles: {zoe: {store: local, user: zoe}}", encoding="utf-8")
    assert f"{owner} and those it is shared with" in str(ds.stacks(profile="zoe"))
    assert "only you" in str(ds.stacks())

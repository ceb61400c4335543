"""The routes that a running server has, and an address for each of them."""

from tornado.routing import PathMatches
from tornado.web import RequestHandler

from dstack_jupyter.dashboards import assets
from dstack_server.v1.resources import BASE
from dstack_server.v1.templates import pattern_of

from .authorization_table import PAGES, calls, resources, verbs


def live_routes(app, base_url):
    """The patterns and handlers of ours that the running server has, below the base URL."""
    for group in app.default_router.rules:
        for rule in getattr(group.target, "rules", []):
            if isinstance(rule.matcher, PathMatches) and rule.target.__module__.startswith("dstack_server"):
                yield rule.matcher.regex.pattern.removeprefix(base_url).removesuffix("$"), rule.target


def implemented(handler):
    """The verbs of a handler, by their methods."""
    found = {method: getattr(handler, method.lower()) for method in handler.SUPPORTED_METHODS}
    return {
        method: verb
        for method, verb in found.items()
        if verb is not RequestHandler._unimplemented_method and method != "OPTIONS"
    }


def known():
    """The table: the template and the verbs of each pattern."""
    v1 = {f"{BASE}/{pattern_of(template)}": (template, verbs) for template, verbs in resources().items()}
    alone = "(?:dstack/)?"  # as the server of 2020 had them
    of_2020 = {
        alone + pattern_of(address.removeprefix("dstack/")): (address, verbs) for address, verbs in calls().items()
    }
    return {**v1, **of_2020, **{pattern: (pattern, verbs(line)) for pattern, line in PAGES.items()}}


ADDRESSES = {
    "dstack/api/.*": "dstack/api/v9/else",
    "dstack/static/([0-9A-Za-z]{1,64})/([^/]+)": f"dstack/static/{assets.static_version()}/card.js",
    "dstack/d/([^/]+)/(.+)": "dstack/d/{user}/{name}",
    "dstack/s/([^/]+)/(.+)": "dstack/s/{user}/{name}",
    "dstack/v/([^/]+)/(.+)": "dstack/v/{user}/{name}",
    "dstack/?": "dstack/",
    "dstack/.*": "dstack/else",
}


def address_of(pattern, template):
    """The address of a route, with names in braces."""
    address = f"{BASE}/{template}" if pattern.startswith(BASE) else ADDRESSES.get(pattern, template)
    if template.endswith("{frame}/restore"):
        address = address.replace("{frame}", "1")
    return address

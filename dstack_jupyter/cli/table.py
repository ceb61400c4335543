"""The table of commands: what each is called, and where it is. Nothing is imported before it is asked for."""

from __future__ import annotations

SECTIONS: dict[str, dict[str, str]] = {
    "Keep and get back": {
        "push": "push:push",
        "pull": "pull:pull",
    },
    "Look": {
        "stacks": "looking:stacks",
        "history": "looking:history",
        "show": "looking:show",
        "diff": "looking:diff",
        "lineage": "looking:lineage",
        "codecs": "showing:codecs",
    },
    "Change": {
        "set-head": "changing:set_head",
        "tag": "changing:tag",
        "untag": "changing:untag",
        "delete": "changing:delete",
        "undelete": "changing:undelete",
        "deleted": "changing:deleted",
        "retain": "tidying:retain",
        "usage": "tidying:usage",
    },
    "Share": {
        "dashboard": "showing:dashboard",
        "share": "sharing:share",
        "unshare": "sharing:unshare",
        "copy": "sharing:copy",
        "export": "tidying:export",
        "import": "tidying:import_",
    },
    "The store of this computer": {
        "user": "users:user",
        "token": "tokens:token",
        "gc": "upkeep:gc",
        "verify": "upkeep:verify",
        "backup": "backups:backup",
        "restore": "backups:restore",
        "db": "db:db",
    },
    "This computer": {
        "config": "config:config",
        "server": "server:server",
        "alias": "alias:alias",
        "completion": "completing:completion",
    },
}
"""The commands in the order of the help, each as ``module:name`` below ``dstack_jupyter.cli``."""

COMMANDS: dict[str, str] = {name: place for section in SECTIONS.values() for name, place in section.items()}

SERVER_COMMANDS = {
    "demo": "Show dashboards of real data, from a store of their own.",
    "link": "Print a link that signs a user in to the server, once.",
}
"""Commands that the server itself has."""

"""What ``%dstack?`` shows, made from the table of verbs."""

from __future__ import annotations

from dstack_jupyter.magics.table import CELL_PUSH, VERBS
from dstack_jupyter.magics.verb import Option, Verb

VALUES = (
    ("year=2020  rate=0.5  n=1e5", "int, float, float"),
    ("sold=true  sold=false", "bool (True and TRUE are the same)"),
    ("day=2020-01-31", "date"),
    ("at=2020-01-31T12:00", "datetime, with seconds and offset where they are given"),
    ("country=FR  zip=007  code=+49", "text, as is all else; leading zeros stay"),
    ("year=\"2020\"  name='New York'", "text: quotes force it and keep spaces"),
    ('"my key"=1', "a key with spaces"),
    ("country=$c  year=$row.year  n=$(n + 1)", "the value of a variable or expression, with its type"),
    ('-m "for $c"  sales/$c', "a variable inside a text; in '…' and as $$ a dollar is a dollar"),
)
"""How values are written, and what they become."""


def overview() -> str:
    """The whole help text: every verb, how values are written, examples."""
    examples = [example for verb in (*VERBS.values(), CELL_PUSH) for example in verb.examples]
    return "\n".join(
        [
            "Keep what a notebook makes in stacks, and show it to others.",
            "",
            *_verbs(),
            "",
            "OBJECT is a variable, a dotted or indexed name, or an expression in parentheses. STACK is a name;",
            "/alice/sales is alice's. What is written key=value are params:",
            "",
            *_columns(VALUES),
            "",
            "Examples",
            "",
            *(f"    {example}" for example in examples),
            "",
            "%dstack help VERB lists the options of a verb.",
        ]
    )


def short() -> str:
    """The verbs alone, for a line without one."""
    return "\n".join([*_verbs(), "", "%dstack? tells more, %dstack help VERB lists the options of a verb"])


def of_verb(verb: Verb) -> str:
    """The help text of one verb."""
    lines = [f"%dstack {verb.usage}", "", f"    {verb.summary}"]
    if verb.options:
        lines += ["", "Options", "", *_columns([(_written(option), option.help) for option in verb.options])]
    return "\n".join([*lines, "", "Examples", "", *(f"    {example}" for example in _examples(verb))])


def _verbs() -> list[str]:
    lines = [(f"%dstack {verb.usage}", verb.summary) for verb in VERBS.values()]
    return _columns([*lines, (f"%%dstack {CELL_PUSH.usage}", CELL_PUSH.summary)])


def _examples(verb: Verb) -> tuple[str, ...]:
    return (*verb.examples, *CELL_PUSH.examples) if verb.name == CELL_PUSH.name else verb.examples


def _written(option: Option) -> str:
    flags = f"{option.short}, {option.flag}" if option.short else option.flag
    return f"{flags} {option.metavar}".rstrip()


def _columns(rows: list[tuple[str, str]] | tuple[tuple[str, str], ...]) -> list[str]:
    width = max(len(left) for left, _ in rows)
    return [f"    {left.ljust(width)}  {right}" for left, right in rows]

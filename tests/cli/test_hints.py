"""What the library says in Python is said for a shell, and options are those of the magics."""

import click
import pytest

from dstack_jupyter.cli.hints import in_shell
from dstack_jupyter.cli.root import root
from dstack_jupyter.cli.table import COMMANDS
from dstack_jupyter.magics.table import VERBS


@pytest.mark.parametrize(
    ("python", "shell"),
    [
        ("ds.tag('sales', 3, 'prod')", "dstack tag sales 3 prod"),
        ("ds.restore('sales', frame=2)", "dstack undelete sales --frame 2"),
        ("ds.restore_dashboard('world')", "dstack undelete --dashboard world"),
        ("ds.copy(dashboards=['a', 'b'], to='team')", "dstack copy --dashboards a,b --to team"),
        ("ds.share('x y', access='internal', profile='team')", "dstack share 'x y' --access internal --profile team"),
        ("ds.push('name', obj)", "dstack push FILE name"),
        ("ds.stacks('q (', limit=None)", "dstack stacks 'q (' --all"),
        ("ds.export_stacks(['a'], 'f')", "dstack export f a"),
        ("ds.share('sales', 'ann', push=True)", "dstack share sales ann --push"),
        ("ds.pull(", "ds.pull("),
        ("ds.frame('x')", "ds.frame('x')"),
        ("ds.pull(…)", "ds.pull(…)"),
    ],
)
def test_a_call_is_a_command(python, shell):
    assert in_shell(f"say it: {python}, now", "dstack") == f"say it: {shell}, now"


IN_A_SHELL = {"restore": "undelete"}
"""`restore` brings back a whole store here."""

NOT_IN_A_SHELL = {
    ("pull", "all"), ("pull", "as"), ("pull", "trusted"),  # a shell has files, not objects
}  # fmt: skip


def verbs():
    here = [verb for verb in VERBS.values() if verb.name != "help" and IN_A_SHELL.get(verb.name, verb.name) in COMMANDS]
    return [pytest.param(verb, id=verb.name) for verb in here]


@pytest.mark.parametrize("verb", verbs())
def test_the_options_are_those_of_the_magics(verb):
    command = root.get_command(click.Context(root), IN_A_SHELL.get(verb.name, verb.name))
    flags = {flag: option for option in command.params for flag in option.opts}
    for option in verb.options:
        if (verb.name, option.name) not in NOT_IN_A_SHELL:
            assert option.flag in flags
            assert not option.short or option.short in flags
            assert flags[option.flag].help in (option.help, flags["--to"].help if verb.name == "pull" else None)


def test_every_verb_is_a_command():
    assert {IN_A_SHELL.get(name, name) for name in VERBS} - {*COMMANDS} == {"help"}

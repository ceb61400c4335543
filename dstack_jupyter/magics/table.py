"""The table of verbs that the grammar, the help and the completion of ``%dstack`` are made from."""

from __future__ import annotations

from dstack_jupyter.magics import commands, options
from dstack_jupyter.magics.readers import (
    frame_of,
    object_of,
)
from dstack_jupyter.magics.values import text_from
from dstack_jupyter.magics.verb import Options, Params, Verb
from dstack_jupyter.magics.words import Word
from dstack_jupyter.model.errors import InvalidValue


def _push(words: list[Word], params: Params, given: Options) -> commands.Push:
    stack = text_from(words[1]) if len(words) > 1 else None
    return commands.Push(object_of(words[0]), stack, params, **given)


def _push_cell(words: list[Word], params: Params, given: Options) -> commands.Push:
    return commands.Push(None, text_from(words[0]), params, **given)


def _pull(words: list[Word], params: Params, given: Options) -> commands.Pull:
    named = {("form" if name == "as" else name): value for name, value in given.items()}
    return commands.Pull(text_from(words[0]), params, **named)


def _stacks(words: list[Word], params: Params, given: Options) -> commands.Stacks:
    return commands.Stacks(tuple(text_from(word) for word in words), **given)


def _history(words: list[Word], params: Params, given: Options) -> commands.History:
    return commands.History(text_from(words[0]), **given)


def _lineage(words: list[Word], params: Params, given: Options) -> commands.Lineage:
    return commands.Lineage(text_from(words[0]), **given)


def _diff(words: list[Word], params: Params, given: Options) -> commands.Diff:
    frames = [frame_of(word) for word in words[1:]]
    old, new = [*frames, None, None][:2]
    return commands.Diff(text_from(words[0]), old, new, params, **given)


def _set_head(words: list[Word], params: Params, given: Options) -> commands.SetHead:
    if len(words) == 1 and "@" not in words[0].text:
        name = words[0].text
        raise InvalidValue(f"set-head takes a stack and a frame: %dstack set-head {name} 2, or {name}@TAG")
    return commands.SetHead(text_from(words[0]), frame_of(words[1]) if len(words) > 1 else None, **given)


def _tag(words: list[Word], params: Params, given: Options) -> commands.Tag:
    return commands.Tag(text_from(words[0]), frame_of(words[1]), text_from(words[2]), **given)


def _untag(words: list[Word], params: Params, given: Options) -> commands.Untag:
    return commands.Untag(text_from(words[0]), text_from(words[1]), **given)


def _delete(words: list[Word], params: Params, given: Options) -> commands.Delete:
    chosen = {name: value for name, value in given.items() if name != "all"}
    if ("frame" in given) == ("all" in given):
        name = words[0].text
        raise InvalidValue(f"say what to delete: %dstack delete {name} --frame 2, or the whole stack with --all")
    return commands.Delete(text_from(words[0]), **chosen)


def _restore(words: list[Word], params: Params, given: Options) -> commands.Restore:
    return commands.Restore(text_from(words[0]), **given)


def _deleted(words: list[Word], params: Params, given: Options) -> commands.ListDeleted:
    return commands.ListDeleted(**given)


def _retain(words: list[Word], params: Params, given: Options) -> commands.Retain:
    chosen = {name.replace("-", "_"): value for name, value in given.items() if name != "all"}
    if ("all" in given) == bool(chosen.keys() - {"profile"}):
        raise InvalidValue(f"say what to keep: %dstack retain {words[0].text} --keep 10, --keep-days 30, or --all")
    return commands.Retain(text_from(words[0]), **chosen)


def _collect(words: list[Word], params: Params, given: Options) -> commands.Collect:
    return commands.Collect(**{name.replace("-", "_"): value for name, value in given.items()})


def _usage(words: list[Word], params: Params, given: Options) -> commands.Usage:
    return commands.Usage(**given)


def _verify(words: list[Word], params: Params, given: Options) -> commands.Verify:
    return commands.Verify(**given)


def _export(words: list[Word], params: Params, given: Options) -> commands.Export:
    return commands.Export(text_from(words[0]), tuple(text_from(word) for word in words[1:]), **given)


def _import(words: list[Word], params: Params, given: Options) -> commands.Import:
    return commands.Import(text_from(words[0]), **given)


def _share(words: list[Word], params: Params, given: Options) -> commands.Share:
    user = text_from(words[1]) if len(words) > 1 else None
    return commands.Share(text_from(words[0]), user, **given)


def _unshare(words: list[Word], params: Params, given: Options) -> commands.Unshare:
    return commands.Unshare(text_from(words[0]), text_from(words[1]), **given)


def _copy(words: list[Word], params: Params, given: Options) -> commands.Copy:
    named = " ".join(word.text for word in words)
    if "to" not in given:
        raise InvalidValue(f"say where to: %dstack copy {named or 'STACK'} --to team, a profile of config.yaml")
    if not words and "dashboards" not in given:
        raise InvalidValue("say what to copy: %dstack copy STACK --to team, or --dashboards NAME")
    return commands.Copy(tuple(text_from(word) for word in words), **given)


def _dashboard(words: list[Word], params: Params, given: Options) -> commands.MakeDashboard:
    return commands.MakeDashboard(text_from(words[0]), tuple(text_from(word) for word in words[1:]), **given)


def _codecs(words: list[Word], params: Params, given: Options) -> commands.Codecs:
    return commands.Codecs()


def _help(words: list[Word], params: Params, given: Options) -> commands.Help:
    return commands.Help(words[0].text if words else None)


_PUSH_OPTIONS = (
    options.MESSAGE,
    options.DESCRIPTION,
    options.BY,
    options.KEEP,
    options.FORCE,
    options.ACCESS,
    options.PROFILE,
)

VERBS: dict[str, Verb] = {
    verb.name: verb
    for verb in (
        Verb(
            "push",
            "push OBJECT [STACK] [key=value …]",
            "keep a revision of an object; STACK left out is <notebook>/<variable>",
            (
                "%dstack push df",
                '%dstack push df sales -m "May" country=FR year=2020',
                "%dstack push (df.head(100)) sales/sample",
                "%dstack push df gdp --by continent,year",
            ),
            (1, 2),
            "an object and a stack",
            ("variable", "stack"),
            _push,
            _PUSH_OPTIONS,
            takes_params=True,
        ),
        Verb(
            "pull",
            "pull STACK [key=value …]",
            "get the object back",
            (
                "df = %dstack pull sales country=FR",
                "%dstack pull sales --frame 2",
                "%dstack pull sales --as polars",
                "%dstack pull logo --to logo.png",
            ),
            (1, 1),
            "a stack",
            ("stack",),
            _pull,
            (options.FRAME, options.EVERY, options.TO, options.AS, options.TRUSTED, options.PROFILE),
            takes_params=True,
            takes_tags=True,
        ),
        Verb(
            "stacks",
            "stacks [WORD | key:value …]",
            "list the stacks that have the words, params, columns, tags",
            ("%dstack stacks", "%dstack stacks sal country:FR column:gdp", "%dstack stacks --all"),
            (0, None),
            "words to look for",
            ("text",),
            _stacks,
            (options.ALL_STACKS, options.PROFILE),
        ),
        Verb(
            "history",
            "history STACK",
            "list the frames of a stack",
            ("%dstack history sales",),
            (1, 1),
            "a stack",
            ("stack",),
            _history,
            (options.PROFILE,),
        ),
        Verb(
            "lineage",
            "lineage STACK",
            "show what a frame was made from, and what was made from it",
            ("%dstack lineage report", "%dstack lineage report --frame 2"),
            (1, 1),
            "a stack",
            ("stack",),
            _lineage,
            (options.FRAME, options.DEPTH, options.PROFILE),
        ),
        Verb(
            "diff",
            "diff STACK [OLD [NEW]] [key=value …]",
            "show what changed between two frames; those left out are the head and the one before it",
            ("%dstack diff sales", "%dstack diff sales 1 2 country=FR --key id"),
            (1, 3),
            "a stack and two frames",
            ("stack", "frame", "frame"),
            _diff,
            (options.KEY, options.TOLERANCE, options.PROFILE),
            takes_params=True,
        ),
        Verb(
            "set-head",
            "set-head STACK FRAME | STACK@TAG",
            "show another frame; nothing is lost",
            ("%dstack set-head sales 2", "%dstack set-head sales@prod"),
            (1, 2),
            "a stack and a frame",
            ("stack", "frame"),
            _set_head,
            (options.PROFILE,),
            takes_tags=True,
        ),
        Verb(
            "tag",
            "tag STACK FRAME TAG",
            "name a frame; the name moves when another frame of the stack has it",
            ("%dstack tag sales 3 prod", "%dstack pull sales@prod"),
            (3, 3),
            "a stack, a frame and a tag",
            ("stack", "frame", "tag"),
            _tag,
            (options.PROFILE,),
        ),
        Verb(
            "untag",
            "untag STACK TAG",
            "take a name off its frame",
            ("%dstack untag sales prod",),
            (2, 2),
            "a stack and a tag",
            ("stack", "tag"),
            _untag,
            (options.PROFILE,),
        ),
        Verb(
            "delete",
            "delete STACK --frame FRAME | --all",
            "delete one frame, or a stack with all its frames; restore undoes it",
            ("%dstack delete sales --frame 2", "%dstack delete sales --all"),
            (1, 1),
            "a stack",
            ("stack",),
            _delete,
            (options.FRAME, options.WHOLE, options.PROFILE),
        ),
        Verb(
            "restore",
            "restore NAME [--frame FRAME]",
            "bring back a deleted stack, frame or dashboard",
            ("%dstack restore sales", "%dstack restore sales --frame 3", "%dstack restore sales --to sales-old"),
            (1, 1),
            "a stack",
            ("text",),
            _restore,
            (options.DELETED_FRAME, options.OTHER_NAME, options.A_DASHBOARD, options.PROFILE),
        ),
        Verb(
            "deleted",
            "deleted",
            "list what can be restored, and until when",
            ("%dstack deleted",),
            (0, 0),
            "no words",
            (),
            _deleted,
            (options.PROFILE,),
        ),
        Verb(
            "retain",
            "retain STACK [--keep N] [--keep-days N] | --all",
            "say how many frames a stack keeps; a frame goes when no rule keeps it",
            ("%dstack retain sales --keep 10", "%dstack retain sales --keep 10 --keep-days 30"),
            (1, 1),
            "a stack",
            ("stack",),
            _retain,
            (options.KEEP_FRAMES, options.KEEP_DAYS, options.KEEP_ALL, options.PROFILE),
        ),
        Verb(
            "gc",
            "gc",
            "take away for good what was deleted a week ago, and bytes that nothing needs",
            ("%dstack gc --dry-run", "%dstack gc", "%dstack gc --grace-days 30"),
            (0, 0),
            "no words",
            (),
            _collect,
            (options.GRACE_DAYS, options.DRY_RUN, options.PROFILE),
        ),
        Verb(
            "usage",
            "usage",
            "say what takes the room on the disk",
            ("%dstack usage",),
            (0, 0),
            "no words",
            (),
            _usage,
            (options.PROFILE,),
        ),
        Verb(
            "verify",
            "verify",
            "check the store, and every byte of it",
            ("%dstack verify", "%dstack verify --share 0.1"),
            (0, 0),
            "no words",
            (),
            _verify,
            (options.SHARE, options.PROFILE),
        ),
        Verb(
            "export",
            "export FILE [STACK …]",
            "write stacks with all their frames into one file; without names, all of your own",
            ("%dstack export team.dstack sales gdp", "%dstack export all.dstack"),
            (1, None),
            "a file and stacks",
            ("text", "stack"),
            _export,
            (options.OVERWRITE, options.PROFILE),
        ),
        Verb(
            "import",
            "import FILE",
            "take in the stacks of such a file",
            ("%dstack import team.dstack", "%dstack import team.dstack --into team"),
            (1, 1),
            "a file",
            ("text",),
            _import,
            (options.INTO, options.RENAME, options.PROFILE),
        ),
        Verb(
            "share",
            "share NAME [USER] [--access LEVEL]",
            "let others see a stack or a dashboard; alone it says who sees it",
            ("%dstack share sales ann", "%dstack share sales ann --push", "%dstack share sales --access internal"),
            (1, 2),
            "a stack and a user",
            ("stack", "user"),
            _share,
            (options.MAY_PUSH, options.SEEN_BY, options.A_DASHBOARD, options.PROFILE),
        ),
        Verb(
            "unshare",
            "unshare NAME USER",
            "let a user see it no more",
            ("%dstack unshare sales ann",),
            (2, 2),
            "a stack and a user",
            ("stack", "user"),
            _unshare,
            (options.A_DASHBOARD, options.PROFILE),
        ),
        Verb(
            "copy",
            "copy [STACK …] --to PROFILE",
            "bring stacks with all their frames to another store; what is there is not sent again",
            ("%dstack copy sales gdp --to team", "%dstack copy --dashboards world --to team"),
            (0, None),
            "stacks",
            ("stack",),
            _copy,
            (options.TO_PROFILE, options.DASHBOARDS, options.INTO, options.RENAME, options.PROFILE),
        ),
        Verb(
            "dashboard",
            "dashboard TITLE [STACK …]",
            "make a page of stacks, or open the one of this title",
            ('%dstack dashboard "World" gdp sales',),
            (1, None),
            "a title and stacks",
            ("text", "stack"),
            _dashboard,
            (options.DESCRIPTION, options.NAME, options.PROFILE),
        ),
        Verb(
            "codecs",
            "codecs",
            "list what can be pushed, and what comes back",
            ("%dstack codecs",),
            (0, 0),
            "no words",
            (),
            _codecs,
        ),
        Verb(
            "help",
            "help [VERB]",
            "explain a verb",
            ("%dstack help push",),
            (0, 1),
            "a verb",
            ("verb",),
            _help,
        ),
    )
}

CELL_PUSH = Verb(
    "push",
    "push STACK [key=value …]",
    "push what the cell ends with, else the figure that it drew",
    ("%%dstack push sales country=FR",),
    (1, 1),
    "a stack",
    ("stack",),
    _push_cell,
    _PUSH_OPTIONS,
    takes_params=True,
)

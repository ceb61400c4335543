"""The table of verbs and options that the grammar, the help and the completion of ``%dstack`` are made from."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import isfinite, nan
from typing import Any, get_args

from dstack_jupyter.codecs.forms import FORMS
from dstack_jupyter.magics import commands
from dstack_jupyter.magics.values import Expression, Text, Value, name_end, text_from
from dstack_jupyter.magics.words import Word
from dstack_jupyter.model.errors import InvalidValue
from dstack_jupyter.model.stacks import AccessLevel


@dataclass(frozen=True)
class Option:
    """An option. `metavar` is how help shows its value, empty for one that is only there or not."""

    name: str
    help: str
    metavar: str = ""
    short: str = ""
    read: Callable[[Word], Any] = text_from
    repeated: bool = False

    @property
    def flag(self) -> str:
        """How it is written: ``--message``."""
        return f"--{self.name}"


Options = Mapping[str, Any]
Params = dict[str, Value]


@dataclass(frozen=True)
class Verb:
    """One row of the table.

    `words` is the least and the most number of words that it takes beside params and options (None: any
    number); `needs` says in words what they are. `completes` names what each of them is, the last for all
    that follow: ``variable``, ``stack``, ``frame``, ``tag``, ``verb`` or ``text``.
    """

    name: str
    usage: str
    summary: str
    examples: tuple[str, ...]
    words: tuple[int, int | None]
    needs: str
    completes: tuple[str, ...]
    make: Callable[[list[Word], Params, Options], commands.Command]
    options: tuple[Option, ...] = ()
    takes_params: bool = False
    takes_tags: bool = False

    @property
    def takes_texts(self) -> bool:
        """Whether a value may have spaces: that of a param, a message, a title."""
        return self.takes_params or "text" in self.completes

    def option(self, flag: str) -> Option | None:
        """The option that is written as `flag`."""
        return next((option for option in self.options if flag in (option.flag, option.short)), None)


def _access_of(word: Word) -> str:
    if word.text not in get_args(AccessLevel):
        raise InvalidValue(f"--access is private, internal or public, not {word.text}")
    return word.text


def _form_of(word: Word) -> str:
    if word.text not in FORMS:
        raise InvalidValue(f"--as is one of {', '.join(FORMS)}, not {word.text}")
    return word.text


def _columns_of(word: Word) -> tuple[Text, ...]:
    names = [word.text] if word.quote else [name for name in word.text.split(",") if name]
    return tuple(text_from(Word(name, quote=word.quote)) for name in names)


def _count_of(word: Word) -> int:
    number = _number_of(word)
    if not number.is_integer():
        raise InvalidValue(f"{word.text} is not a whole number")
    return int(number)


def _number_of(word: Word) -> float:
    try:
        number = float(word.text)
    except ValueError:
        number = nan
    if not isfinite(number):
        raise InvalidValue(f"{word.text} is not a number")
    return number


def _rename_of(word: Word) -> tuple[tuple[Text, Text], ...]:
    old, _, new = word.text.partition("=")
    if not old or not new:
        raise InvalidValue("--rename takes the old and the new name: --rename sales=sales-of-ann")
    return ((text_from(Word(old, quote=word.quote)), text_from(Word(new, quote=word.quote))),)


def _frame_of(word: Word) -> int | Text:
    """A number is the number of a frame; all else, and a number in quotes, is an id or the beginning of one."""
    return int(word.text) if not word.quote and word.text.isdecimal() else text_from(word)


def _object_of(word: Word) -> Expression:
    if not word.quote and (word.text.startswith("(") or name_end(word.text) == len(word.text)):
        return Expression(word.text)
    shown = f"{word.quote}{word.text}{word.quote}"
    raise InvalidValue(f"{shown} is not a variable; an expression is written in parentheses: ({shown})")


def _push(words: list[Word], params: Params, options: Options) -> commands.Push:
    stack = text_from(words[1]) if len(words) > 1 else None
    return commands.Push(_object_of(words[0]), stack, params, **options)


def _push_cell(words: list[Word], params: Params, options: Options) -> commands.Push:
    return commands.Push(None, text_from(words[0]), params, **options)


def _pull(words: list[Word], params: Params, options: Options) -> commands.Pull:
    named = {("form" if name == "as" else name): value for name, value in options.items()}
    return commands.Pull(text_from(words[0]), params, **named)


def _stacks(words: list[Word], params: Params, options: Options) -> commands.Stacks:
    return commands.Stacks(tuple(text_from(word) for word in words), **options)


def _history(words: list[Word], params: Params, options: Options) -> commands.History:
    return commands.History(text_from(words[0]), **options)


def _lineage(words: list[Word], params: Params, options: Options) -> commands.Lineage:
    return commands.Lineage(text_from(words[0]), **options)


def _diff(words: list[Word], params: Params, options: Options) -> commands.Diff:
    frames = [_frame_of(word) for word in words[1:]]
    old, new = [*frames, None, None][:2]
    return commands.Diff(text_from(words[0]), old, new, params, **options)


def _set_head(words: list[Word], params: Params, options: Options) -> commands.SetHead:
    if len(words) == 1 and "@" not in words[0].text:
        name = words[0].text
        raise InvalidValue(f"set-head takes a stack and a frame: %dstack set-head {name} 2, or {name}@TAG")
    return commands.SetHead(text_from(words[0]), _frame_of(words[1]) if len(words) > 1 else None, **options)


def _tag(words: list[Word], params: Params, options: Options) -> commands.Tag:
    return commands.Tag(text_from(words[0]), _frame_of(words[1]), text_from(words[2]), **options)


def _untag(words: list[Word], params: Params, options: Options) -> commands.Untag:
    return commands.Untag(text_from(words[0]), text_from(words[1]), **options)


def _delete(words: list[Word], params: Params, options: Options) -> commands.Delete:
    chosen = {name: value for name, value in options.items() if name != "all"}
    if ("frame" in options) == ("all" in options):
        name = words[0].text
        raise InvalidValue(f"say what to delete: %dstack delete {name} --frame 2, or the whole stack with --all")
    return commands.Delete(text_from(words[0]), **chosen)


def _restore(words: list[Word], params: Params, options: Options) -> commands.Restore:
    return commands.Restore(text_from(words[0]), **options)


def _deleted(words: list[Word], params: Params, options: Options) -> commands.ListDeleted:
    return commands.ListDeleted(**options)


def _retain(words: list[Word], params: Params, options: Options) -> commands.Retain:
    chosen = {name.replace("-", "_"): value for name, value in options.items() if name != "all"}
    if ("all" in options) == bool(chosen.keys() - {"profile"}):
        raise InvalidValue(f"say what to keep: %dstack retain {words[0].text} --keep 10, --keep-days 30, or --all")
    return commands.Retain(text_from(words[0]), **chosen)


def _collect(words: list[Word], params: Params, options: Options) -> commands.Collect:
    return commands.Collect(**{name.replace("-", "_"): value for name, value in options.items()})


def _usage(words: list[Word], params: Params, options: Options) -> commands.Usage:
    return commands.Usage(**options)


def _verify(words: list[Word], params: Params, options: Options) -> commands.Verify:
    return commands.Verify(**options)


def _export(words: list[Word], params: Params, options: Options) -> commands.Export:
    return commands.Export(text_from(words[0]), tuple(text_from(word) for word in words[1:]), **options)


def _import(words: list[Word], params: Params, options: Options) -> commands.Import:
    return commands.Import(text_from(words[0]), **options)


def _dashboard(words: list[Word], params: Params, options: Options) -> commands.MakeDashboard:
    return commands.MakeDashboard(text_from(words[0]), tuple(text_from(word) for word in words[1:]), **options)


def _codecs(words: list[Word], params: Params, options: Options) -> commands.Codecs:
    return commands.Codecs()


def _help(words: list[Word], params: Params, options: Options) -> commands.Help:
    return commands.Help(words[0].text if words else None)


_MESSAGE = Option("message", "what changed, in a line", "TEXT", "-m")
_DESCRIPTION = Option("description", "what it is; shown beside it", "TEXT", "-d")
_BY = Option("by", "one attachment for each group of these columns", "A,B", read=_columns_of, repeated=True)
_KEY = Option("key", "columns that tell rows of a table apart", "A,B", read=_columns_of, repeated=True)
_TOLERANCE = Option("tolerance", "floats that differ by no more are equal", "N", read=_number_of)
_DEPTH = Option("depth", "how many steps to go from frame to frame", "N", read=_count_of)
_KEEP = Option("keep", "carry over what else the head has")
_FORCE = Option("force", "make a frame even if nothing changed")
_ACCESS = Option("access", "who sees a new stack: private, internal or public", "LEVEL", read=_access_of)
_FRAME = Option(
    "frame", "an older revision: its number, its tag, its id, or how the id begins", "FRAME", read=_frame_of
)
_EVERY = Option("all", "every attachment that has the params, in a list")
_TO = Option("to", "write the bytes to this file or folder", "PATH")
_AS = Option("as", "a table as pandas, polars or arrow; anything as a path", "FORM", read=_form_of)
_TRUSTED = Option("trusted", "types of a model that are no danger", "A,B", read=_columns_of, repeated=True)
_WHOLE = Option("all", "the whole stack with all its frames")
_DELETED_FRAME = Option("frame", "a deleted frame: its number or its id", "FRAME", read=_frame_of)
_OTHER_NAME = Option("to", "another name, where its own was taken meanwhile", "NAME")
_A_DASHBOARD = Option("dashboard", "a dashboard of that name, not a stack")
_KEEP_FRAMES = Option("keep", "so many of the newest frames", "N", read=_count_of)
_KEEP_DAYS = Option("keep-days", "the frames of the last so many days", "N", read=_number_of)
_GRACE_DAYS = Option("grace-days", "what was deleted longer ago goes; 7 where it is left out", "N", read=_number_of)
_DRY_RUN = Option("dry-run", "say what would go, and leave it")
_SHARE = Option("share", "the part of the contents that is read, 0.1 for a tenth", "N", read=_number_of)
_KEEP_ALL = Option("all", "all frames, as at first")
_ALL_STACKS = Option("all", "all of them, however many")
_NAME = Option("name", "its name; else made from the title", "NAME")
_OVERWRITE = Option("overwrite", "replace a file that is there")
_INTO = Option("into", "put all names below this one", "NAME")
_RENAME = Option("rename", "take a stack in under another name", "OLD=NEW", read=_rename_of, repeated=True)
_PROFILE = Option("profile", "the profile of config.yaml", "NAME")

_PUSH_OPTIONS = (_MESSAGE, _DESCRIPTION, _BY, _KEEP, _FORCE, _ACCESS, _PROFILE)

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
            (_FRAME, _EVERY, _TO, _AS, _TRUSTED, _PROFILE),
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
            (_ALL_STACKS, _PROFILE),
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
            (_PROFILE,),
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
            (_FRAME, _DEPTH, _PROFILE),
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
            (_KEY, _TOLERANCE, _PROFILE),
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
            (_PROFILE,),
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
            (_PROFILE,),
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
            (_PROFILE,),
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
            (_FRAME, _WHOLE, _PROFILE),
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
            (_DELETED_FRAME, _OTHER_NAME, _A_DASHBOARD, _PROFILE),
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
            (_PROFILE,),
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
            (_KEEP_FRAMES, _KEEP_DAYS, _KEEP_ALL, _PROFILE),
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
            (_GRACE_DAYS, _DRY_RUN, _PROFILE),
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
            (_PROFILE,),
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
            (_SHARE, _PROFILE),
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
            (_OVERWRITE, _PROFILE),
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
            (_INTO, _RENAME, _PROFILE),
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
            (_DESCRIPTION, _NAME, _PROFILE),
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

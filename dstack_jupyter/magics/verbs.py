"""Do what a line asks for: each verb is one call of the public API and the presentation of its answer."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, cast

import dstack_jupyter as ds
from dstack_jupyter.client.results import DroppedParamsWarning
from dstack_jupyter.codecs.forms import Form
from dstack_jupyter.magics import commands, help
from dstack_jupyter.magics.grammar import parse, verb_named
from dstack_jupyter.magics.shown import Said, say
from dstack_jupyter.magics.table import VERBS
from dstack_jupyter.magics.values import Expression, Namespace, name_end, resolved, resolved_text
from dstack_jupyter.magics.words import Word
from dstack_jupyter.model.errors import InvalidValue, NoMatch
from dstack_jupyter.model.params import Params, checked_params
from dstack_jupyter.model.stacks import AccessLevel
from dstack_jupyter.model.written import echoed, in_search


def run(line: str, names: Namespace) -> Any:
    """Do what stands behind ``%dstack``, with the variables in `names`, and return the answer."""
    command = parse(line)
    return _RUN[type(command)](command, names)


def push_object(command: commands.Push, obj: object, names: Namespace) -> Any:
    """Push an object as `command` says; shows the params with their types."""
    params = _params(command.params, names)
    if params:
        say("; ".join([echoed(params), *_like_options("push", params)]))
    with warnings.catch_warnings():
        # The answer says it, and a magic always shows its answer.
        warnings.simplefilter("ignore", DroppedParamsWarning)
        return ds.push(
            _stack_name(command, names),
            obj,
            message=resolved_text(command.message, names),
            description=resolved_text(command.description, names),
            params=params,
            by=[_text(column, names) for column in command.by] or None,
            keep=command.keep,
            force=command.force,
            access=cast("AccessLevel | None", command.access),
            profile=resolved_text(command.profile, names),
        )


def _push(command: commands.Push, names: Namespace) -> Any:
    if command.object is None:
        raise InvalidValue("say what to push: %dstack push OBJECT [STACK]")
    _check_order(command.object, command.stack, names)
    return push_object(command, command.object.value(names), names)


def _pull(command: commands.Pull, names: Namespace) -> Any:
    params = _params(command.params, names)
    with _options_named("pull", params):
        return ds.pull(
            _text(command.stack, names),
            frame=resolved(command.frame, names),
            all=command.all,
            params=params,
            profile=resolved_text(command.profile, names),
            to=resolved_text(command.to, names),
            as_=cast("Form | None", command.form),
            trusted=[_text(name, names) for name in command.trusted] or None,
        )


def _stacks(command: commands.Stacks, names: Namespace) -> Any:
    query = " ".join(in_search(_text(word, names)) for word in command.query)
    profile = resolved_text(command.profile, names)
    return ds.stacks(query, limit=None, profile=profile) if command.all else ds.stacks(query, profile=profile)


def _history(command: commands.History, names: Namespace) -> Any:
    return ds.history(_text(command.stack, names), profile=resolved_text(command.profile, names))


def _lineage(command: commands.Lineage, names: Namespace) -> Any:
    return ds.lineage(
        _text(command.stack, names),
        frame=resolved(command.frame, names),
        depth=command.depth,
        profile=resolved_text(command.profile, names),
    )


def _diff(command: commands.Diff, names: Namespace) -> Any:
    params = _params(command.params, names)
    with _options_named("diff", params):
        return ds.diff(
            _text(command.stack, names),
            resolved(command.old, names),
            resolved(command.new, names),
            key=[_text(column, names) for column in command.key] or None,
            tolerance=command.tolerance,
            params=params,
            profile=resolved_text(command.profile, names),
        )


def _set_head(command: commands.SetHead, names: Namespace) -> None:
    name, profile = _text(command.stack, names), resolved_text(command.profile, names)
    moved = ds.set_head(name, resolved(command.frame, names), profile=profile)
    if moved.old is None or moved.old.id == moved.new.id:
        say(f"{name}: the head is frame {moved.new.number}, as it was")
        return
    undo = f"%dstack set-head {name} {moved.old.number}{f' --profile {profile}' if profile else ''}"
    say(f"{name}: the head moved from frame {moved.old.number} to frame {moved.new.number}; to undo: {undo}")


def _tag(command: commands.Tag, names: Namespace) -> None:
    name, tag, profile = _text(command.stack, names), _text(command.tag, names), resolved_text(command.profile, names)
    moved = ds.tag(name, cast("int | str", resolved(command.frame, names)), tag, profile=profile)
    if moved.old is not None and moved.old.id == moved.new.id:
        say(f"{name}@{tag} is frame {moved.new.number}, as it was")
        return
    undo = f"untag {name} {tag}" if moved.old is None else f"tag {name} {moved.old.number} {tag}"
    say(f"{name}@{tag} is frame {moved.new.number}; to undo: %dstack {undo}{_with_profile(profile)}")


def _untag(command: commands.Untag, names: Namespace) -> None:
    name, tag, profile = _text(command.stack, names), _text(command.tag, names), resolved_text(command.profile, names)
    number = ds.untag(name, tag, profile=profile).frame.number
    undo = f"%dstack tag {name} {number} {tag}{_with_profile(profile)}"
    say(f"frame {number} of {name} has the tag {tag} no more; to undo: {undo}")


def _with_profile(profile: str | None) -> str:
    return f" --profile {profile}" if profile else ""


def _delete(command: commands.Delete, names: Namespace) -> None:
    name, profile = _text(command.stack, names), resolved_text(command.profile, names)
    gone = ds.delete(name, frame=resolved(command.frame, names), profile=profile)
    frame = "" if gone.frame is None else f" --frame {gone.frame}"
    undo = f"%dstack restore {name}{frame}{f' --profile {profile}' if profile else ''}"
    say(f"deleted {gone.what}; to undo: {undo}")


def _restore(command: commands.Restore, names: Namespace) -> Any:
    name, to, profile = (resolved_text(text, names) for text in (command.name, command.to, command.profile))
    if command.dashboard:
        return ds.restore_dashboard(name or "", to=to, profile=profile)
    return ds.restore(name or "", frame=resolved(command.frame, names), to=to, profile=profile)


def _deleted(command: commands.ListDeleted, names: Namespace) -> Any:
    return ds.deleted(profile=resolved_text(command.profile, names))


def _retain(command: commands.Retain, names: Namespace) -> Any:
    return ds.retain(
        _text(command.stack, names),
        keep=command.keep,
        keep_days=command.keep_days,
        profile=resolved_text(command.profile, names),
    )


def _collect(command: commands.Collect, names: Namespace) -> Any:
    grace = {} if command.grace_days is None else {"grace_days": command.grace_days}
    return ds.gc(**grace, dry_run=command.dry_run, profile=resolved_text(command.profile, names))


def _usage(command: commands.Usage, names: Namespace) -> Any:
    return ds.usage(profile=resolved_text(command.profile, names))


def _verify(command: commands.Verify, names: Namespace) -> Any:
    return ds.verify(command.share, profile=resolved_text(command.profile, names))


def _export(command: commands.Export, names: Namespace) -> Any:
    return ds.export_stacks(
        [_text(stack, names) for stack in command.stacks] or None,
        _text(command.file, names),
        overwrite=command.overwrite,
        profile=resolved_text(command.profile, names),
    )


def _import(command: commands.Import, names: Namespace) -> Any:
    return ds.import_stacks(
        _text(command.file, names),
        into=resolved_text(command.into, names),
        rename={_text(old, names): _text(new, names) for old, new in command.rename},
        profile=resolved_text(command.profile, names),
    )


def _share(command: commands.Share, names: Namespace) -> Any:
    name, user, profile = (resolved_text(text, names) for text in (command.name, command.user, command.profile))
    access = cast("AccessLevel | None", command.access)
    if not command.dashboard:
        return ds.share(name or "", user, push=command.push, access=access, profile=profile)
    if command.push:
        raise InvalidValue("--push is for stacks; only its owner changes a dashboard")
    return ds.share_dashboard(name or "", user, access=access, profile=profile)


def _unshare(command: commands.Unshare, names: Namespace) -> Any:
    take = ds.unshare_dashboard if command.dashboard else ds.unshare
    return take(_text(command.name, names), _text(command.user, names), profile=resolved_text(command.profile, names))


def _copy(command: commands.Copy, names: Namespace) -> Any:
    return ds.copy(
        [_text(stack, names) for stack in command.stacks],
        to=_text(command.to, names),
        dashboards=[_text(name, names) for name in command.dashboards],
        into=resolved_text(command.into, names),
        rename={_text(old, names): _text(new, names) for old, new in command.rename},
        profile=resolved_text(command.profile, names),
    )


def _dashboard(command: commands.MakeDashboard, names: Namespace) -> Any:
    return ds.dashboard(
        _text(command.title, names),
        [_text(stack, names) for stack in command.stacks] or None,
        description=resolved_text(command.description, names),
        name=resolved_text(command.name, names),
        profile=resolved_text(command.profile, names),
    )


def _codecs(command: commands.Codecs, names: Namespace) -> Any:
    return ds.codecs()


def _help(command: commands.Help, names: Namespace) -> Said:
    return Said(help.short() if command.verb is None else help.of_verb(verb_named(Word(command.verb))))


_RUN: dict[type, Callable[[Any, Namespace], Any]] = {
    commands.Push: _push,
    commands.Pull: _pull,
    commands.Stacks: _stacks,
    commands.History: _history,
    commands.Lineage: _lineage,
    commands.Diff: _diff,
    commands.SetHead: _set_head,
    commands.Tag: _tag,
    commands.Untag: _untag,
    commands.Delete: _delete,
    commands.Restore: _restore,
    commands.ListDeleted: _deleted,
    commands.Retain: _retain,
    commands.Collect: _collect,
    commands.Usage: _usage,
    commands.Verify: _verify,
    commands.Export: _export,
    commands.Import: _import,
    commands.Share: _share,
    commands.Unshare: _unshare,
    commands.Copy: _copy,
    commands.MakeDashboard: _dashboard,
    commands.Codecs: _codecs,
    commands.Help: _help,
}


def _params(params: dict[str, Any], names: Namespace) -> Params:
    return checked_params({key: resolved(value, names) for key, value in params.items()})


def _like_options(verb: str, params: Params) -> list[str]:
    """Of params that are called like options, how the options are written: they may have been meant."""
    return [f"the option is written --{key}" for key in params if VERBS[verb].option(f"--{key}")]


@contextmanager
def _options_named(verb: str, params: Params) -> Iterator[None]:
    try:
        yield
    except NoMatch as error:
        raise NoMatch("; ".join([str(error), *_like_options(verb, params)])) from None


def _text(text: Any, names: Namespace) -> str:
    return resolved_text(text, names) or ""


def _stack_name(command: commands.Push, names: Namespace) -> str:
    if command.stack is not None:
        return _text(command.stack, names)
    from dstack_jupyter.client.naming import default_name

    return default_name(_variable(command.object))


def _variable(pushed: Expression | None) -> str:
    source = "" if pushed is None else pushed.source
    variable = source.rpartition(".")[2]
    if name_end(source) != len(source) or not variable.isidentifier():
        raise InvalidValue(f"an expression has no name of its own; give the stack one: %dstack push {source} STACK")
    return variable


def _check_order(pushed: Expression, stack: Any, names: Namespace) -> None:
    """Say what is wrong with ``push sales df`` and with ``push sales``, where the stack stands for the object."""
    source = pushed.source
    if source in names or not source.isidentifier():
        return
    if isinstance(stack, str) and stack in names:
        raise InvalidValue(f"the object comes first: %dstack push {stack} {source}")
    if stack is None:
        raise InvalidValue(
            f"there is no variable {source}; write the object and the stack, %dstack push OBJECT {source}, or "
            f"%%dstack push {source} as the first line of a cell to push what the cell makes"
        )

"""Change what a stack shows, delete and bring back."""

from __future__ import annotations

from typing import Any

import click

from dstack_jupyter.cli.answers import Answer, Table
from dstack_jupyter.cli.command import Command, current_program
from dstack_jupyter.cli.hints import in_shell
from dstack_jupyter.cli.words import Frame, frame_option, profile_option
from dstack_jupyter.cli.words import stack_argument as stack


@click.command("set-head", cls=Command)
@stack()
@click.argument("frame", type=Frame(), required=False)
@profile_option()
def set_head(stack: str, frame: int | str | None, profile: str | None) -> Answer:
    """Show another frame; nothing is lost.

    STACK@TAG names the frame by its tag.
    """
    import dstack_jupyter as ds

    if frame is None and "@" not in stack:
        raise click.UsageError(f"set-head takes a stack and a frame: set-head {stack} 2, or {stack}@TAG")
    moved = ds.set_head(stack, frame, profile=profile)
    value = {"frame": moved.new.number, "previous": moved.old.number if moved.old else None}
    if moved.old is None or moved.old.id == moved.new.id:
        return Answer(value, [f"{stack}: the head is frame {moved.new.number}, as it was"])
    said = f"{stack}: the head moved from frame {moved.old.number} to frame {moved.new.number}"
    return Answer(value, [f"{said}; to undo: {_call('set_head', stack.partition('@')[0], moved.old.number, profile)}"])


@click.command("tag", cls=Command)
@stack()
@click.argument("frame", type=Frame())
@click.argument("tag")
@profile_option()
def tag(stack: str, frame: int | str, tag: str, profile: str | None) -> Answer:
    """Name a frame; the name moves when another frame of the stack has it."""
    import dstack_jupyter as ds

    moved = ds.tag(stack, frame, tag, profile=profile)
    value = {"tag": tag, "frame": moved.new.number, "previous": moved.old.number if moved.old else None}
    if moved.old is not None and moved.old.id == moved.new.id:
        return Answer(value, [f"{stack}@{tag} is frame {moved.new.number}, as it was"])
    back = ("untag", stack, tag) if moved.old is None else ("tag", stack, moved.old.number, tag)
    undo = _call(*back, profile)
    return Answer(value, [f"{stack}@{tag} is frame {moved.new.number}; to undo: {undo}"])


@click.command("untag", cls=Command)
@stack()
@click.argument("tag")
@profile_option()
def untag(stack: str, tag: str, profile: str | None) -> Answer:
    """Take a name off its frame."""
    import dstack_jupyter as ds

    number = ds.untag(stack, tag, profile=profile).frame.number
    undo = _call("tag", stack, number, tag, profile)
    said = f"frame {number} of {stack} has the tag {tag} no more; to undo: {undo}"
    return Answer({"tag": tag, "frame": number}, [said])


@click.command("delete", cls=Command)
@stack()
@frame_option()
@click.option("--all", "whole", is_flag=True, help="the whole stack with all its frames")
@profile_option()
def delete(stack: str, frame: int | str | None, whole: bool, profile: str | None) -> Answer:
    """Delete one frame, or a stack with all its frames; undelete brings it back."""
    import dstack_jupyter as ds

    if (frame is None) != whole:
        raise click.UsageError(f"say what to delete: delete {stack} --frame 2, or the whole stack with --all")
    gone = ds.delete(stack, frame=frame, profile=profile)
    undo = _call("restore", stack, profile, frame=gone.frame)
    return Answer({"stack": stack, "frame": gone.frame}, [f"deleted {gone.what}; to undo: {undo}"])


@click.command("undelete", cls=Command)
@click.argument("name")
@frame_option("a deleted frame: its number or its id")
@click.option("--to", metavar="NAME", help="another name, where its own was taken meanwhile")
@click.option("--dashboard", is_flag=True, help="a dashboard of that name, not a stack")
@profile_option()
def undelete(name: str, frame: int | str | None, to: str | None, dashboard: bool, profile: str | None) -> Answer:
    """Bring back a deleted stack, frame or dashboard.

    In Python, and behind %dstack, it is called restore.
    """
    import dstack_jupyter as ds

    if dashboard and frame is not None:
        raise click.UsageError("a dashboard has no frames; leave --frame or --dashboard out")
    back = (
        ds.restore_dashboard(name, to=to, profile=profile)
        if dashboard
        else ds.restore(name, frame=frame, to=to, profile=profile)
    )
    return Answer({"name": to or name, "restored": back.what}, [str(back)])


@click.command("deleted", cls=Command)
@profile_option()
def deleted(profile: str | None) -> Answer:
    """List what can be brought back, and until when."""
    import dstack_jupyter as ds
    from dstack_jupyter.cli.values import list_of

    found = ds.deleted(profile=profile)
    if not found:
        return Answer([], [str(found)])
    program = current_program().name
    rows = [[*cells, in_shell(undo, program)] for *cells, undo in found.rows()]
    return Answer(list_of(found), [Table(found.header, rows)])


def _call(verb: str, *words: Any, **options: Any) -> str:
    """How a call is typed; the last word is the profile."""
    *given, profile = words
    named = {**options, "profile": profile}
    arguments = [*map(repr, given), *(f"{key}={value!r}" for key, value in named.items() if value is not None)]
    return in_shell(f"ds.{verb}({', '.join(arguments)})", current_program().name)

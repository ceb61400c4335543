"""Pull: an attachment of a stack becomes the object that was pushed."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dstack_jupyter.client.backend import Backend, FrameRef
from dstack_jupyter.client.copies import private_copy, saved
from dstack_jupyter.client.naming import frame_named
from dstack_jupyter.client.profiles import backend as open_backend
from dstack_jupyter.client.session_inputs import session_inputs
from dstack_jupyter.model.errors import AmbiguousParams, InvalidValue, NoMatch
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.model.params import Params, described, matches, text_of
from dstack_jupyter.model.stacks import Attachment, Frame

SHOWN = 12


def pull_named(
    stack: str,
    *,
    frame: FrameRef,
    every: bool,
    params: Params,
    profile: str | None,
    to: str | os.PathLike[str] | None,
    form: str | None = None,
) -> Any:
    """Do what ``ds.pull`` says; `form` is its `as_`."""
    from dstack_jupyter.codecs.forms import check_form

    check_form(form)
    if form is not None and to is not None:
        raise InvalidValue("as_= and to= do not go together: to= writes the bytes as they are stored")
    backend = open_backend(profile)
    path, ref = frame_named(stack, frame, backend.user)
    shown = backend.frame(path, ref)
    found = [attachment for attachment in shown.attachments if matches(attachment.params, params)]
    if not found:
        raise NoMatch(no_match(path, shown, params))
    if every and to is not None:
        raise InvalidValue("all=True and to= do not go together; pull one attachment to a file")
    pulled: Any
    if every:
        pulled = [Pulled(backend, attachment, form) for attachment in found]
    elif to is not None:
        pulled = saved(backend, _the_one(path, found, params), Path(to))
    else:
        pulled = _one_value(backend, path, found, params, form)
    session_inputs.note(backend.store_id, path, shown)
    return pulled


def decoded(backend: Backend, attachment: Attachment, form: str | None = None) -> Any:
    """The object of an attachment, or the form of it that was asked for."""
    from dstack_jupyter.codecs.forms import attachment_as
    from dstack_jupyter.codecs.registry import decoder_for

    stored = StoredAttachment(backend, attachment)
    return decoder_for(stored).decode(stored) if form is None else attachment_as(stored, form)


@dataclass(frozen=True)
class Pulled:
    """One attachment of a frame; `value` decodes it."""

    backend: Backend
    attachment: Attachment
    form: str | None = None

    @property
    def params(self) -> Params:
        """The params of the attachment."""
        return dict(self.attachment.params)

    @property
    def description(self) -> str | None:
        """What the one who pushed wrote about it."""
        return self.attachment.description

    @property
    def value(self) -> Any:
        """The object that was pushed, or the form of it that was asked for."""
        return decoded(self.backend, self.attachment, self.form)

    def __repr__(self) -> str:
        kind = self.attachment.application or self.attachment.content_type
        return f"<{described(self.params) or 'no params'}: {kind}, {self.attachment.content.length:,} bytes>"


class StoredAttachment:
    """An attachment as codecs see it (`dstack_jupyter.codecs.base.Stored`)."""

    def __init__(self, backend: Backend, attachment: Attachment) -> None:
        self._backend = backend
        self._attachment = attachment

    @property
    def content_type(self) -> str:
        """The MIME type."""
        return self._attachment.content_type

    @property
    def application(self) -> str | None:
        """Who can read the bytes."""
        return self._attachment.application

    @property
    def settings(self) -> Mapping[str, Any]:
        """What the codec noted at the push."""
        return self._attachment.settings

    def read(self) -> memoryview:
        """All bytes, verified."""
        return self._backend.read(self._attachment.content)

    def path(self) -> Path:
        """A read-only copy in the home folder, one for each content."""
        return private_copy(self._backend, self._attachment)


def _one_value(backend: Backend, path: StackPath, found: Sequence[Attachment], params: Params, form: str | None) -> Any:
    from dstack_jupyter.codecs.forms import PATH, groups_as

    if form != PATH and len(found) > 1 and all("by" in attachment.settings for attachment in found):
        from dstack_jupyter.codecs.groups import join

        groups = [StoredAttachment(backend, attachment) for attachment in found]
        return join(groups) if form is None else groups_as(groups, form)
    return decoded(backend, _the_one(path, found, params), form)


def _the_one(path: StackPath, found: Sequence[Attachment], params: Params) -> Attachment:
    if len(found) == 1:
        return found[0]
    exact = [attachment for attachment in found if attachment.params.keys() == params.keys()]
    if len(exact) == 1:
        return exact[0]
    raise AmbiguousParams(_several(path, found, params))


def no_match(path: StackPath, frame: Frame, params: Params) -> str:
    """What to say where no attachment has the params: what there is."""
    return (
        f"frame {frame.number} of {path.name} has no attachment with {described(params)}; "
        f"it has {_listed([attachment.params for attachment in frame.attachments])}"
    )


def _several(path: StackPath, found: Sequence[Attachment], params: Params) -> str:
    keys = dict.fromkeys(key for attachment in found for key in attachment.params if key not in params)
    deciding = [f"{key} ({_values(found, key)})" for key in keys]
    given = f" with {described(params)}" if params else ""
    return (
        f"{path.name} has {len(found)} attachments{given}; say which by {', '.join(deciding) or 'frame='}, "
        "or take all of them with all=True"
    )


def _values(found: Sequence[Attachment], key: str) -> str:
    texts = list(dict.fromkeys(text_of(each.params[key]) for each in found if key in each.params))
    return ", ".join(texts[:SHOWN]) + (", …" if len(texts) > SHOWN else "")


def _listed(all_params: Sequence[Params]) -> str:
    texts = [described(params) or "one without params" for params in all_params]
    return "; ".join(texts[:SHOWN]) + (f"; and {len(texts) - SHOWN} more" if len(texts) > SHOWN else "")

"""Pull: an attachment of a stack becomes the object that was pushed."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, TypeVar, cast

from dstack_jupyter.client.backend import Backend, FrameRef
from dstack_jupyter.client.content_file import ContentFile
from dstack_jupyter.client.copies import private_copy, saved
from dstack_jupyter.client.naming import frame_named
from dstack_jupyter.client.profiles import backend as open_backend
from dstack_jupyter.client.rich import size_text
from dstack_jupyter.client.session_inputs import session_inputs
from dstack_jupyter.model.errors import AmbiguousParams, InvalidValue, NoMatch
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.model.params import Params, described, matches, text_of
from dstack_jupyter.model.stacks import Attachment, Frame

Result = TypeVar("Result")

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
    trusted: str | Sequence[str] | None = None,
) -> Any:
    """Do what ``ds.pull`` says; `form` is its `as_`."""
    from dstack_jupyter.codecs.forms import check_form
    from dstack_jupyter.codecs.trust import trusted_names

    check_form(form)
    if trusted is not None and (form is not None or to is not None):
        raise InvalidValue("trusted= does not go together with as_= and to=, which read no model; leave it out")
    reading = Reading(form, trusted_names(trusted))
    if form is not None and to is not None:
        raise InvalidValue("as_= and to= do not go together: to= writes the bytes as they are stored")
    backend = open_backend(profile)
    path, shown, found = matching(backend, stack, frame, params)
    if every and to is not None:
        raise InvalidValue("all=True and to= do not go together; pull one attachment to a file")
    pulled: Any
    if every:
        pulled = _every(backend, found, reading)
    elif to is not None:
        pulled = saved(backend, the_one(path, found, params), Path(to))
    else:
        pulled = _one_value(backend, path, found, params, reading)
    session_inputs.note(backend.store_id, path, shown)
    return pulled


def matching(
    backend: Backend, stack: str, frame: FrameRef, params: Params
) -> tuple[StackPath, Frame, list[Attachment]]:
    """The stack, its frame, and the attachments that have the params; raises `NoMatch` where none has."""
    path, ref = frame_named(stack, frame, backend.user)
    shown = backend.frame_to_pull(path, ref)
    found = [attachment for attachment in shown.attachments if matches(attachment.params, params)]
    if not found:
        raise NoMatch(no_match(path, shown, params))
    return path, shown, found


@dataclass(frozen=True)
class Reading:
    """How attachments are read: the form that they come in, and the types that the caller trusts."""

    form: str | None = None
    trusted: tuple[str, ...] | None = None


AS_PUSHED = Reading()


def decoded(backend: Backend, attachment: Attachment, reading: Reading = AS_PUSHED) -> Any:
    """The object of an attachment, or the form of it that was asked for."""
    from dstack_jupyter.codecs.faults import in_words
    from dstack_jupyter.codecs.forms import attachment_as
    from dstack_jupyter.codecs.registry import decoder_for
    from dstack_jupyter.codecs.trust import decoded_trusting

    stored = StoredAttachment(backend, attachment)
    with in_words(stored):
        if reading.form is not None:
            return attachment_as(stored, reading.form)
        if reading.trusted is not None:
            return decoded_trusting(stored, reading.trusted)
        return decoder_for(stored).decode(stored)


@dataclass(frozen=True)
class Pulled:
    """One attachment of a frame; `value` decodes it."""

    backend: Backend
    attachment: Attachment
    reading: Reading = AS_PUSHED

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
        return decoded(self.backend, self.attachment, self.reading)

    def __repr__(self) -> str:
        kind = self.attachment.application or self.attachment.content_type
        return f"<{described(self.params) or 'no params'}: {kind}, {size_text(self.attachment.content.length)}>"


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

    def read_with(self, decode: Callable[[memoryview], Result]) -> Result:
        """What `decode` makes of all bytes, verified before it is returned."""
        beside = getattr(self._backend, "read_with", None)
        return decode(self.read()) if beside is None else beside(self._attachment.content, decode)

    @property
    def sha256(self) -> str:
        """The identity of the bytes."""
        return self._attachment.content.sha256

    @property
    def length(self) -> int:
        """How many bytes there are."""
        return self._attachment.content.length

    def open(self) -> BinaryIO:
        """The bytes as a file in which one can seek; only what is asked for is read."""
        return cast(BinaryIO, ContentFile(self._backend, self._attachment.content))

    def path(self) -> Path:
        """A read-only copy in the home folder, one for each content."""
        return private_copy(self._backend, self._attachment)


def _every(backend: Backend, found: Sequence[Attachment], reading: Reading) -> list[Pulled]:
    """All of them; trust is for those that need it, and one at least must."""
    from dstack_jupyter.codecs.trust import needs_trust, no_trust_needed

    if reading.trusted is None:
        return [Pulled(backend, attachment, reading) for attachment in found]
    trusting = [needs_trust(StoredAttachment(backend, attachment)) for attachment in found]
    if not any(trusting):
        raise no_trust_needed(StoredAttachment(backend, found[0]))
    pairs = zip(found, trusting, strict=True)
    return [Pulled(backend, attachment, reading if needs else AS_PUSHED) for attachment, needs in pairs]


def _one_value(backend: Backend, path: StackPath, found: Sequence[Attachment], params: Params, reading: Reading) -> Any:
    from dstack_jupyter.codecs.forms import PATH, groups_as

    form = reading.form
    if form != PATH and are_groups(found):
        from dstack_jupyter.codecs.faults import in_words
        from dstack_jupyter.codecs.groups import join
        from dstack_jupyter.codecs.trust import no_trust_needed

        groups = [StoredAttachment(backend, attachment) for attachment in found]
        if reading.trusted is not None:
            raise no_trust_needed(groups[0])
        with in_words(groups[0]):
            return join(groups) if form is None else groups_as(groups, form)
    return decoded(backend, the_one(path, found, params), reading)


def are_groups(found: Sequence[Attachment]) -> bool:
    """Whether these are groups that a push cut with `by=`."""
    return len(found) > 1 and all("by" in attachment.settings for attachment in found)


def the_one(path: StackPath, found: Sequence[Attachment], params: Params) -> Attachment:
    """The attachment that is meant; raises `AmbiguousParams` where it may be several."""
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

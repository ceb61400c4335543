"""Push: objects become a frame of a stack."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from types import FrameType, TracebackType
from typing import Any, Self

from dstack_jupyter.client.backend import Backend
from dstack_jupyter.client.encoding import attachment_of, stored
from dstack_jupyter.client.links import stack_link
from dstack_jupyter.client.naming import default_name, variable_of
from dstack_jupyter.client.options import MISSING, merged_params
from dstack_jupyter.client.origin import origin as origin_here
from dstack_jupyter.client.profiles import backend as open_backend
from dstack_jupyter.client.progress import Progress
from dstack_jupyter.client.results import PushResult, warn_of_dropped
from dstack_jupyter.client.session_inputs import session_inputs
from dstack_jupyter.codecs.base import Encoded
from dstack_jupyter.model.errors import DstackError, InvalidValue
from dstack_jupyter.model.names import StackPath, parse_path
from dstack_jupyter.model.origin import Origin
from dstack_jupyter.model.params import Params
from dstack_jupyter.model.stacks import AccessLevel, NewAttachment, NewFrame


def push_named(
    stack: Any,
    obj: Any,
    caller: FrameType | None,
    *,
    message: str | None,
    description: str | None,
    params: Mapping[str, Any] | None,
    by: str | Sequence[str] | None,
    keep: bool,
    force: bool,
    access: AccessLevel | None,
    profile: str | None,
    keywords: Mapping[str, Any],
) -> PushResult:
    """Do what ``ds.push`` says; `caller` is where a name is looked for when none is given."""
    name, obj = _name_and_object(stack, obj, caller)
    frame = FrameBuilder(name, message=message, keep=keep, force=force, access=access, profile=profile)
    merged = merged_params(params, keywords)
    if by is None:
        frame.add_with(obj, merged, description)
    else:
        frame.add_groups(obj, [by] if isinstance(by, str) else list(by), merged, description)
    return frame.push()


def _name_and_object(stack: Any, obj: Any, caller: FrameType | None) -> tuple[str, Any]:
    if obj is MISSING:
        return default_name(variable_of(stack, caller)), stack
    if isinstance(stack, str):
        return stack, obj
    if isinstance(obj, str):
        return obj, stack
    raise InvalidValue(f"a push takes the name of a stack and one object, not two objects ({type(obj).__name__})")


class FrameBuilder:
    """A frame that is being put together; ``ds.frame`` makes it.

    As a context manager it pushes when the block ends, and pushes nothing when the block fails. After that `result`
    is the `PushResult`.
    """

    def __init__(
        self,
        stack: str,
        *,
        message: str | None = None,
        params: Params | None = None,
        keep: bool = False,
        force: bool = False,
        access: AccessLevel | None = None,
        profile: str | None = None,
        backend: Backend | None = None,
        origin: Origin | None = None,
    ) -> None:
        _check_access(access)
        self._origin = origin
        self._backend: Backend = backend or open_backend(profile)
        self._path: StackPath = parse_path(stack, self._backend.user)
        self._message, self._params = message, params or {}
        self._keep, self._force, self._access = keep, force, access
        self._attachments: list[NewAttachment] = []
        self.result: PushResult | None = None

    def add(
        self, obj: Any, *, description: str | None = None, params: Mapping[str, Any] | None = None, **keywords: Any
    ) -> None:
        """Add an object as an attachment; keyword arguments are its params."""
        self.add_with(obj, merged_params(params, keywords), description)

    def add_with(self, obj: Any, params: Params, description: str | None) -> None:
        """Add an object whose params are merged already."""
        self._check_open()
        self._attachments.append(attachment_of(self._backend, obj, params, description, {}))

    def add_encoded(self, encoded: Encoded, params: Params, description: str | None) -> None:
        """Add what a codec made."""
        self._check_open()
        self._attachments.append(stored(self._backend, encoded, params, description))

    def add_groups(self, obj: Any, by: list[str], params: Params, description: str | None) -> None:
        """Add a table as one attachment per group of equal values in the columns `by`."""
        from dstack_jupyter.codecs.groups import split

        self._check_open()
        clash = sorted(params.keys() & set(by))
        if clash:
            raise InvalidValue(f"{clash[0]!r} is a column of by= and a param as well; leave one out")
        groups = split(obj, by)
        with Progress(len(groups), "attachments", "pushing") as progress:
            for group, encoded in groups:
                self._attachments.append(stored(self._backend, encoded, {**group, **params}, description))
                progress.advance(1)

    def push(self) -> PushResult:
        """Make the frame."""
        self._check_open()
        pushed = self._backend.push(
            self._path, self._new_frame(), access=self._access, force=self._force, keep=self._keep
        )
        self.result = PushResult(pushed, self._backend.user, self._backend.where, stack_link(self._path, self._backend))
        warn_of_dropped(self.result)
        return self.result

    def _new_frame(self) -> NewFrame:
        return NewFrame(
            id=uuid.uuid4().hex,
            attachments=tuple(self._attachments),
            message=self._message,
            params=self._params,
            origin=self._origin or origin_here(),
            inputs=session_inputs.pulled(),
        )

    def _check_open(self) -> None:
        if self.result is not None:
            raise DstackError(f"this frame was pushed as {self.result}; begin a new one with ds.frame(…)")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if kind is None:
            self.push()


def _check_access(access: str | None) -> None:
    if access not in (None, "private", "internal", "public"):
        raise InvalidValue(f"access is 'private', 'internal' or 'public', not {access!r}")

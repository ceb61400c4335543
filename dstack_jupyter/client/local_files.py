"""Files of this computer: pushed as they are or as the tables that they hold, and tables pulled into files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO, cast

from dstack_jupyter.client.backend import Backend, FrameRef
from dstack_jupyter.client.copies import saved, unpacker_of, write_file
from dstack_jupyter.client.profiles import backend as open_backend
from dstack_jupyter.client.pulling import StoredAttachment, are_groups, matching, the_one
from dstack_jupyter.client.pushing import FrameBuilder
from dstack_jupyter.client.results import PushResult
from dstack_jupyter.client.session_inputs import session_inputs
from dstack_jupyter.codecs.base import Stored
from dstack_jupyter.model.errors import InvalidValue, NotFound, UnsupportedObject
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.model.params import Params
from dstack_jupyter.model.stacks import Attachment, Frame

FORMATS = {".csv": "csv", ".json": "json", ".parquet": "parquet", ".arrows": "arrow"}
"""The formats that a table is written in, by the suffix of the file."""

FILE = "file"
"""The parameter that tells several files of one frame apart."""


@dataclass(frozen=True)
class LocalFile:
    """A file or folder that is pushed; the content type of a file, where none is given, is told by its name.

    `leaves_out` says which paths of a folder are not pushed, with all below them.
    """

    place: Path
    given_type: str | None = None
    application: str | None = None
    leaves_out: Callable[[Path], bool] | None = None

    @property
    def content_type(self) -> str:
        """The MIME type."""
        from dstack_jupyter.codecs.files import content_type_of

        return self.given_type or content_type_of(self.place.name)

    @property
    def settings(self) -> Mapping[str, Any]:
        """Nothing: nobody encoded it."""
        return {}

    def read(self) -> memoryview:
        """All bytes."""
        from dstack_jupyter.codecs.files import status_of

        status_of(self.place)
        return memoryview(self.place.read_bytes())

    def path(self) -> Path:
        """The file itself."""
        return self.place

    def table(self) -> Any:
        """The table that it holds, as pandas has it; raises `UnsupportedObject` for what is no table."""
        from dstack_jupyter.codecs.faults import in_words
        from dstack_jupyter.codecs.tables.libraries import LIBRARIES
        from dstack_jupyter.codecs.tables.reading import is_table, read_table

        if not is_table(self.content_type):
            raise UnsupportedObject(f"{self.place} is {self.content_type}, which is no table; push it as a file")
        with in_words(self):
            return LIBRARIES["pandas"](*read_table(self))


def push_files(
    frame: FrameBuilder,
    files: Sequence[LocalFile],
    *,
    params: Params,
    description: str | None,
    as_table: bool,
    by: Sequence[str],
) -> PushResult:
    """Push files as one frame. Where there are several, the param ``file`` of each attachment is its name."""
    for file in files:
        of_file: Params = {FILE: file.place.name} if len(files) > 1 else {}
        if by:
            frame.add_groups(file.table(), list(by), {**of_file, **params}, description)
        elif as_table:
            frame.add_with(file.table(), {**of_file, **params}, description)
        else:
            _add(frame, file, {**of_file, **params}, description)
    return frame.push()


def _add(frame: FrameBuilder, file: LocalFile, params: Params, description: str | None) -> None:
    from dstack_jupyter.codecs.registry import codec_for

    encoded = codec_for(file.place).encode(file.place, {"leaves_out": file.leaves_out})
    frame.add_encoded(replace(encoded, content_type=file.given_type or encoded.content_type), params, description)


@dataclass(frozen=True)
class PulledFile:
    """What was pulled: the stack and the frame, and the bytes of one attachment, or of a table in a format.

    `attachment` is None for a table that was put together from groups.
    """

    backend: Backend
    path: StackPath
    frame: Frame
    attachment: Attachment | None
    stored: Stored

    def written(self, target: Path, form: str | None) -> Path:
        """Write it where it is wanted, a table in the format that is asked for or that the suffix says."""
        name = form or FORMATS.get(target.suffix.lower())
        if name is not None and self._is_other_than(name):
            return self._write(self._chunks_in(name), target.expanduser())
        if self.attachment is None or (self._is_pushed_as_table and target.suffix and not name and not target.is_dir()):
            raise InvalidValue(f"a table is written as {', '.join(FORMATS)}; {target.name!r} is none of them")
        return saved(self.backend, self.attachment, target)

    def chunks(self, form: str | None) -> Iterable[bytes]:
        """Its bytes: those of a table as CSV, unless another format is asked for."""
        name = self._format(form)
        if name is not None and self._is_other_than(name):
            return self._chunks_in(name)
        if self.attachment is None or unpacker_of(self.attachment) is not None:
            raise InvalidValue("a folder has no bytes of its own; say where to write it with -o FOLDER")
        return self.backend.open(self.attachment.content)

    def is_text(self, form: str | None) -> bool:
        """Whether its bytes are a text that people can read."""
        name, content_type = self._format(form), self.stored.content_type
        return name in ("csv", "json") or (
            name is None and (content_type.startswith("text/") or "json" in content_type)
        )

    def _format(self, form: str | None) -> str | None:
        """What its bytes come as where no file says it; None is as they are."""
        return form or ("csv" if self.attachment is None or self._is_pushed_as_table else None)

    @property
    def _is_pushed_as_table(self) -> bool:
        from dstack_jupyter.codecs.tables.reading import is_table

        return self.stored.application != "file" and is_table(self.stored.content_type)

    def _is_other_than(self, name: str) -> bool:
        """Whether it is a table whose bytes are in another format than that."""
        from dstack_jupyter.codecs.tables.formats import format_named
        from dstack_jupyter.codecs.tables.reading import bare, is_format, is_table

        content_type = self.stored.content_type
        is_so = is_format(content_type, name) or bare(content_type) == bare(format_named(name).content_type)
        return self.attachment is None or (is_table(content_type) and not is_so)

    def _chunks_in(self, name: str) -> Iterator[bytes]:
        from dstack_jupyter.codecs.tables.formats import chunks_of

        return chunks_of(self.stored, name)

    def _write(self, chunks: Iterable[bytes], target: Path) -> Path:
        if not target.parent.is_dir():
            raise NotFound(f"there is no folder {target.parent} to write to")
        write_file(chunks, target, private=False)
        return target


def pull_file(stack: str, *, frame: FrameRef, params: Params, profile: str | None) -> PulledFile:
    """Find what is to be written to a file: one attachment, or the table whose groups they are."""
    backend = open_backend(profile)
    path, shown, found = matching(backend, stack, frame, params)
    session_inputs.note(backend.store_id, path, shown)
    if are_groups(found):
        return PulledFile(backend, path, shown, None, _whole(backend, found))
    one = the_one(path, found, params)
    return PulledFile(backend, path, shown, one, StoredAttachment(backend, one))


@dataclass(frozen=True)
class _Held:
    """An attachment in memory."""

    content_type: str
    application: str | None
    settings: Mapping[str, Any]
    content: bytes

    def read(self) -> memoryview:
        return memoryview(self.content)

    def path(self) -> Path:
        raise UnsupportedObject("a table that is put together is in no file")


def _whole(backend: Backend, found: Sequence[Attachment]) -> Stored:
    """The one table of groups, as a push of it would store it."""
    from dstack_jupyter.codecs.faults import in_words
    from dstack_jupyter.codecs.groups import join
    from dstack_jupyter.codecs.registry import codec_for

    groups = [StoredAttachment(backend, attachment) for attachment in found]
    with in_words(groups[0]):
        table = join(groups)
    encoded, sink = codec_for(table).encode(table, {}), BytesIO()
    encoded.write(cast(BinaryIO, sink))
    return _Held(encoded.content_type, encoded.application, encoded.settings, sink.getvalue())

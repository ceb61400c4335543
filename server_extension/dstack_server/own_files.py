"""``dstack/push``: the owner of a Jupyter server pushes files that lie below its folder."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from jupyter_core.paths import is_file_hidden, is_hidden
from jupyter_server.auth.decorator import authorized
from jupyter_server.services.contents.fileio import FileManagerMixin
from pydantic import BaseModel, ConfigDict, Field
from tornado import web
from tornado.web import HTTPError

from dstack_jupyter.model.errors import InvalidName, InvalidValue, NotFound
from dstack_jupyter.model.stacks import AccessLevel
from dstack_server.long_work import LongWorkHandler

if TYPE_CHECKING:
    from dstack_jupyter.client.backend import Backend
    from dstack_jupyter.client.local_files import LocalFile


class FileQuery(BaseModel):
    """Which file or folder, by its path in the contents of the server."""

    model_config = ConfigDict(extra="forbid")

    path: str


class FileToPush(BaseModel):
    """What is known of a file before it is pushed.

    Attributes
    ----------
    stack
        The name that its own name suggests; empty where it suggests none.
    is_folder
        Whether all that lies in it is pushed.
    leaves_hidden
        Whether that is so but for hidden files, which the server does not show.
    length
        How many bytes a file has.
    """

    stack: str
    is_folder: bool
    leaves_hidden: bool
    length: int


class PushWish(BaseModel):
    """What is pushed, and how.

    Attributes
    ----------
    paths
        Files and folders, by their paths in the contents of the server. Several are one frame.
    params
        As a person writes them: ``2020`` is a number, ``"2020"`` a text.
    profile
        The profile whose store it goes to; None is the store of this computer.
    """

    model_config = ConfigDict(extra="forbid")

    paths: tuple[str, ...] = Field(min_length=1, max_length=1000)
    stack: str
    message: str | None = None
    params: dict[str, str] = Field(default_factory=dict)
    access: AccessLevel | None = None
    profile: str | None = None


class PushedFile(BaseModel):
    """What was made of it.

    Attributes
    ----------
    is_new
        Whether a frame was made; not where the head is the same.
    """

    user: str
    name: str
    frame: int
    is_new: bool


class PushHandler(LongWorkHandler):
    """``dstack/push``."""

    @web.authenticated
    @authorized
    async def get(self) -> None:
        """Say what is known of a file."""
        await self.check_allowed("read", "contents")
        path = self.asked(FileQuery).path
        self.answer(await self.store.call(lambda: _known(self._place(path), self._shows_hidden)))

    @web.authenticated
    @authorized
    async def post(self) -> None:
        """Push, as Python does."""
        from dstack_jupyter.client.local_files import LocalFile

        await self.check_allowed("read", "contents")
        wish, here = self.taken(PushWish), await self.backend()
        places = await self.store.call(lambda: [self._place(path) for path in wish.paths])
        files = [LocalFile(place, leaves_out=None if self._shows_hidden else _is_hidden) for place in places]
        await self.answer_to(lambda: _pushed(here, wish, files))

    @property
    def _shows_hidden(self) -> bool:
        return bool(self.contents_manager.allow_hidden)

    def _place(self, path: str) -> Path:
        """Where a file lies on the disk; raises `NotFound` for what the server does not show."""
        manager = self.contents_manager
        if not isinstance(manager, FileManagerMixin):
            raise InvalidValue("the files of this Jupyter server lie elsewhere; download the file, and push it there")
        try:
            place = Path(cast(Any, manager)._get_os_path(path))
        except HTTPError as error:
            raise NotFound(f"there is no file {path!r} in this Jupyter server") from error
        if not place.exists() or (not self._shows_hidden and is_hidden(str(place), manager.root_dir)):
            raise NotFound(f"there is no file {path!r} in this Jupyter server")
        return place


def _is_hidden(place: Path) -> bool:
    with suppress(OSError):  # a link that leads in circles is refused later, in words
        return bool(is_file_hidden(place))
    return False


def _known(place: Path, shows_hidden: bool) -> FileToPush:
    from dstack_jupyter.model.names import name_from

    stack = ""
    with suppress(InvalidName):
        stack = name_from(place.stem)
    is_folder = place.is_dir()
    length = 0 if is_folder else place.stat().st_size
    return FileToPush(stack=stack, is_folder=is_folder, leaves_hidden=is_folder and not shows_hidden, length=length)


def _pushed(here: Backend, wish: PushWish, files: list[LocalFile]) -> PushedFile:
    from dstack_jupyter.client.local_files import push_files
    from dstack_jupyter.client.origin import origin_of_file
    from dstack_jupyter.client.profiles import backend as open_backend
    from dstack_jupyter.client.pushing import FrameBuilder
    from dstack_jupyter.model.params import checked_params
    from dstack_jupyter.model.written import meant

    params = checked_params({key: meant(text) for key, text in wish.params.items()})
    frame = FrameBuilder(
        wish.stack,
        message=wish.message or None,
        access=wish.access,
        backend=here if wish.profile is None else open_backend(wish.profile),
        origin=origin_of_file(wish.paths[0], files[0].place),
    )
    result = push_files(frame, files, params=params, description=None, as_table=False, by=())
    return PushedFile(user=result.path.user, name=result.path.name, frame=result.number, is_new=result.created)

"""A store of one's own, in both ways that it keeps its journal, and children that use it."""

import importlib.util
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import uuid
from pathlib import Path

import pytest

from dstack_jupyter.model.names import StackPath
from dstack_jupyter.model.stacks import NewAttachment, NewFrame
from dstack_jupyter.store.access import Viewer
from dstack_jupyter.store.store import Store

HERE = Path(__file__).parent


@pytest.fixture(autouse=True)
def home(monkeypatch):
    """A home folder, in memory where that is possible: hundreds of stores are made here, and each syncs."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as folder:
        monkeypatch.setenv("DSTACK_HOME", f"{folder}/dstack")
        yield Path(folder) / "dstack"


@pytest.fixture(autouse=True, params=["wal", "delete"])
def journal(request, monkeypatch):
    """Every story is told for a local disk and for a network file system."""
    monkeypatch.setenv("DSTACK_SQLITE_JOURNAL", request.param)
    return request.param


@pytest.fixture(scope="session")
def empty_stores(tmp_path_factory):
    """Where empty stores are kept to be copied, one for each journal."""
    return tmp_path_factory.mktemp("empty")


@pytest.fixture
def made(home, journal, empty_stores):
    """A home folder with an empty store."""
    empty = empty_stores / journal
    if not empty.exists():
        Store(empty).close()
    shutil.copytree(empty, home)
    return home


@pytest.fixture
def store(made):
    opened = Store(made)
    yield opened
    opened.close()


@pytest.fixture
def ann(store):
    """The local owner's session."""
    return store.session(Viewer.local_owner("ann"))


@pytest.fixture
def sales():
    return StackPath("ann", "sales")


class Desk:
    """Pushes bytes in one line."""

    def __init__(self, session):
        self.session = session

    def attachment(self, body, *, params=None, content_type="text/plain", **more):
        upload = self.session.upload()
        upload.write(body)
        return NewAttachment(content=upload.finish(), content_type=content_type, params=params or {}, **more)

    def frame(self, *attachments, frame_id=None, **more):
        return NewFrame(id=frame_id or uuid.uuid4().hex, attachments=attachments, **more)

    def push(self, stack, *bodies, message=None, params=None, **options):
        """Each body is bytes, or (bytes, params)."""
        pairs = [body if isinstance(body, tuple) else (body, {}) for body in bodies]
        attachments = [self.attachment(body, params=own) for body, own in pairs]
        path = stack if isinstance(stack, StackPath) else StackPath("ann", stack)
        return self.session.push(path, self.frame(*attachments, message=message, params=params or {}), **options)

    def bodies(self, frame):
        return [bytes(self.session.read(one.content)) for one in frame.attachments]


@pytest.fixture
def desk(ann):
    return Desk(ann)


@pytest.fixture
def desk_of(store):
    """A desk for any viewer."""
    return lambda viewer: Desk(store.session(viewer))


@pytest.fixture
def desk_for():
    """A desk of ann's at any store."""
    return lambda store: Desk(store.session(Viewer.local_owner("ann")))


class Nursery:
    """Gives orders to the program `nursery.py`."""

    def __init__(self):
        self.program = self.begun()

    def begun(self):
        words = [sys.executable, str(HERE / "nursery.py")]
        return subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True)

    def children(self, home, *roles, **order):
        """One child for each role, which is a list of steps; they begin together."""
        order = {"home": str(home), "journal": os.environ["DSTACK_SQLITE_JOURNAL"], "roles": roles, **order}
        if self.program.poll() is not None:
            self.program = self.begun()
        try:
            self.program.stdin.write(json.dumps(order) + "\n")
            self.program.stdin.flush()
            return [Life(**answer) for answer in json.loads(self.program.stdout.readline())]
        except BaseException:
            # An answer that nobody waited for would be taken for the next one.
            os.killpg(self.program.pid, signal.SIGKILL)
            self.program.wait(60)
            raise

    def child(self, home, *steps, **order):
        (life,) = self.children(home, steps, **order)
        return life

    def close(self):
        self.program.stdin.close()
        self.program.wait(60)
        self.program.stdout.close()


class Life:
    """What a child did."""

    def __init__(self, events, killed):
        self.killed = killed
        self.points = [event["reached"] for event in events if "reached" in event]
        self.acknowledged = [event["acknowledged"] for event in events if "acknowledged" in event]
        self.answers = [event["answer"] for event in events if "done" in event]
        self.error = next(((event["error"], event["words"]) for event in events if "error" in event), None)
        self.trace = next((event["trace"] for event in events if "trace" in event), None)


@pytest.fixture(scope="session")
def verbs_of():
    """The verbs of the children for a store in this process."""
    spec = importlib.util.spec_from_file_location("nursery", HERE / "nursery.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.Verbs


@pytest.fixture(scope="session")
def nursery():
    program = Nursery()
    yield program
    program.close()

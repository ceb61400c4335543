"""A program that forks children which use a store and may die on the way; run by the fixture `nursery`.

It reads one order per line, forks the children of the order, waits for them and answers in one line. Forking from a
program that has one thread and no store open makes a hundred deaths take a second, not a minute.
"""

import gc
import json
import os
import random
import resource
import signal
import sys
import tempfile
import time
import traceback
from pathlib import Path

import alembic.command  # noqa: F401  (so that the children need not import it)

from dstack_jupyter.client.archives.exporting import export_to
from dstack_jupyter.client.archives.importing import import_from
from dstack_jupyter.model.dashboards import DashboardSpec, changed
from dstack_jupyter.model.drafts import DraftPart
from dstack_jupyter.model.names import StackPath
from dstack_jupyter.model.stacks import NewAttachment, NewFrame
from dstack_jupyter.store.access import Viewer
from dstack_jupyter.store.backups.making import back_up
from dstack_jupyter.store.backups.restoring import restore
from dstack_jupyter.store.checkpoints import watched
from dstack_jupyter.store.store import Store


class Verbs:
    """What is done to a store, as ann."""

    index = 0

    def __init__(self, store):
        self.store = store
        self.session = store.session(Viewer.local_owner("ann"))
        self.doors = store.doors
        self.folder = store.folder

    def say(self, **event):
        """Nobody listens."""

    def do(self, steps):
        for verb, *given in steps:
            self.say(done=verb, answer=getattr(self, verb)(*given))

    def push(self, stack, text, options=None):
        options = dict(options or {})
        times = options.pop("times", 1)
        params = options.pop("params", {})
        numbers = []
        for turn in range(times):
            body = text.format(child=self.index, turn=turn).encode() * options.get("length", 1)
            frame = NewFrame(id=os.urandom(16).hex(), attachments=(self.attachment(body, params),))
            verbs = {name: value for name, value in options.items() if name != "length"}
            pushed = self.session.push(StackPath("ann", stack), frame, **verbs)
            numbers.append(pushed.frame.number)
            self.say(acknowledged=pushed.frame.id)
        return numbers

    def attachment(self, body, params):
        upload = self.session.upload()
        upload.write(body)
        return NewAttachment(content=upload.finish(), content_type="text/plain", params=params)

    def push_parts(self, stack, *parts):
        """Push a megabyte for each number, the same for the same number."""
        body = b"".join(random.Random(part).randbytes(1 << 20) for part in parts)
        frame = NewFrame(id=os.urandom(16).hex(), attachments=(self.attachment(body, {}),))
        return self.session.push(StackPath("ann", stack), frame).frame.number

    def push_piecewise(self, stack, text):
        """A frame whose first attachment comes at once and whose second is uploaded, and a link to it."""
        path, frame = StackPath("ann", stack), os.urandom(16).hex()
        first = self.attachment(text.encode(), {}).content
        parts = [DraftPart(index=0, length=first.length, content=first), DraftPart(index=1, length=4)]
        noted = self.session.drafts.note(path, frame, {}, 2, parts)
        second = self.attachment(b"more", {}).content
        draft = self.session.drafts.fill(noted.draft.id, 1, noted.secrets[1], second)
        attachments = [
            NewAttachment(content=part.content, content_type="text/plain", params={"part": part.index})
            for part in draft.parts
        ]
        number = self.session.push(path, NewFrame(id=frame, attachments=tuple(attachments))).frame.number
        self.session.drafts.drop(draft.id)
        self.session.file_link(path, frame, 0)
        return number

    def set_head(self, stack, number):
        return self.session.set_head(StackPath("ann", stack), number)[1].number

    def delete_frame(self, stack, number):
        return self.session.delete_frame(StackPath("ann", stack), number).frames

    def delete_stack(self, stack):
        return self.session.delete_stack(StackPath("ann", stack))

    def update_stack(self, stack, text):
        return self.session.update_stack(StackPath("ann", stack), description=text).description

    def tag(self, stack, number, name):
        return self.session.tag(StackPath("ann", stack), number, name)[1].number

    def untag(self, stack, name):
        return self.session.untag(StackPath("ann", stack), name).number

    def share(self, stack, user):
        """Everything that concerns a user who is new."""
        self.session.accounts.add_user(user)
        made = self.session.accounts.new_token("laptop", user=user)
        self.session.accounts.revoke_token(made.token.id)
        self.doors.follow(self.doors.link(user))
        return len(self.session.sharing.permit_stack(StackPath("ann", stack), user, "view"))

    def replace_token(self, user):
        return self.session.accounts.new_token("client", user=user, replaces=True).token.id

    def put_dashboard(self, name, title):
        return self.session.put_dashboard(StackPath("ann", name), DashboardSpec(title=title)).revision

    def make_dashboard(self, name, title, access):
        return self.session.make_dashboard(StackPath("ann", name), DashboardSpec(title=title), access).revision

    def change_dashboard(self, name, title, access):
        path = StackPath("ann", name)
        return self.session.change_dashboard(path, lambda spec: changed(spec, title=title), access).revision

    def delete_dashboard(self, name):
        return self.session.delete_dashboard(StackPath("ann", name))

    def restore_stack(self, name):
        return self.session.keeping.restore_stack(StackPath("ann", name)).frames

    def retain(self, stack, keep):
        return self.session.keeping.retain(StackPath("ann", stack), keep=keep)[1]

    def gc(self):
        return self.session.keeping.gc(0).blobs

    def restore_frame(self, stack, number):
        return self.session.keeping.restore_frame(StackPath("ann", stack), number)[0].frames

    def restore_dashboard(self, name):
        return self.session.keeping.restore_dashboard(StackPath("ann", name)).revision

    def gc_beside(self, pushers):
        """Collect again and again until the pushers are done."""
        taken = 0
        while sum(stack.name.startswith("done") for stack in self.session.stacks().stacks) < pushers:
            taken += self.session.keeping.gc(0).blobs
        return taken

    def push_and_delete(self, times):
        """Push bytes that are new, that were pushed before and that others push too; delete the frame before the last.

        What was pushed is made old at once, but for what others may be pushing, so that the collection takes it.
        """
        try:
            for turn in range(times):
                texts = [f"text {self.index} {turn}", f"text {self.index} again {turn % 3}", f"text all {turn % 3}"]
                self.push_one_and_delete(f"sales{self.index}", [text.encode() * 50 for text in texts])
                time.sleep(0.1)
        finally:
            self.push(f"done{self.index}", "text done")

    def push_one_and_delete(self, stack, bodies):
        path = StackPath("ann", stack)
        parts = [self.attachment(body, {"part": part}) for part, body in enumerate(bodies)]
        number = self.session.push(path, NewFrame(id=os.urandom(16).hex(), attachments=tuple(parts))).frame.number
        assert [bytes(self.session.read(one.content)) for one in self.session.frame(path).attachments] == bodies
        for part in parts[:2]:
            name = part.content.sha256
            os.utime(self.folder / "blobs" / name[:2] / name[2:], (time.time() - 86_400,) * 2)
        if number > 1:
            self.session.delete_frame(path, number - 1)

    def import_stacks(self, archive):
        return import_from(self.session, archive, into=None, rename={}).changed

    def export_stacks(self, archive):
        return export_to(self.session, None, archive, dashboards=None, overwrite=True).length

    def back_up(self, place):
        return back_up(self.folder.parent, Path(place), overwrite=True).copied

    def restore_here(self, place):
        self.store.close()
        return restore(Path(place), self.folder.parent, overwrite=True).blobs

    def is_done(self):
        return any(stack.name == "done" for stack in self.session.stacks().stacks)

    def push_beside(self):
        """Push to a stack of which nothing is deleted, beside one where all but the last is, until it is done."""
        turns = 0
        while not self.is_done():
            self.push(f"kept{self.index}", f"text {self.index} {turns}")
            self.push_one_and_delete(f"sales{self.index}", [f"text {self.index} {turns} {n}".encode() for n in "ab"])
            turns += 1
            time.sleep(0.05)
        return turns

    def back_up_beside(self, place, times):
        """Make backups, each followed by a collection; returns which frames were there when each of them began."""
        began, taken = [], 0
        try:
            while len(began) < times:
                kept = [stack.path for stack in self.session.stacks("kept").stacks]
                frames = [frame.id for path in kept for frame in self.session.frames(path)]
                if len(frames) > (len(began[-1]) if began else 0):
                    began.append(frames)
                    back_up(self.folder.parent, Path(f"{place}/{len(began)}"))
                    taken += self.gc()
        finally:
            self.push("done", "text done")
        return [began, taken]

    def read_until(self, stack, number):
        """Read the head again and again until it is the frame of that number."""
        seen = {0}
        while max(seen) < number:
            shown = self.session.stack(StackPath("ann", stack))
            bodies = [bytes(self.session.read(one.content)) for one in shown.head.attachments]
            assert shown.head.number <= shown.frames
            assert all(body.startswith(b"text") for body in bodies)
            seen.add(shown.head.number)
        return sorted(seen)


class Child(Verbs):
    """What one child does, and what it says of it."""

    def __init__(self, order, index, report):
        self.order, self.index, self.report = order, index, report
        self.count = 0

    def say(self, **event):
        os.write(self.report, (json.dumps(event) + "\n").encode())

    def reached(self, point):
        self.count += 1
        self.say(reached=point)
        if self.order.get("kill_at") == self.count or self.order.get("kill_at") == point:
            os.kill(os.getpid(), signal.SIGKILL)
        if self.order.get("fail_at") == point:
            raise OSError(5, "Input/output error")

    def live(self, ready, go):
        os.environ["DSTACK_SQLITE_JOURNAL"] = self.order["journal"]
        os.umask(self.order.get("umask", 0o022))
        with watched(self.reached if self.order.get("watch_opening") else lambda _: None):
            store = Store(Path(self.order["home"]))
        super().__init__(store)
        if "largest_file" in self.order:
            resource.setrlimit(resource.RLIMIT_FSIZE, (self.order["largest_file"], resource.RLIM_INFINITY))
        os.close(ready)
        os.read(go, 1)
        with watched(self.reached):
            self.do(self.order["roles"][self.index])


def born(order, index, ready, go):
    # A file, since a child that fills a pipe which nobody reads yet would wait with the lock that the others wait for.
    report = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115  (it is closed where it is read)
    child = os.fork()
    if child:
        return child, report
    os.close(go[1])
    os.close(ready[0])
    one = Child(order, index, report.fileno())
    try:
        one.live(ready[1], go[0])
    except Exception as error:
        one.say(error=type(error).__name__, words=str(error), trace=traceback.format_exc())
    finally:
        os._exit(0)


def answer(order):
    """All children open the store, and then begin at the same moment."""
    ready, go = os.pipe(), os.pipe()
    children = [born(order, index, ready, go) for index in range(len(order["roles"]))]
    os.close(ready[1])
    os.read(ready[0], 1)
    for end in (ready[0], *go):
        os.close(end)
    return [told(child, report) for child, report in children]


def told(child, report):
    _, status = os.waitpid(child, 0)
    with report:
        report.seek(0)
        events = [json.loads(line) for line in report.read().splitlines()]
    return {"events": events, "killed": os.WIFSIGNALED(status)}


if __name__ == "__main__":
    gc.disable()  # a collection would copy every page into every child
    for line in sys.stdin:
        print(json.dumps(answer(json.loads(line))), flush=True)

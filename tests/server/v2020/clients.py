"""The clients of 2020, as far as a server sees them: what dstack-py 0.6 and the R package 0.2.1 send and look at.

Each speaks over sockets of its own, as they did, and is as wrong as they were where the reference says so.
"""

import base64
import http.client
import io
import json
import time
import uuid
from contextlib import closing
from typing import NamedTuple
from urllib.parse import urlsplit

LIMIT = 5_000_000
"""Bytes of a push from which on both send the contents apart."""


class StackNotFoundError(ValueError):
    """What the Python client makes of a 404 of a stack."""


class Refused(Exception):
    """Any other answer that is no success, without its words, which both clients dropped."""

    def __init__(self, status):
        super().__init__(status)
        self.status = status


class Answer(NamedTuple):
    """An answer, with its body as it came over the wire; `chunked` says that its length was not told."""

    status: int
    headers: object
    body: bytes
    chunked: bool


def asked(method, url, body=None, headers=None):
    """One request with a connection of its own; a `body` that is an iterator goes out chunked."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname, parts.port, timeout=60)
    target = parts.path + (f"?{parts.query}" if parts.query else "")
    is_stream = body is not None and not isinstance(body, bytes)
    with closing(connection):
        connection.request(method, target, body=body, headers=headers or {}, encode_chunked=is_stream)
        with connection.getresponse() as response:
            return Answer(response.status, response.headers, response.read(), response.chunked)


def json_of(answer):
    """The JSON of an answer; the R client looks at its type."""
    check(answer)
    assert answer.headers.get_content_type() == "application/json"
    return json.loads(answer.body)


def check(answer):
    if not 200 <= answer.status < 300:
        raise Refused(answer.status)


class PythonClient:
    """dstack-py 0.6: `server` is what a profile names."""

    def __init__(self, server, user, token):
        self.server, self.user, self.token = server, user, token

    def path(self, stack):
        return stack[1:] if stack.startswith("/") else f"{self.user}/{stack}"

    def request(self, endpoint, body=None, method="POST", stack=None):
        headers = {"User-Agent": "python-requests/2.25.0", "Accept-Encoding": "gzip, deflate", "Accept": "*/*"}
        if self.token is not None:
            headers["Authorization"] = f"Bearer {self.token}"
        if body is not None:
            body = json.dumps(body).encode()
            headers["Content-Type"] = "application/json; charset=utf-8"
        answer = asked(method, self.server + endpoint, body, headers)
        if stack and answer.status == 404:
            raise StackNotFoundError(stack)
        return json_of(answer)

    def create_frame(self, stack, *, auto_push=False, access=None, check_access=True):
        if check_access:
            self.request("/stacks/access", {"stack": self.path(stack)})
        return PythonFrame(self, self.path(stack), auto_push, access)

    def push_frame(self, stack, attachment, message=None, access=None):
        frame = self.create_frame(stack, access=access, check_access=False)
        frame.commit(attachment)
        return frame.push(message)

    def pull(self, stack, params=None):
        """The bytes of an attachment of the head, and what is said of them."""
        found = self.request(f"/stacks/{self.path(stack)}", method="GET", stack=self.path(stack))["stack"]["head"]
        for position, one in enumerate(found["attachments"]):
            is_only = len(found["attachments"]) == 1 and params is None
            if is_only or set(one["params"].items()) == set((params or {}).items()):
                place = f"/attachs/{self.path(stack)}/{found['id']}/{position}?download=true"
                return self.fetched(self.request(place, method="GET")["attachment"])
        raise ValueError(f"Can't match parameters {params}")

    def fetched(self, attachment):
        if "data" in attachment:
            return base64.b64decode(attachment["data"]), attachment
        headers = {"Accept-Encoding": "gzip, deflate", "Accept": "*/*", "Connection": "keep-alive"}
        answer = asked("GET", attachment["download_url"], headers=headers)
        assert not answer.chunked
        return answer.body[: int(answer.headers["Content-length"])], attachment  # nothing undoes a compression


class PythonFrame:
    """A frame on its way."""

    def __init__(self, client, stack, auto_push, access):
        self.client, self.stack, self.auto_push, self.access = client, stack, auto_push, access
        self.id, self.timestamp, self.index = str(uuid.uuid4()), round(time.time() * 1000), 0
        self.attachments = []

    def commit(self, attachment):
        """Take an attachment: ``{"data": bytes, "content_type": …}``."""
        self.attachments.append(attachment)
        if self.auto_push:
            body = {**self.new(), "index": self.index, "attachments": [attachment]}
            self.index += 1
            self.send(body)

    def push(self, message=None):
        said = {} if message is None else {"message": message}
        if self.auto_push:
            return self.send({**self.new(), **said, "size": self.index})["url"]
        return self.send({**self.new(), **said, "attachments": self.attachments})["url"]

    def new(self):
        system = {"sysname": "Linux", "release": "5.4.0", "version": "#1 SMP", "machine": "x86_64"}
        told = {"client": "dstack-py", "version": "0.6.1", "settings": {"python": "3.7.9", "os": system}}
        access = {} if self.access is None else {"access": self.access}
        return {"stack": self.stack, "id": self.id, "timestamp": self.timestamp, **told, **access}

    def send(self, body):
        attachments = [dict(one) for one in body.get("attachments", [])]
        body = {**body, "attachments": attachments} if attachments else body
        contents = [one.pop("data") for one in attachments]
        length = len(json.dumps(body)) + sum(4 * len(one) // 3 + 12 for one in contents)
        if length < LIMIT:
            for one, content in zip(attachments, contents, strict=True):
                one["data"] = base64.b64encode(content).decode()
            return self.client.request("/stacks/push", body)
        for one, content in zip(attachments, contents, strict=True):
            one["length"] = len(content)
        told = self.client.request("/stacks/push", body)
        for one in told["attachments"]:
            self.upload(one["upload_url"], contents[one["index"]])
        return told

    def upload(self, url, content):
        """As requests sends an open file: with its length, and without a type."""
        check(asked("PUT", url, content, {"Accept-Encoding": "gzip, deflate", "Accept": "*/*"}))


class RClient:
    """The package dstack 0.2.1 of CRAN."""

    def __init__(self, server, user, token):
        self.server, self.user, self.token = server, user, token

    def path(self, stack):
        return stack[1:] if stack.startswith("/") else f"{self.user}/{stack}"

    def request(self, method, endpoint, body=None):
        headers = {
            "Authorization": f"Bearer {self.token}",
            "Accept": "application/json, text/xml, application/xml, */*",
        }
        if body is not None:
            body, headers["Content-Type"] = json.dumps(body).encode(), "application/json"
        return json_of(asked(method, self.server + endpoint, body, headers))

    def create_frame(self, stack, *, auto_push=False, check_access=True):
        if check_access:
            self.request("POST", "/stacks/access", {"stack": self.path(stack)})
        return RFrame(self, self.path(stack), auto_push)

    def push_frame(self, stack, attachment, message=None):
        frame = self.create_frame(stack, check_access=False)
        frame.commit(attachment)
        return frame.push(message)

    def pull(self, stack, params=None, filename=None):
        """The text that `read.csv` gets, or where it can be downloaded when it is long and has no file."""
        head = self.request("GET", f"/stacks/{self.path(stack)}")["stack"]["head"]
        for position, one in enumerate(head["attachments"]):
            if self.equal(one["params"], params or {}):
                place = f"/attachs/{self.path(stack)}/{head['id']}/{position}?download=true"
                found = self.request("GET", place)["attachment"]
                if found.get("data") is not None:
                    return base64.b64decode(found["data"]).decode() + "\n"
                return self.downloaded(found["download_url"]) if filename else found["download_url"]
        raise ValueError("Can't match parameters")

    @staticmethod
    def equal(sent, wanted):
        """`identical()`: 2 is another value than 2.0."""
        ordered = [sorted(each.items()) for each in (sent, wanted)]
        typed = [[(key, type(value), value) for key, value in each] for each in ordered]
        return typed[0] == typed[1]

    def downloaded(self, url):
        answer = asked("GET", url, headers={"User-Agent": "R (3.6.3)", "Accept": "*/*"})
        assert answer.status == 200
        return answer.body.decode()


class RFrame:
    """A frame of the R client, which is a list that it sends."""

    def __init__(self, client, stack, auto_push):
        self.client, self.stack, self.auto_push = client, stack, auto_push
        self.id, self.index, self.attachments = str(uuid.uuid4()), 0, []
        self.timestamp = str(int(time.time() * 1000))

    def commit(self, attachment):
        """Take an attachment: ``{"data": bytes, "type": …}``; what is NULL in R is ``{}`` where nothing cleans it."""
        self.attachments.append({key: value for key, value in attachment.items() if value is not None})
        if self.auto_push:
            body = {**self.new(), "index": self.index, "attachments": [{"description": {}, "params": {}, **attachment}]}
            self.index += 1
            self.send(body)

    def push(self, message=None):
        said = {} if message is None else {"message": message}
        rest = {"size": self.index} if self.auto_push else {"attachments": self.attachments}
        return self.send({**self.new(), **said, **rest})["url"]

    def new(self):
        system = {"sysname": "Linux", "release": "5.4.0", "version": "#1 SMP", "machine": "x86_64"}
        told = {"client": "dstack-r", "version": "0.2.1", "os": system}
        return {"stack": self.stack, "id": self.id, "timestamp": self.timestamp, **told}

    def send(self, body):
        attachments = [dict(one) for one in body.get("attachments", [])]
        body = {**body, "attachments": attachments} if attachments else body
        contents = [one["data"] for one in attachments]
        for one in attachments:
            one["data"] = base64.b64encode(one["data"]).decode()
        if len(json.dumps(body)) < LIMIT:
            return self.client.request("POST", "/stacks/push", body)
        for one, content in zip(attachments, contents, strict=True):
            del one["data"]
            one["length"] = len(content)
        told = self.client.request("POST", "/stacks/push", body)
        for one in told.get("attachments", []):
            asked("PUT", one["upload_url"], contents[one["index"]])  # it never looked at the answer
        return told


def chunked(content, size=65_536):
    """The bytes in parts, which go out with ``Transfer-Encoding: chunked``."""
    stream = io.BytesIO(content)
    return iter(lambda: stream.read(size), b"")

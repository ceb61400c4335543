"""A session is the backend that the client knows."""

import inspect

import pytest

from dstack_jupyter.client.backend import Backend, Keeping, Upload
from dstack_jupyter.store.keeping import Keeping as StoreKeeping
from dstack_jupyter.store.session import Session
from dstack_jupyter.store.uploading import LocalUpload


def public(kind):
    return [name for name in vars(kind) if not name.startswith("_")]


def parameters(function):
    return [(one.name.strip("_"), one.kind, one.default) for one in inspect.signature(function).parameters.values()]


@pytest.mark.parametrize(
    ("face", "own", "name"),
    [
        (face, own, name)
        for face, own in ((Backend, Session), (Upload, LocalUpload), (Keeping, StoreKeeping))
        for name in public(face)
    ],
)
def test_every_verb_is_there_with_the_same_parameters(face, own, name):
    wanted, found = getattr(face, name), getattr(own, name)
    if isinstance(wanted, property):
        assert isinstance(found, property)
    else:
        assert parameters(found) == parameters(wanted)
        assert inspect.signature(found).return_annotation in (
            inspect.signature(wanted).return_annotation, "BlobUpload",
        )  # fmt: skip


def test_a_session_says_who_where_and_what(ann, store):
    assert (ann.user, ann.where, ann.store_id) == ("ann", "on this computer", store.id)

"""A session is the backend that the client knows, and so is what reaches one over HTTP."""

import inspect

import pytest

from dstack_jupyter.client.backend import Accounts, Backend, Keeping, Sharing, Upload
from dstack_jupyter.client.http.accounts import HttpAccounts
from dstack_jupyter.client.http.backend import HttpBackend
from dstack_jupyter.client.http.keeping import HttpKeeping
from dstack_jupyter.client.http.sharing import HttpSharing
from dstack_jupyter.client.http.uploading import HttpUpload
from dstack_jupyter.store.accounts import Accounts as StoreAccounts
from dstack_jupyter.store.keeping import Keeping as StoreKeeping
from dstack_jupyter.store.session import Session
from dstack_jupyter.store.sharing import Sharing as StoreSharing
from dstack_jupyter.store.uploading import LocalUpload

FACES = {
    Backend: (Session, HttpBackend),
    Upload: (LocalUpload, HttpUpload),
    Keeping: (StoreKeeping, HttpKeeping),
    Sharing: (StoreSharing, HttpSharing),
    Accounts: (StoreAccounts, HttpAccounts),
}


def public(kind):
    return [name for name in vars(kind) if not name.startswith("_")]


def parameters(function):
    return [(one.name.strip("_"), one.kind, one.default) for one in inspect.signature(function).parameters.values()]


@pytest.mark.parametrize(
    ("face", "own", "name"),
    [(face, own, name) for face, owns in FACES.items() for own in owns for name in public(face)],
)
def test_every_verb_is_there_with_the_same_parameters(face, own, name):
    wanted, found = getattr(face, name), getattr(own, name)
    if isinstance(wanted, property):
        assert isinstance(found, property)
    else:
        common = len(parameters(wanted))
        assert parameters(found)[:common] == parameters(wanted)
        assert all(default is not inspect.Parameter.empty for _, _, default in parameters(found)[common:])
        assert inspect.signature(found).return_annotation in (
            inspect.signature(wanted).return_annotation, "BlobUpload", "HttpUpload",
        )  # fmt: skip


def test_a_session_says_who_where_and_what(ann, store):
    assert (ann.user, ann.where, ann.store_id) == ("ann", "on this computer", store.id)

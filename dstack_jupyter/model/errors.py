"""The exceptions a user can meet, each with a stable ``code``.

The server turns them into HTTP in one place and the client turns HTTP back into them, so the words a
person reads are the same with and without a server.
"""

from __future__ import annotations


class DstackError(Exception):
    """Anything that dstack refuses or cannot do; the message says what to do about it."""

    code = "error"


class NotFound(DstackError, LookupError):
    """A stack, frame, attachment or dashboard that does not exist, or that the asker may not know of."""

    code = "not_found"


class NotAllowed(DstackError, PermissionError):
    """The asker is known and may see the object, but may not do this to it."""

    code = "not_allowed"


class NotSignedIn(DstackError, PermissionError):
    """Nobody is signed in: there is no token, password or session, or it is not good any more."""

    code = "not_signed_in"


class InvalidName(DstackError, ValueError):
    """A user, stack or dashboard name that breaks the naming rule."""

    code = "invalid_name"


class InvalidValue(DstackError, ValueError):
    """An argument that cannot be used as given."""

    code = "invalid_value"


class NoMatch(NotFound):
    """No attachment of the frame has the wanted params."""

    code = "no_match"


class AmbiguousParams(DstackError, LookupError):
    """Several attachments of the frame have the wanted params."""

    code = "ambiguous_params"


class Conflict(DstackError):
    """The object changed, or exists, in a way that the request did not expect."""

    code = "conflict"


class Changed(Conflict):
    """The object is not any more what the request says that it is based on."""

    code = "changed"


class UnsupportedObject(DstackError, TypeError):
    """No codec of this environment can encode the object, or decode the attachment."""

    code = "unsupported_object"


class ContentDamaged(DstackError):
    """Bytes in the store are not the bytes that were pushed."""

    code = "content_damaged"


class StoreUnavailable(DstackError):
    """The store cannot be opened or written."""

    code = "store_unavailable"


class StoreTooNew(StoreUnavailable):
    """A newer release changed the store in a way that this release cannot follow."""

    code = "store_too_new"


class StoreFull(StoreUnavailable):
    """The disk, the quota or the size limit is used up; nothing was stored."""

    code = "store_full"


class ServerUnavailable(DstackError):
    """The server of a profile does not answer, or what answers is not dstack."""

    code = "server_unavailable"


class ConfigurationError(DstackError):
    """``config.yaml`` or an environment variable cannot be used as it is."""

    code = "configuration"

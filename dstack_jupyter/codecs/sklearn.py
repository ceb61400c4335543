"""Estimators of scikit-learn, in the format of skops, which runs no code when it is read."""

from __future__ import annotations

import io
import re
import sys
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from dstack_jupyter.codecs.base import Encoded, Stored, is_instance
from dstack_jupyter.model.errors import UnsupportedObject

if TYPE_CHECKING:
    from sklearn.base import BaseEstimator

CONTENT_TYPE = "application/x-skops"
_MAX_PARAMS = 100
"""Params that the settings of an attachment name."""
_MAX_TEXT = 200
_MOST_UNPACKED, _MOST_TIMES = 1 << 30, 50
"""A model may take so many bytes unpacked, and a larger one so many times what it takes as a file."""
_DAMAGED = (zipfile.BadZipFile, ValueError, TypeError, KeyError, RecursionError)
"""What reading such a file raises where it is not what skops wrote."""
_FOUND_BY_NAME = ("ObjectNode", "FunctionNode", "TypeNode", "MethodNode")


class EstimatorCodec:
    """Estimators, transformers and pipelines, fitted or not, of scikit-learn and of packages that build on it.

    A pull refuses what skops does not know to be harmless, unless the caller names it.
    """

    name = "sklearn.BaseEstimator"
    supports = "estimators and pipelines of scikit-learn"
    gives = "the estimator"
    libraries = ("scikit-learn", "skops")
    applications = ("sklearn/estimator",)
    content_types = (CONTENT_TYPE,)
    rank = 100

    def handles(self, obj: object) -> bool:
        """Whether it is an estimator."""
        return is_instance(obj, "sklearn.base", "BaseEstimator")

    def encode(self, obj: BaseEstimator, options: Mapping[str, Any]) -> Encoded:
        """Encode; raises `UnsupportedObject` for what skops cannot write or no pull could find."""
        skops = _skops()
        import sklearn

        from dstack_jupyter.codecs import skops_file

        try:
            written = skops.io.dumps(obj)
        except (TypeError, ValueError, AttributeError, RecursionError) as reason:
            raise UnsupportedObject(
                f"skops cannot write the {type(obj).__qualname__}: {str(reason).strip().splitlines()[0]}; "
                "leave that part out, or save the model with its own library's safe format and push the path"
            ) from reason
        content, schema = skops_file.settled(written)
        _check_names(schema)
        _check_size(content)
        return Encoded(
            CONTENT_TYPE,
            lambda sink: sink.write(content),
            "sklearn/estimator",
            {
                "scikit-learn": sklearn.__version__,
                "skops": skops.__version__,
                "class": f"{type(obj).__module__}.{type(obj).__qualname__}",
                "params": dict(_params(obj)),
            },
            len(content),
        )

    def decode(self, stored: Stored) -> BaseEstimator:
        """Decode what holds only types that skops knows to be harmless."""
        return self.decode_trusting(stored, ())

    def decode_trusting(self, stored: Stored, trusted: Sequence[str]) -> BaseEstimator:
        """Decode what may hold these types as well; raises `UnsupportedObject` with the names of others."""
        skops = _skops()
        content = bytes(stored.read())
        unknown = _unknown_types(content)
        if not set(unknown) <= set(trusted):
            raise _untrusted(unknown)
        try:
            return skops.io.loads(content, trusted=list(trusted))
        except (ImportError, AttributeError) as reason:
            raise UnsupportedObject(
                f"the model needs what is not here: {reason}; install, import or define it, and pull again"
            ) from reason
        except _DAMAGED as reason:
            raise _damaged(reason) from reason


def _unknown_types(content: bytes) -> list[str]:
    try:
        _check_size(content)
        return _skops().io.get_untrusted_types(data=content)  # type: ignore[no-any-return]
    except (*_DAMAGED, AttributeError) as reason:
        raise _damaged(reason) from reason


def _check_size(content: bytes) -> None:
    """Refuse what says that it is far larger than it is here, before any of it is unpacked."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        unpacked = sum(part.file_size for part in archive.infolist())
    if unpacked > max(_MOST_UNPACKED, _MOST_TIMES * len(content)):
        raise UnsupportedObject(
            f"the model is a file of {len(content):,} bytes that would take {unpacked:,}, which may be a trap; "
            "keep such a model as a file: skops.io.dump() and a push of the path, or a pull with as_='path'"
        )


def _damaged(reason: Exception) -> UnsupportedObject:
    return UnsupportedObject(f"the attachment is no model that can be read: {reason}")


def _untrusted(names: Sequence[str]) -> UnsupportedObject:
    return UnsupportedObject(
        f"the model holds types that are not known to be harmless: {', '.join(names)}; "
        f"if you trust whoever pushed it, pull it with trusted={list(names)!r}"
    )


def _params(estimator: Any) -> Iterator[tuple[str, str]]:
    """The params in short, without places in memory, which say nothing."""
    for name, value in list(estimator.get_params(deep=False).items())[:_MAX_PARAMS]:
        text = re.sub(r" at 0x[0-9a-f]+", "", repr(value))
        yield name, text if len(text) <= _MAX_TEXT else f"{text[:_MAX_TEXT]}…"


def _check_names(schema: Any) -> None:
    """Refuse functions and classes that have no name under which a pull would find them."""
    from dstack_jupyter.codecs.skops_file import nodes_of

    for node in nodes_of(schema):
        module, name = node.get("__module__"), node.get("__class__")
        loaded = sys.modules.get(module) if isinstance(module, str) else None
        if node["__loader__"] in _FOUND_BY_NAME and loaded and isinstance(name, str) and not hasattr(loaded, name):
            raise UnsupportedObject(
                f"the model holds {module}.{name}, which cannot be found by this name when it is pulled; "
                "define it with def or class at the top of a module, and not inside a function or as a lambda"
            )


def _skops() -> Any:
    try:
        import skops
        import skops.io
    except ImportError as reason:
        raise UnsupportedObject(
            "models of scikit-learn are kept with skops, which is not installed; pip install skops"
        ) from reason
    return skops

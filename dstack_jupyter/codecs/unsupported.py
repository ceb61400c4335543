"""What a person is told when no codec takes an object."""

from __future__ import annotations

from collections.abc import Sequence

from dstack_jupyter.codecs.base import Codec, is_instance
from dstack_jupyter.model.errors import UnsupportedObject

ADD_A_CODEC = "https://github.com/dstack-jupyter/dstack-jupyter/blob/main/docs/add-a-codec.md"

_MODEL = (
    "a model is not kept as an object: save it to a file with the library's own safe format, {format}, "
    "and push the path"
)
_HINTS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("sklearn.base", ("BaseEstimator",), _MODEL.format(format="skops.io.dump(model, 'model.skops')")),
    ("torch.nn", ("Module",), _MODEL.format(format="safetensors.torch.save_model(model, 'model.safetensors')")),
    ("keras", ("Model", "Layer"), _MODEL.format(format="model.save('model.keras')")),
    ("tensorflow.keras", ("Model",), _MODEL.format(format="model.save('model.keras')")),
    ("xgboost", ("Booster", "XGBModel"), _MODEL.format(format="model.save_model('model.json')")),
    ("lightgbm", ("Booster",), _MODEL.format(format="model.save_model('model.txt')")),
    ("ipywidgets", ("Widget",), "a widget lives in its kernel; push what it shows, or pathlib.Path of a saved file"),
    ("polars", ("Series",), "push it as a table, series.to_frame()"),
    ("pandas", ("Index",), "push it as a series, index.to_series()"),
    ("builtins", ("tuple", "set", "frozenset"), "push a list, list(value)"),
    ("builtins", ("int", "float", "complex", "NoneType"), "push it in a dict, {'value': value}"),
    ("types", ("FunctionType", "BuiltinFunctionType", "ModuleType"), "push what it makes, not the code itself"),
    ("builtins", ("type",), "push what it makes, not the class itself"),
)


def hint_for(obj: object) -> str | None:
    """What to do with an object of a known type that is not pushed as it is; None where nothing is known."""
    if obj is None:
        return "it is None: was the value assigned?"
    return next((hint for module, names, hint in _HINTS if is_instance(obj, module, *names)), None)


def is_model(obj: object) -> bool:
    """Whether it is a model or a widget, whose picture must not be pushed in its stead."""
    return any(is_instance(obj, module, *names) for module, names, _ in _HINTS[:7])


def no_codec(obj: object, known: Sequence[Codec]) -> UnsupportedObject:
    """The error for an object that no codec takes."""
    supported = ", ".join(codec.supports for codec in known if codec.supports)
    hint = hint_for(obj)
    return UnsupportedObject(
        f"an object of type {_name(obj)} cannot be pushed{f'; {hint}' if hint else ''}. "
        f"Supported are {supported}. How to add a codec: {ADD_A_CODEC}"
    )


def no_decoder(application: str, content_type: str) -> UnsupportedObject:
    """The error for an attachment whose application no codec reads."""
    return UnsupportedObject(
        f"the attachment ({content_type}) was pushed as {application!r}, which no codec of this environment reads; "
        "install the package that brings the codec, or pull the bytes as a file with to="
    )


def _name(obj: object) -> str:
    cls = type(obj)
    return cls.__qualname__ if cls.__module__ == "builtins" else f"{cls.__module__}.{cls.__qualname__}"

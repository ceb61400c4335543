"""What a person is told when no codec takes an object."""

from __future__ import annotations

from dstack_jupyter.codecs.base import is_instance
from dstack_jupyter.model.errors import UnsupportedObject

ADD_A_CODEC = "https://github.com/dstack-jupyter/dstack-jupyter/blob/main/docs/add-a-codec.md"

_FILE = "save it to a file with the library's own safe format, {format}, and push the path"
_FOLDER = "save it to a folder, {format}, and push pathlib.Path of the folder"
_SAVED = {
    ("transformers", ("PreTrainedModel", "TFPreTrainedModel")): _FOLDER.format(format="model.save_pretrained('model')"),
    ("torch.nn", ("Module",)): _FILE.format(format="safetensors.torch.save_model(model, 'model.safetensors')"),
    ("keras", ("Model", "Layer")): _FILE.format(format="model.save('model.keras')"),
    ("tensorflow.keras", ("Model",)): _FILE.format(format="model.save('model.keras')"),
    ("tensorflow", ("Module",)): _FOLDER.format(format="tensorflow.saved_model.save(model, 'model')"),
    ("xgboost", ("Booster",)): _FILE.format(format="model.save_model('model.json')"),
    ("lightgbm", ("Booster",)): _FILE.format(format="model.save_model('model.txt')"),
    ("catboost", ("CatBoost",)): _FILE.format(format="model.save_model('model.cbm')"),
    ("spacy.language", ("Language",)): _FOLDER.format(format="nlp.to_disk('model')"),
    ("flax.linen", ("Module",)): _FILE.format(format="flax.serialization.to_bytes(params)"),
    ("flax.nnx", ("Module",)): _FOLDER.format(format="orbax.checkpoint.StandardCheckpointer().save(path, state)"),
    ("equinox", ("Module",)): _FILE.format(format="equinox.tree_serialise_leaves('model.eqx', model)"),
    ("prophet", ("Prophet",)): "push its text, prophet.serialize.model_to_json(model)",
    ("statsmodels.base.model", ("Model", "Results")): "push its tables, results.params and results.summary()",
    ("statsmodels.base.wrapper", ("ResultsWrapper",)): "push its tables, results.params and results.summary()",
}
_MODELS = tuple((*where, f"a model is not kept as an object: {how}") for where, how in _SAVED.items())
_WIDGETS = (
    ("ipywidgets", ("Widget",), "a widget lives in its kernel; push what it shows, or pathlib.Path of a saved file"),
)
_HINTS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    *_MODELS,
    *_WIDGETS,
    ("torch", ("Tensor",), "push it as an array, tensor.detach().cpu().numpy()"),
    ("tensorflow", ("Tensor", "Variable"), "push it as an array, tensor.numpy()"),
    ("jax", ("Array",), "push it as an array, numpy.asarray(array)"),
    ("polars", ("Series",), "push it as a table, series.to_frame()"),
    ("pandas", ("Index",), "push it as a series, index.to_series()"),
    ("builtins", ("tuple", "set", "frozenset"), "push a list, list(value)"),
    ("builtins", ("int", "float", "complex", "NoneType"), "push it in a dict, {'value': value}"),
    ("types", ("FunctionType", "BuiltinFunctionType", "ModuleType"), "push what it makes, not the code itself"),
    ("builtins", ("type",), "push what it makes, not the class itself"),
)


_OF_OTHERS = {
    "r/rds": "is an object of R (RDS), which Python does not read; in R: dstack_pull(…, trust = TRUE)",
}
"""Applications whose bytes are never read here, and where they are."""


def hint_for(obj: object) -> str | None:
    """What to do with an object of a known type that is not pushed as it is; None where nothing is known."""
    if obj is None:
        return "it is None: was the value assigned?"
    return next((hint for module, names, hint in _HINTS if is_instance(obj, module, *names)), None)


def is_model(obj: object) -> bool:
    """Whether it is a model or a widget, whose picture must not be pushed in its stead."""
    return any(is_instance(obj, module, *names) for module, names, _ in (*_MODELS, *_WIDGETS))


def no_codec(obj: object) -> UnsupportedObject:
    """The error for an object that no codec takes."""
    hint = hint_for(obj)
    how = f"; {hint}" if hint else f"; ds.codecs() lists what can, and how to add a codec is told here: {ADD_A_CODEC}"
    return UnsupportedObject(f"an object of type {_name(obj)} cannot be pushed{how}")


def no_decoder(application: str, content_type: str) -> UnsupportedObject:
    """The error for an attachment whose application no codec reads."""
    if application in _OF_OTHERS:
        return UnsupportedObject(f"the attachment {_OF_OTHERS[application]}, or pull the bytes as a file with to=")
    return UnsupportedObject(
        f"the attachment ({content_type}) was pushed as {application!r}, which no codec of this environment reads; "
        "install the package that brings the codec, or pull the bytes as a file with to="
    )


def _name(obj: object) -> str:
    cls = type(obj)
    return cls.__qualname__ if cls.__module__ == "builtins" else f"{cls.__module__}.{cls.__qualname__}"

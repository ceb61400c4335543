"""Notebooks that a program holds, as the file that Jupyter would write."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from dstack_jupyter.codecs.base import Encoded, Stored, is_instance
from dstack_jupyter.model.errors import UnsupportedObject

if TYPE_CHECKING:
    from nbformat import NotebookNode


class NotebookCodec:
    """`nbformat.NotebookNode` of a whole notebook, in version 4 of the format."""

    name = "nbformat.NotebookNode"
    supports = "notebooks (nbformat)"
    gives = "nbformat.NotebookNode"
    libraries = ("nbformat",)
    applications = ("notebook",)
    content_types = ()
    rank = 100

    def handles(self, obj: object) -> bool:
        """Whether it is a notebook; its cells are of the same class."""
        return is_instance(obj, "nbformat", "NotebookNode") and "nbformat" in obj  # type: ignore[operator]

    def encode(self, obj: NotebookNode, options: Mapping[str, Any]) -> Encoded:
        """Encode; raises `UnsupportedObject` for what is no valid notebook."""
        import nbformat
        from nbformat.validator import iter_validate

        if obj.nbformat < 4:
            raise UnsupportedObject(
                f"the notebook is of version {obj.nbformat} of the format, which is read no more; "
                "push nbformat.convert(notebook, 4)"
            )
        fault = next(iter_validate(obj), None)  # type: ignore[no-untyped-call]
        if fault is not None:
            reason = str(fault).splitlines()[0]
            raise UnsupportedObject(f"the notebook is not valid: {reason}; nbformat.validate(notebook) says where")
        # A copy, since the writer changes what it is given.
        text = nbformat.versions[obj.nbformat].writes_json(copy.deepcopy(obj))
        content = f"{text}\n".encode()
        settings = {"nbformat": nbformat.__version__}
        return Encoded("application/x-ipynb+json", lambda sink: sink.write(content), "notebook", settings, len(content))

    def decode(self, stored: Stored) -> NotebookNode:
        """Decode to a notebook; one that was valid when it was pushed is not repaired."""
        from nbformat import reader

        return reader.reads(bytes(stored.read()).decode())  # type: ignore[no-any-return, no-untyped-call]

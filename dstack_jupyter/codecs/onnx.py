"""Models of ONNX in memory, as the file that every runtime of ONNX reads."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from dstack_jupyter.codecs.base import Encoded, Stored, is_instance
from dstack_jupyter.model.errors import UnsupportedObject

if TYPE_CHECKING:
    from onnx import ModelProto

CONTENT_TYPE = "application/onnx"


class ModelCodec:
    """`onnx.ModelProto`; a file of ONNX is pushed as a file."""

    name = "onnx.ModelProto"
    supports = "ONNX models"
    gives = "onnx.ModelProto"
    libraries = ("onnx",)
    applications = ("onnx/model",)
    content_types = (CONTENT_TYPE,)
    rank = 100

    def handles(self, obj: object) -> bool:
        """Whether it is a model."""
        return is_instance(obj, "onnx", "ModelProto")

    def encode(self, obj: ModelProto, options: Mapping[str, Any]) -> Encoded:
        """Encode; raises `UnsupportedObject` for a model that keeps a part in other files, or is too large."""
        import onnx
        from onnx.external_data_helper import uses_external_data

        if any(uses_external_data(tensor) for tensor in obj.graph.initializer):
            raise UnsupportedObject(
                "the model keeps tensors in other files; save it with onnx.save() into a folder, and push the folder"
            )
        try:
            content = obj.SerializeToString(deterministic=True)
        except Exception as reason:  # the library has no exception of its own for what passes 2 GB
            raise UnsupportedObject(
                f"ONNX cannot write the model as one file ({reason}); save it into a folder with "
                "onnx.save(model, path, save_as_external_data=True), and push the folder"
            ) from reason
        opsets = {opset.domain or "ai.onnx": opset.version for opset in obj.opset_import}
        settings = {"onnx": onnx.__version__, "ir_version": obj.ir_version, "opsets": opsets}
        return Encoded(CONTENT_TYPE, lambda sink: sink.write(content), "onnx/model", settings, len(content))

    def decode(self, stored: Stored) -> ModelProto:
        """Decode to a model in memory."""
        import onnx
        from google.protobuf.message import DecodeError

        try:
            return onnx.load_model_from_string(bytes(stored.read()))
        except (DecodeError, ValueError) as reason:
            raise UnsupportedObject(f"the attachment is no ONNX model that can be read: {reason}") from reason

"""Writing a network as ONNX, node by node."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from onnx import NodeProto, TensorProto, helper, numpy_helper

Shapes = Mapping[str, Sequence[str | int | None]]


class OnnxGraph:
    """Nodes and weights in the order in which they are added; values go by name."""

    def __init__(self) -> None:
        self._nodes: list[NodeProto] = []
        self._constants: list[TensorProto] = []

    def node(self, kind: str, inputs: list[str], name: str = "", **attributes: Any) -> str:
        """The name of what the node gives, `name` if there is one."""
        name = name or f"n{len(self._nodes)}"
        self._nodes.append(helper.make_node(kind, inputs, [name], **attributes))
        return name

    def split(self, x: str, count: int, axis: int) -> list[str]:
        """Equal parts along an axis."""
        names = [f"n{len(self._nodes)}.{part}" for part in range(count)]
        self._nodes.append(helper.make_node("Split", [x], names, axis=axis, num_outputs=count))
        return names

    def constant(self, values: NDArray[Any]) -> str:
        name = f"c{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def written(self, name: str, inputs: Shapes, outputs: Shapes, opsets: Mapping[str, int]) -> bytes:
        """The model, its inputs and outputs of 32-bit floats; `opsets` gives the version of each domain."""
        given, found = (
            [helper.make_tensor_value_info(key, TensorProto.FLOAT, shape) for key, shape in shapes.items()]
            for shapes in (inputs, outputs)
        )
        graph = helper.make_graph(self._nodes, name, given, found, self._constants)
        versions = [helper.make_opsetid(domain, version) for domain, version in opsets.items()]
        return bytes(helper.make_model(graph, opset_imports=versions, ir_version=9).SerializeToString())

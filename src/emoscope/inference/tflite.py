"""TensorFlow Lite networks as ONNX, for the few operators that the networks we read are made of.

The file format is a flatbuffer; field numbers are those of TensorFlow's published `schema.fbs` (version 3).
Everything is float32 with a free batch axis. Activations change from (n, height, width, channels) to ONNX's
(n, channels, height, width), except at the outputs, which stay in the order of the source.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import onnx
from flatbuffers import number_types as kinds
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from emoscope.errors import EmoscopeError
from emoscope.inference.flatbuffer import Fields

_OPSET, _IR_VERSION = 17, 8
_FLOAT, _INT = 0, 2
_PADDINGS = {0: "SAME_UPPER", 1: "VALID"}


class UnsupportedNetwork(EmoscopeError):
    code = "unsupported_network"
    title = "Unsupported network"


def onnx_from_tflite(source: bytes) -> bytes:
    """The network as an ONNX model with the same input and output names.

    Raises UnsupportedNetwork for what is not float32, has several subgraphs, or uses other operators.
    """
    graph = _Graph(source)
    for operator in graph.operators():
        if operator.code not in _CONVERTERS:
            raise UnsupportedNetwork(f"Operator {operator.code} of this network cannot be converted.")
        _CONVERTERS[operator.code](graph, operator)
    model = helper.make_model(
        helper.make_graph(
            graph.nodes, "tflite", [graph.input()], list(graph.results()), list(graph.constants.values())
        ),
        opset_imports=[helper.make_opsetid("", _OPSET)],
        ir_version=_IR_VERSION,
    )
    return bytes(model.SerializeToString())


@dataclass(frozen=True, slots=True)
class _Operator:
    code: int
    inputs: list[int]
    outputs: list[int]
    fields: Fields

    def options(self) -> Fields:
        return self.fields.table(4)


class _Graph:
    """The source's tensors and the ONNX nodes made of its operators so far."""

    def __init__(self, source: bytes) -> None:
        model = Fields.root(source)
        subgraphs = model.tables(2)
        if len(subgraphs) != 1:
            raise UnsupportedNetwork("Only networks of one subgraph can be converted.")
        self._codes = [max(code.number(0, kinds.Int8Flags), code.number(3)) for code in model.tables(1)]
        self._buffers = model.tables(4)
        self._subgraph = subgraphs[0]
        self._tensors = self._subgraph.tables(0)
        self.nodes: list[onnx.NodeProto] = []
        self.constants: dict[str, onnx.TensorProto] = {}
        (entry,) = self._subgraph.vector(1)
        self._entry = int(entry)
        self.node("Transpose", [self.name(self._entry)], self.nchw(self._entry), perm=[0, 3, 1, 2])

    def operators(self) -> Iterator[_Operator]:
        for fields in self._subgraph.tables(3):
            code = self._codes[fields.number(0)]
            yield _Operator(code, fields.vector(1).tolist(), fields.vector(2).tolist(), fields)

    def name(self, tensor: int) -> str:
        return self._tensors[tensor].text(3)

    def nchw(self, tensor: int) -> str:
        """The ONNX name of an activation, channels first."""
        return f"t{tensor}"

    def shape(self, tensor: int) -> list[int]:
        return [int(size) for size in self._tensors[tensor].vector(0)]

    def value(self, tensor: int) -> NDArray[Any]:
        """A tensor stored in the file, in its own order."""
        fields = self._tensors[tensor]
        kind = fields.number(1, kinds.Int8Flags)
        if kind not in {_FLOAT, _INT}:
            raise UnsupportedNetwork("Only networks in float32 can be converted.")
        raw = self._buffers[fields.number(2, kinds.Uint32Flags)].vector(0, kinds.Uint8Flags)
        values = raw.astype(np.uint8).view(np.float32 if kind == _FLOAT else np.int32)
        return values.reshape(self.shape(tensor))

    def constant(self, tensor: int, value: NDArray[Any], suffix: str = "") -> str:
        name = f"c{tensor}{suffix}"
        self.constants[name] = numpy_helper.from_array(np.ascontiguousarray(value), name)
        return name

    def node(self, kind: str, inputs: list[str], output: str, **attributes: Any) -> None:
        self.nodes.append(helper.make_node(kind, inputs, [output], **attributes))

    def input(self) -> onnx.ValueInfoProto:
        return helper.make_tensor_value_info(
            self.name(self._entry), TensorProto.FLOAT, ["n", *self.shape(self._entry)[1:]]
        )

    def results(self) -> Iterator[onnx.ValueInfoProto]:
        """Outputs as (n, values): all that we read end in one pixel or in a flat list."""
        for tensor in self._subgraph.vector(2).tolist():
            shape = self.shape(tensor)
            if len(shape) == 4 and shape[1:3] != [1, 1]:
                raise UnsupportedNetwork("Only networks that end in one pixel can be converted.")
            self.node("Flatten", [self.nchw(tensor)], self.name(tensor))
            yield helper.make_tensor_value_info(self.name(tensor), TensorProto.FLOAT, ["n", shape[-1]])


def _plain(options: Fields, activation: int, dilations: tuple[int, ...] = ()) -> None:
    if options.number(activation, kinds.Int8Flags) or any(
        options.number(f, default=1) != 1 for f in dilations
    ):
        raise UnsupportedNetwork("Fused activations and dilations cannot be converted.")


def _window(options: Fields) -> dict[str, Any]:
    strides = [options.number(2), options.number(1)]
    return {"auto_pad": _PADDINGS[options.number(0, kinds.Int8Flags)], "strides": strides}


def _convolution(graph: _Graph, operator: _Operator) -> None:
    options, (data, kernel, bias) = operator.options(), operator.inputs
    _plain(options, 3, (4, 5))
    weights = graph.value(kernel).transpose(0, 3, 1, 2)
    _convolve(graph, operator, data, graph.constant(kernel, weights), graph.constant(bias, graph.value(bias)))


def _depthwise(graph: _Graph, operator: _Operator) -> None:
    options, (data, kernel, bias) = operator.options(), operator.inputs
    _plain(options, 4, (5, 6))
    weights = graph.value(kernel).transpose(3, 0, 1, 2)
    names = graph.constant(kernel, weights), graph.constant(bias, graph.value(bias))
    _convolve(graph, operator, data, *names, group=graph.shape(data)[-1])


def _convolve(graph: _Graph, operator: _Operator, data: int, weights: str, bias: str, group: int = 1) -> None:
    target = graph.nchw(operator.outputs[0])
    inputs = [graph.nchw(data), weights, bias]
    graph.node("Conv", inputs, target, group=group, **_window(operator.options()))


def _max_pool(graph: _Graph, operator: _Operator) -> None:
    options = operator.options()
    _plain(options, 5)
    side = [options.number(4), options.number(3)]
    target = graph.nchw(operator.outputs[0])
    graph.node("MaxPool", [graph.nchw(operator.inputs[0])], target, kernel_shape=side, **_window(options))


def _add(graph: _Graph, operator: _Operator) -> None:
    _plain(operator.options(), 0)
    graph.node("Add", [graph.nchw(i) for i in operator.inputs], graph.nchw(operator.outputs[0]))


def _prelu(graph: _Graph, operator: _Operator) -> None:
    """As slope * x + (1 - slope) * relu(x): ONNX Runtime's own PRelu takes five times as long."""
    (data, slope), target = operator.inputs, graph.nchw(operator.outputs[0])
    values = graph.value(slope).transpose(2, 0, 1)
    below, above = graph.constant(slope, values), graph.constant(slope, 1 - values, "above")
    graph.node("Mul", [graph.nchw(data), below], f"{target}.below")
    graph.node("Relu", [graph.nchw(data)], f"{target}.relu")
    graph.node("Mul", [f"{target}.relu", above], f"{target}.above")
    graph.node("Add", [f"{target}.below", f"{target}.above"], target)


def _pad(graph: _Graph, operator: _Operator) -> None:
    data, amounts = operator.inputs
    before, after = graph.value(amounts)[[0, 3, 1, 2]].T
    name = graph.constant(amounts, np.concatenate([before, after]).astype(np.int64))
    graph.node("Pad", [graph.nchw(data), name], graph.nchw(operator.outputs[0]))


def _reshape(graph: _Graph, operator: _Operator) -> None:
    """Only the dropping of single rows and columns, after which the order of axes no longer matters."""
    if graph.shape(operator.inputs[0])[1:3] != [1, 1] or len(graph.shape(operator.outputs[0])) != 2:
        raise UnsupportedNetwork("This reshaping cannot be converted.")
    graph.node("Flatten", [graph.nchw(operator.inputs[0])], graph.nchw(operator.outputs[0]))


_CONVERTERS: dict[int, Callable[[_Graph, _Operator], None]] = {
    0: _add, 3: _convolution, 4: _depthwise, 17: _max_pool, 22: _reshape, 34: _pad, 54: _prelu,
}  # fmt: skip
"""By the code of the operator in TensorFlow's BuiltinOperator."""

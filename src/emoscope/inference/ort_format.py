"""Networks in ONNX Runtime's own file format as ONNX, to read values inside them.

The file is a flatbuffer; field numbers are those of ONNX Runtime's published `ort.fbs` (version 6). It holds
the graph as ONNX Runtime had optimised and quantised it, so nothing is computed anew and the same nodes give
the same numbers.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import onnx
from flatbuffers import number_types as kinds
from onnx import AttributeProto, TensorProto, helper

from emoscope.errors import EmoscopeError
from emoscope.inference.flatbuffer import Fields

_MARK = b"ORTM"


class UnsupportedOrtFile(EmoscopeError):
    code = "unsupported_ort_file"
    title = "Unsupported network file"


def onnx_from_ort(
    source: bytes, outputs: Sequence[str], branch: str = "", given: Sequence[str] = ()
) -> bytes:
    """The part of the network that the named values need, as an ONNX model with these as its outputs.

    Any value of the graph, float32, may be named. Where the network is a condition with two branches,
    `branch` ("then_branch" or "else_branch") names the one whose values are meant; the condition is left out.
    Values inside that are `given`, float32 too, become inputs and are not computed.

    Raises UnsupportedOrtFile where the file is of another format, has other subgraphs in the part that is
    needed, or a name is not in it.
    """
    if source[4:8] != _MARK:
        raise UnsupportedOrtFile("This is no network in ONNX Runtime's format.")
    model = Fields.root(source).table(1)
    graph = model.table(7)
    # A branch sees the values around it; where it has a name of its own, that is the one it means.
    graphs = [graph, _branch(graph, branch)] if branch else [graph]
    makers = {name: node for part in graphs for node in part.tables(2) for name in node.texts(9) if name}
    weights = {tensor.text(0): tensor for part in graphs for tensor in part.tables(0)}
    inputs = graph.texts(5)
    needed = _in_order(makers, {*weights, *inputs, *given}, outputs)
    used = {name for node in needed for name in node.input}
    types = {value.text(0): value for value in graph.tables(1)}
    made = helper.make_graph(
        needed,
        "ort",
        [
            *(_input(types[name]) for name in inputs if name in used),
            *(helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in given),
        ],
        [helper.make_tensor_value_info(name, TensorProto.FLOAT, None) for name in outputs],
        [_tensor(tensor) for name, tensor in weights.items() if name in used],
    )
    domains = {node.domain for node in needed}
    versions = [(entry.text(0), entry.number(1, kinds.Int64Flags)) for entry in model.tables(1)]
    opsets = [helper.make_opsetid(domain, number) for domain, number in versions if domain in domains]
    version = model.number(0, kinds.Int64Flags)
    return bytes(helper.make_model(made, opset_imports=opsets, ir_version=version).SerializeToString())


def _branch(graph: Fields, name: str) -> Fields:
    for node in graph.tables(2):
        for attribute in node.tables(10):
            if (node.text(5), attribute.text(0)) == ("If", name):
                return attribute.table(7)
    raise UnsupportedOrtFile(f"This network has no {name!r}.")


def _in_order(makers: dict[str, Fields], given: set[str], outputs: Sequence[str]) -> list[onnx.NodeProto]:
    """The nodes that make the outputs, each after those that it needs."""
    nodes: list[onnx.NodeProto] = []
    known = set(given)
    waiting = list(reversed(outputs))
    while waiting:
        name = waiting[-1]
        if name in known:
            waiting.pop()
            continue
        if name not in makers:
            raise UnsupportedOrtFile(f"There is no value {name!r} in this network.")
        node = _node(makers[name])
        missing = [value for value in node.input if value and value not in known]
        if missing:
            waiting += missing
            continue
        nodes.append(node)
        known.update(node.output)
        waiting.pop()
    return nodes


def _node(fields: Fields) -> onnx.NodeProto:
    made = helper.make_node(
        fields.text(5), fields.texts(8), fields.texts(9), fields.text(0), domain=fields.text(2)
    )
    made.attribute.extend(_attribute(attribute) for attribute in fields.tables(10))
    return made


def _attribute(fields: Fields) -> onnx.AttributeProto:
    kind = fields.number(2)
    readers: dict[int, Any] = {
        AttributeProto.FLOAT: lambda: fields.real(3),
        AttributeProto.INT: lambda: fields.number(4, kinds.Int64Flags),
        AttributeProto.STRING: lambda: fields.text(5),
        AttributeProto.TENSOR: lambda: _tensor(fields.table(6)),
        AttributeProto.FLOATS: lambda: fields.vector(8, kinds.Float32Flags).tolist(),
        AttributeProto.INTS: lambda: fields.vector(9, kinds.Int64Flags).tolist(),
        AttributeProto.STRINGS: lambda: fields.texts(10),
    }
    if kind not in readers:
        raise UnsupportedOrtFile(f"Attributes of kind {kind} cannot be read.")
    return helper.make_attribute(fields.text(0), readers[kind](), attr_type=kind)


def _tensor(fields: Fields) -> onnx.TensorProto:
    return TensorProto(
        name=fields.text(0),
        dims=fields.vector(2, kinds.Int64Flags).tolist(),
        data_type=fields.number(3),
        raw_data=fields.vector(4, kinds.Uint8Flags).astype(np.uint8).tobytes(),
    )


def _input(fields: Fields) -> onnx.ValueInfoProto:
    """Every input keeps its type; its sizes are free, and none need be that of another input."""
    tensor = fields.table(2).table(2)
    sizes = [f"{fields.text(0)}.{number}" for number in range(len(tensor.table(1).tables(0)))]
    return helper.make_tensor_value_info(fields.text(0), tensor.number(0), sizes)

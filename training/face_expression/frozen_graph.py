"""Reads the constants of a frozen TensorFlow graph (a GraphDef message) without TensorFlow.

Field numbers are those of graph.proto, node_def.proto, attr_value.proto, tensor.proto and tensor_shape.proto.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

NODE, NAME, ATTRIBUTE, KEY, VALUE, TENSOR = 1, 1, 5, 1, 2, 8
TYPE, SHAPE, CONTENT, DIMENSION, SIZE = 1, 2, 4, 2, 1
FLOAT = 1
VARINT, EIGHT_BYTES, COUNTED, FOUR_BYTES = 0, 1, 2, 5

Field = tuple[int, int | memoryview]


def read_constants(content: bytes) -> dict[str, NDArray[np.float32]]:
    """Every float32 constant with its content as bytes, by the name of its node."""
    result = {}
    for node in _messages(memoryview(content), NODE):
        for attribute in _messages(node, ATTRIBUTE):
            held = dict(_fields(attribute))
            if bytes(held[KEY]) == b"value" and (values := _floats(held[VALUE])) is not None:
                result[bytes(dict(_fields(node))[NAME]).decode()] = values
    return result


def _floats(value: memoryview) -> NDArray[np.float32] | None:
    """The tensor of an attribute's value, where it is one of float32 with its content as bytes."""
    tensor = dict(_fields(dict(_fields(value)).get(TENSOR, memoryview(b""))))
    if tensor.get(TYPE) != FLOAT or CONTENT not in tensor:
        return None
    sizes = [dict(_fields(part)).get(SIZE, 0) for part in _messages(tensor[SHAPE], DIMENSION)]
    return np.frombuffer(tensor[CONTENT], dtype=np.float32).reshape(sizes)


def _messages(message: memoryview, number: int) -> Iterator[memoryview]:
    return (value for found, value in _fields(message) if found == number)


def _fields(message: memoryview) -> Iterator[Field]:
    place = 0
    while place < len(message):
        key, place = _varint(message, place)
        kind = key & 7
        if kind == VARINT:
            value, place = _varint(message, place)
            yield key >> 3, value
            continue
        if kind == COUNTED:
            length, place = _varint(message, place)
        else:
            length = {EIGHT_BYTES: 8, FOUR_BYTES: 4}[kind]
        yield key >> 3, message[place : place + length]
        place += length


def _varint(message: memoryview, place: int) -> tuple[int, int]:
    result = shift = 0
    while True:
        byte = message[place]
        result |= (byte & 127) << shift
        place, shift = place + 1, shift + 7
        if byte < 128:
            return result, place

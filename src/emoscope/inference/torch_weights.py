"""Reading tensors from checkpoints that PyTorch wrote before version 1.6, without PyTorch.

Such a file is a row of pickles followed by the raw storages. A pickle may name any function of any module to
be called; this reader knows the four names below and refuses the rest.
"""

from __future__ import annotations

import pickle
from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from emoscope.inference.weights import WeightsAltered

_MAGIC = 0x1950A86A20F9469CFC6C
_PROTOCOL = 1001


@dataclass(frozen=True, slots=True)
class _Tensor:
    """A view of a storage, both counted in elements; resolved when the storages have been read."""

    storage: str
    offset: int
    shape: tuple[int, ...]
    strides: tuple[int, ...]


def _rebuild(storage: str, offset: int, shape: tuple[int, ...], strides: tuple[int, ...], *_: Any) -> _Tensor:
    return _Tensor(storage, offset, shape, strides)


class _TensorUnpickler(pickle.Unpickler):
    """Knows ordered dictionaries and tensors of 32-bit floats, nothing else."""

    _KNOWN: Mapping[tuple[str, str], Callable[..., Any] | str] = {
        ("collections", "OrderedDict"): OrderedDict,
        ("torch._utils", "_rebuild_tensor"): _rebuild,
        ("torch._utils", "_rebuild_tensor_v2"): _rebuild,
        ("torch", "FloatStorage"): "float32",
    }

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) not in self._KNOWN:
            raise WeightsAltered(f"The checkpoint asks for {module}.{name}, which no tensor needs.")
        return self._KNOWN[module, name]

    def persistent_load(self, pid: Any) -> str:
        return str(pid[2])


def read_tensors(path: Path, entry: str) -> dict[str, NDArray[np.float32]]:
    """The tensors under the checkpoint's key `entry`, by name. Raises WeightsAltered where it is no such
    file."""
    with path.open("rb") as file:
        try:
            magic, protocol, _ = (_TensorUnpickler(file).load() for _ in range(3))
            if (magic, protocol) != (_MAGIC, _PROTOCOL):
                raise WeightsAltered(f"{path.name} is no checkpoint of the old PyTorch format.")
            described = _TensorUnpickler(file).load()[entry]
            storages = {key: _storage(file) for key in _TensorUnpickler(file).load()}
            return {
                name: _resolved(tensor, storages)
                for name, tensor in described.items()
                if isinstance(tensor, _Tensor)
            }
        except (pickle.UnpicklingError, EOFError, KeyError, TypeError, ValueError) as error:
            raise WeightsAltered(f"{path.name} cannot be read as a checkpoint.") from error


def _storage(file: IO[bytes]) -> NDArray[np.float32]:
    count = int.from_bytes(file.read(8), "little")
    return np.frombuffer(file.read(4 * count), "<f4", count)


def _resolved(tensor: _Tensor, storages: Mapping[str, NDArray[np.float32]]) -> NDArray[np.float32]:
    storage = storages[tensor.storage][tensor.offset :]
    last = sum((size - 1) * stride for size, stride in zip(tensor.shape, tensor.strides, strict=True))
    if last >= len(storage) or min((0, *tensor.strides)) < 0:
        raise ValueError("A tensor reaches beyond its storage.")
    view = np.lib.stride_tricks.as_strided(
        storage, tensor.shape, [4 * stride for stride in tensor.strides], writeable=False
    )
    return np.ascontiguousarray(view)

"""Reading tensors from checkpoints of PyTorch, without PyTorch.

Such a file is a zip archive of one pickle and the raw storages. A pickle may name any function of any module
to be called; this reader knows the few names below and refuses the rest.
"""

from __future__ import annotations

import pickle
import zipfile
from collections import OrderedDict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from emoscope.inference.weights import WeightsAltered

Array = NDArray[Any]


class _TensorUnpickler(pickle.Unpickler):
    """Knows ordered dictionaries and tensors of 32-bit floats and 64-bit integers, nothing else."""

    _KNOWN: Mapping[tuple[str, str], Callable[..., Any] | str] = {
        ("collections", "OrderedDict"): OrderedDict,
        ("torch", "FloatStorage"): "<f4",
        ("torch", "LongStorage"): "<i8",
    }

    def __init__(self, archive: zipfile.ZipFile, folder: str) -> None:
        super().__init__(archive.open(f"{folder}/data.pkl"))
        self._archive, self._folder = archive, folder

    def find_class(self, module: str, name: str) -> Any:
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _rebuilt
        if (module, name) not in self._KNOWN:
            raise WeightsAltered(f"The checkpoint asks for {module}.{name}, which no tensor needs.")
        return self._KNOWN[module, name]

    def persistent_load(self, pid: Any) -> Array:
        _, kind, key, _, _ = pid
        return np.frombuffer(self._archive.read(f"{self._folder}/data/{int(key)}"), kind)


def _rebuilt(storage: Array, offset: int, shape: tuple[int, ...], strides: tuple[int, ...], *_: Any) -> Array:
    """A tensor; offset and strides count elements of its storage."""
    reach = offset + sum((size - 1) * stride for size, stride in zip(shape, strides, strict=True))
    if min([offset, *shape, *strides, 0]) < 0 or reach >= len(storage):
        raise WeightsAltered("A tensor of the checkpoint reaches beyond its storage.")
    width = storage.itemsize
    view = np.lib.stride_tricks.as_strided(
        storage[offset:], shape, [stride * width for stride in strides], writeable=False
    )
    return np.ascontiguousarray(view)


def read_tensors(path: Path) -> dict[str, Array]:
    """The checkpoint's tensors by name. Raises WeightsAltered where it is no such file."""
    try:
        with zipfile.ZipFile(path) as archive:
            (document,) = [name for name in archive.namelist() if name.endswith("/data.pkl")]
            described = _TensorUnpickler(archive, document.removesuffix("/data.pkl")).load()
            return {name: value for name, value in described.items() if isinstance(value, np.ndarray)}
    except (
        zipfile.BadZipFile, pickle.UnpicklingError, EOFError, KeyError, TypeError, ValueError, AttributeError
    ) as error:  # fmt: skip
        raise WeightsAltered(f"{path.name} cannot be read as a checkpoint.") from error

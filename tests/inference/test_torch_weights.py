"""Checkpoints are read for their tensors and for nothing else."""

from __future__ import annotations

import io
import pickle
import zipfile

import numpy as np
import pytest

from emoscope.inference.torch_weights import read_tensors
from emoscope.inference.weights import WeightsAltered


class Named:
    """Pickles as a global name, or a call of one."""

    def __init__(self, module, name, *arguments):
        self.module, self.name, self.arguments = module, name, arguments


class Storage:
    """Pickles as PyTorch's reference to a raw storage."""

    def __init__(self, kind, key, count):
        self.kind, self.key, self.count = kind, key, count


class Writer(pickle._Pickler):
    """Writes the names that PyTorch writes, without PyTorch."""

    def persistent_id(self, value):
        if isinstance(value, Storage):
            return ("storage", Named("torch", value.kind), value.key, "cpu", value.count)
        return None

    def save(self, value, save_persistent_id=True):
        if not isinstance(value, Named):
            super().save(value, save_persistent_id)
            return
        self.write(b"c" + f"{value.module}\n{value.name}\n".encode())
        if value.arguments:
            super().save(value.arguments)
            self.write(b"R")


def tensor(storage, offset, shape, strides):
    return Named("torch._utils", "_rebuild_tensor_v2", storage, offset, shape, strides, False, {})


def checkpoint(path, tensors, storages):
    document = io.BytesIO()
    Writer(document, 2).dump(tensors)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("archive/data.pkl", document.getvalue())
        for key, values in storages.items():
            archive.writestr(f"archive/data/{key}", values.tobytes())
    return path


def test_tensors_come_out_with_their_shapes_and_strides(tmp_path):
    values = np.arange(12, dtype="<f4")
    storage = Storage("FloatStorage", "0", 12)
    given = {
        "turned": tensor(storage, 0, (3, 4), (1, 3)),
        "part": tensor(storage, 5, (2,), (2,)),
        "count": tensor(Storage("LongStorage", "1", 1), 0, (), ()),
    }
    path = checkpoint(tmp_path / "a.ckpt", given, {"0": values, "1": np.array([7], "<i8")})
    found = read_tensors(path)
    assert found["turned"].tolist() == values.reshape(4, 3).T.tolist()
    assert found["part"].tolist() == [5, 7]
    assert found["count"] == 7


@pytest.mark.parametrize(
    ("offset", "shape", "strides"),
    [(0, (13,), (1,)), (-1, (2,), (1,)), (4, (3, 3), (3, 1)), (0, (2,), (-1,))],
)
def test_a_tensor_may_not_reach_beyond_its_storage(tmp_path, offset, shape, strides):
    given = {"a": tensor(Storage("FloatStorage", "0", 12), offset, shape, strides)}
    path = checkpoint(tmp_path / "a.ckpt", given, {"0": np.zeros(12, "<f4")})
    with pytest.raises(WeightsAltered, match="beyond"):
        read_tensors(path)


@pytest.mark.parametrize("evil", [Named("builtins", "print"), Named("os", "system", "true")])
def test_a_checkpoint_that_calls_something_else_is_refused(tmp_path, evil):
    path = checkpoint(tmp_path / "evil.ckpt", {"a": evil}, {})
    with pytest.raises(WeightsAltered, match=evil.name):
        read_tensors(path)


def test_what_is_no_checkpoint_is_refused(tmp_path):
    path = tmp_path / "a.ckpt"
    path.write_bytes(b"no checkpoint at all")
    with pytest.raises(WeightsAltered):
        read_tensors(path)
    given = {"a": tensor(Storage("FloatStorage", "missing", 1), 0, (1,), (1,))}
    with pytest.raises(WeightsAltered):
        read_tensors(checkpoint(path, given, {}))

"""The only place that talks to ONNX Runtime."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Protocol

import numpy as np
import onnx
import onnxruntime as ort
from numpy.typing import NDArray

Arrays = Mapping[str, NDArray[Any]]


class Session(Protocol):
    """A loaded network: named arrays in, named arrays out."""

    def run(self, inputs: Arrays) -> dict[str, NDArray[Any]]: ...


class OnnxSession:
    """A network on ONNX Runtime's CPU provider."""

    def __init__(self, model: Path | bytes, threads: int = 1) -> None:
        options = ort.SessionOptions()
        options.intra_op_num_threads = threads
        options.inter_op_num_threads = 1
        options.execution_mode = ort.ExecutionMode.ORT_SEQUENTIAL
        options.log_severity_level = 3
        # The arena keeps the largest block it ever needed; without it memory follows the input.
        options.enable_cpu_mem_arena = False
        options.add_session_config_entry("session.intra_op.allow_spinning", "0")
        ort.disable_telemetry_events()
        source = model if isinstance(model, bytes) else str(model)
        self._session = ort.InferenceSession(source, options, providers=["CPUExecutionProvider"])
        self._outputs = [output.name for output in self._session.get_outputs()]

    def run(self, inputs: Arrays) -> dict[str, NDArray[Any]]:
        return dict(zip(self._outputs, self._session.run(self._outputs, dict(inputs)), strict=True))


class CannedSession:
    """Answers every run with the same arrays, for tests of an analyzer's own arithmetic."""

    def __init__(self, outputs: Arrays) -> None:
        self.inputs: list[Arrays] = []
        self._outputs = dict(outputs)

    def run(self, inputs: Arrays) -> dict[str, NDArray[Any]]:
        self.inputs.append(inputs)
        return {name: np.asarray(value) for name, value in self._outputs.items()}


def freed_shapes(path: Path, free: Mapping[str, tuple[str | int, ...]]) -> bytes:
    """The model at `path` with the named inputs and outputs given these dimensions (a name is a free one).

    Older exporters list every weight among the graph's inputs, which keeps ONNX Runtime from folding
    constants; those entries are dropped.
    """
    model = onnx.load(str(path))
    weights = {tensor.name for tensor in model.graph.initializer}
    kept = [value for value in model.graph.input if value.name not in weights]
    del model.graph.input[:]
    model.graph.input.extend(kept)
    for value in [*model.graph.input, *model.graph.output]:
        for dimension, size in zip(value.type.tensor_type.shape.dim, free.get(value.name, ()), strict=False):
            dimension.Clear()
            if isinstance(size, str):
                dimension.dim_param = size
            else:
                dimension.dim_value = size
    del model.graph.value_info[:]  # recorded for the old sizes
    return bytes(model.SerializeToString())

"""What every analyzer is: a batch of inputs in, one output each, in order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol, TypeVar

from emoscope.inference.weights import ModelSpec

Input_contra = TypeVar("Input_contra", contravariant=True)
Output_co = TypeVar("Output_co", covariant=True)


class Analyzer(Protocol[Input_contra, Output_co]):
    """Preprocessing, one run of a network, postprocessing.

    It never downloads, caches, logs, reads settings, picks a device or formats replies.
    """

    spec: ModelSpec

    def analyze(self, inputs: Sequence[Input_contra]) -> Sequence[Output_co]: ...

"""The default models, loaded once per process."""

from __future__ import annotations

import threading

from emoscope.analyzers.face_detection import load_centerface
from emoscope.analyzers.face_expression import load_face_expression
from emoscope.analyzers.face_identity import load_face_identity
from emoscope.analyzers.text_emotion import load_text_emotion
from emoscope.analyzers.text_language import load_language_detector
from emoscope.pipelines.models import FaceModels
from emoscope.pipelines.text import TextModels

VIDEO_LONG_SIDE = 480
"""Pixels of a video frame's longer side as the detector sees it; smaller is faster and misses small faces."""

STILL_LONG_SIDE = 960
"""The same for single pictures, where time matters less."""

_UNSURE_SCORE = 0.35  # enough to go on following a face, not to begin with one
_SURE_SCORE = 0.5

_lock = threading.Lock()
_loaded: dict[int, FaceModels] = {}
_loaded_for_text: dict[int, TextModels] = {}


def default_face_models(threads: int = 1) -> FaceModels:
    """The models carried by the installation, safe to share between threads. Loads on first use.

    `threads` is how many CPU threads one model run, or a decoder, may use. Raises WeightsMissing or
    WeightsAltered.
    """
    with _lock:
        if threads not in _loaded:
            _loaded[threads] = FaceModels(
                detector=load_centerface(threads, VIDEO_LONG_SIDE, _UNSURE_SCORE),
                still_detector=load_centerface(threads, STILL_LONG_SIDE, _SURE_SCORE),
                expression=load_face_expression(threads),
                identity=load_face_identity(),
                decoding_threads=threads,
            )
        return _loaded[threads]


def default_text_models(threads: int = 1) -> TextModels:
    """The same for texts: what scores a sentence, and what names its language."""
    with _lock:
        if threads not in _loaded_for_text:
            _loaded_for_text[threads] = TextModels(load_text_emotion(threads), load_language_detector())
        return _loaded_for_text[threads]

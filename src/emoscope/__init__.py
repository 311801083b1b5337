"""Emoscope: self-hosted, open emotion analysis.

>>> import emoscope
>>> result = emoscope.analyze_video("clip.mp4")
>>> result.faces[0].emotions
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from emoscope.domain.audio import AudioInfo as AudioInfo
    from emoscope.domain.audio import Prosody as Prosody
    from emoscope.domain.audio import Speaker as Speaker
    from emoscope.domain.audio import SpeechSegment as SpeechSegment
    from emoscope.domain.emotions import EMOTIONS as EMOTIONS
    from emoscope.domain.emotions import Affect as Affect
    from emoscope.domain.faces import Box as Box
    from emoscope.domain.faces import ObservedFace as ObservedFace
    from emoscope.domain.faces import Person as Person
    from emoscope.domain.text import TEXT_EMOTIONS as TEXT_EMOTIONS
    from emoscope.domain.text import Sentence as Sentence
    from emoscope.domain.video import Progress as Progress
    from emoscope.domain.video import VideoInfo as VideoInfo
    from emoscope.errors import BadMedia as BadMedia
    from emoscope.errors import Cancelled as Cancelled
    from emoscope.errors import DamagedMedia as DamagedMedia
    from emoscope.errors import EmoscopeError as EmoscopeError
    from emoscope.errors import MediaTooLarge as MediaTooLarge
    from emoscope.errors import NoSound as NoSound
    from emoscope.errors import UnsupportedMedia as UnsupportedMedia
    from emoscope.library.audio import AudioResult as AudioResult
    from emoscope.library.audio import analyze_audio as analyze_audio
    from emoscope.library.image import ImageResult as ImageResult
    from emoscope.library.image import analyze_image as analyze_image
    from emoscope.library.text import TextResult as TextResult
    from emoscope.library.text import analyze_text as analyze_text
    from emoscope.library.video import VideoResult as VideoResult
    from emoscope.library.video import analyze_video as analyze_video

_HOMES = {
    "AudioInfo": "emoscope.domain.audio",
    "Prosody": "emoscope.domain.audio",
    "Speaker": "emoscope.domain.audio",
    "SpeechSegment": "emoscope.domain.audio",
    "EMOTIONS": "emoscope.domain.emotions",
    "Affect": "emoscope.domain.emotions",
    "Box": "emoscope.domain.faces",
    "ObservedFace": "emoscope.domain.faces",
    "Person": "emoscope.domain.faces",
    "TEXT_EMOTIONS": "emoscope.domain.text",
    "Sentence": "emoscope.domain.text",
    "Progress": "emoscope.domain.video",
    "VideoInfo": "emoscope.domain.video",
    "BadMedia": "emoscope.errors",
    "Cancelled": "emoscope.errors",
    "DamagedMedia": "emoscope.errors",
    "EmoscopeError": "emoscope.errors",
    "MediaTooLarge": "emoscope.errors",
    "NoSound": "emoscope.errors",
    "UnsupportedMedia": "emoscope.errors",
    "AudioResult": "emoscope.library.audio",
    "analyze_audio": "emoscope.library.audio",
    "ImageResult": "emoscope.library.image",
    "analyze_image": "emoscope.library.image",
    "TextResult": "emoscope.library.text",
    "analyze_text": "emoscope.library.text",
    "VideoResult": "emoscope.library.video",
    "analyze_video": "emoscope.library.video",
}

__all__ = [  # noqa: PLE0604  # the names are strings; the linter does not follow the dictionary
    *_HOMES
]


def __getattr__(name: str) -> Any:
    """Load what a public name needs on its first use: the API process has no use for decoders and models."""
    if name not in _HOMES:
        raise AttributeError(f"module 'emoscope' has no attribute {name!r}")
    value = getattr(import_module(_HOMES[name]), name)
    globals()[name] = value
    return value

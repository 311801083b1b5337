"""The public Python API: one call per medium, with the default models."""

from emoscope.library.audio import AudioResult, analyze_audio
from emoscope.library.image import ImageResult, analyze_image
from emoscope.library.models import (
    choose_transcriber,
    choose_voice_emotion,
    default_audio_models,
    default_face_models,
    default_text_models,
)
from emoscope.library.text import TextResult, analyze_text
from emoscope.library.video import VideoResult, analyze_video

__all__ = [
    "AudioResult",
    "ImageResult",
    "TextResult",
    "VideoResult",
    "analyze_audio",
    "analyze_image",
    "analyze_text",
    "analyze_video",
    "choose_transcriber",
    "choose_voice_emotion",
    "default_audio_models",
    "default_face_models",
    "default_text_models",
]

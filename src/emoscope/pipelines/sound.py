"""The sound of a video, which need not be readable for the video to be."""

from __future__ import annotations

from pathlib import Path

from emoscope.domain.audio import UNKNOWN_LANGUAGE, AudioInfo, AudioOptions, AudioPredictions
from emoscope.domain.video import ReportProgress
from emoscope.errors import BadMedia, NoSound
from emoscope.pipelines.audio import analyze
from emoscope.pipelines.listening import AudioModels

NO_SOUND, SOUND_UNREADABLE = "no_sound", "sound_unreadable"
"""Codes of the notes on a track in which nothing can be heard."""

PICTURES_SHARE = 0.8
"""The part of a video's analysis that stands for the pictures, as far as progress goes."""


def analyze_sound(
    path: Path, models: AudioModels, work_dir: Path, options: AudioOptions, report: ReportProgress
) -> AudioPredictions:
    """As `pipelines.audio.analyze`, but a track that cannot be read is one in which nothing is heard, with a
    note that says why. Raises only what `report` raises."""
    try:
        return analyze(path, models, work_dir, options, report)
    except BadMedia as error:
        return AudioPredictions(
            info=AudioInfo("", "", 0, 0, 0, 0, 0, separate_channels=False),
            segments=(),
            speakers=(),
            speech_ms=0,
            language=UNKNOWN_LANGUAGE,
            text_emotions=None,
            emotions=None,
            notes={NO_SOUND if isinstance(error, NoSound) else SOUND_UNREADABLE: error.message},
            models={},
        )

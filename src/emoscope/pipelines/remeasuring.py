"""Parts of a recording measured anew, for segments whose times were set by hand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from emoscope.domain.video import MediaLimits, Progress, ReportProgress
from emoscope.media.channels import Voice, separate, together
from emoscope.media.recording import Recording, recorded
from emoscope.pipelines.listening import AudioModels, Heard, VoiceScorer, listen
from emoscope.pipelines.sounding import Sound, sound_of

DECODING, SPEECH, VOICES = "decoding", "speech", "emotions"
_BEFORE_MS, _BEHIND_MS = 5000, 500
"""What is listened to around the parts, so that the search for speech has found its feet."""

Place = tuple[int, int, int | None]
"""Beginning and end in milliseconds of the source; the channel, None for all of them mixed."""


def remeasure(
    path: Path,
    places: Sequence[Place],
    models: AudioModels,
    work_dir: Path,
    limits: MediaLimits,
    report: ReportProgress,
) -> Mapping[Place, Sound | None]:
    """Listens to the part of a file that holds all places; None for those beyond its end.

    Decodes into `work_dir` and tidies up. Raises BadMedia as `pipelines.audio.analyze` does, and whatever
    `report` raises.
    """
    first, last = min(start for start, _, _ in places), max(end for _, end, _ in places)
    work_dir.mkdir(parents=True, exist_ok=True)
    report(Progress(DECODING, 0.0))
    with recorded(
        path, work_dir / "sound", limits, start_ms=max(0, first - _BEFORE_MS), end_ms=last + _BEHIND_MS,
        report=lambda done, expected: report(
            Progress(DECODING, 0.3 * min(1.0, done / max(done, expected, 1e-3)))
        ),
    ) as recording:  # fmt: skip
        return _measured(recording, places, models, report)


def _measured(
    recording: Recording, places: Sequence[Place], models: AudioModels, report: ReportProgress
) -> Mapping[Place, Sound | None]:
    voices = _voices(recording, {channel for _, _, channel in places}, report)
    heard = {
        channel: listen(voice, models.activity, lambda share: report(Progress(SPEECH, 0.3 + 0.5 * share)))
        for channel, voice in voices.items()
    }
    found: dict[Place, Sound | None] = {}
    for number, place in enumerate(places):
        found[place] = _sound(heard[place[2]], place, models.emotion) if place[2] in heard else None
        report(Progress(VOICES, 0.8 + 0.2 * (number + 1) / len(places)))
    return found


def _voices(
    recording: Recording, channels: set[int | None], report: ReportProgress
) -> Mapping[int | None, Voice]:
    found: dict[int | None, Voice] = {None: together(recording)} if None in channels else {}
    wanted = {channel for channel in channels if channel is not None and channel < recording.channels}
    if wanted:
        apart = separate(recording, lambda: report(Progress(SPEECH, 0.3)))
        silent = np.zeros(0, np.bool_)
        known = {voice.channel: voice for voice in apart}
        found |= {channel: known.get(channel) or Voice(recording, channel, silent) for channel in wanted}
    return found


def _sound(heard: Heard, place: Place, scorer: VoiceScorer) -> Sound | None:
    recording = heard.voice.recording
    start_s, end_s = ((moment - recording.start_ms) / 1000 for moment in place[:2])
    end_s = min(end_s, recording.duration_ms / 1000)
    if end_s <= start_s:
        return None
    inside = [(max(begin, start_s), min(end, end_s)) for begin, end in heard.spans]
    spoken = [(begin, end) for begin, end in inside if begin < end]
    return sound_of(heard, start_s, end_s, spoken, scorer)

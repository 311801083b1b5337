"""A recording in; who spoke when, what they said and how it sounded out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from emoscope.domain.audio import (
    UNKNOWN_LANGUAGE,
    AudioInfo,
    AudioOptions,
    AudioPredictions,
    Speaker,
    SpeechSegment,
    Transcript,
)
from emoscope.domain.video import Progress, ReportProgress
from emoscope.media.channels import separate, together
from emoscope.media.recording import Recording, recorded
from emoscope.pipelines.diarization import Turn, diarize, one_speaker
from emoscope.pipelines.listening import AudioModels, Heard, listen
from emoscope.pipelines.sounding import sound_of
from emoscope.pipelines.transcripts import Transcripts, emotions_of_words, transcribe, word_count

DECODING, SPEECH, SPEAKERS, WORDS, EMOTIONS = "decoding", "speech", "speakers", "words", "emotions"
STAGES = (DECODING, SPEECH, SPEAKERS, WORDS, EMOTIONS)
"""Names of the stages in Progress, in order."""

_SHARES: Mapping[str, tuple[float, float]] = {
    DECODING: (0.0, 0.05), SPEECH: (0.05, 0.15), SPEAKERS: (0.15, 0.35), WORDS: (0.35, 0.9), EMOTIONS: (0.9,
    1.0)
}  # fmt: skip

NO_SPEECH = "no_speech"
LANGUAGE_NOT_SUPPORTED = "language_not_supported"


def analyze(
    path: Path, models: AudioModels, work_dir: Path, options: AudioOptions, report: ReportProgress
) -> AudioPredictions:
    """Decode into `work_dir` (2 bytes a sample and channel at 16 kHz, deleted afterwards), find speech and
    speakers, transcribe, measure.

    Memory does not follow the length of the recording. Raises BadMedia (UnsupportedMedia, DamagedMedia,
    MediaTooLarge, NoSound), and whatever `report` raises.
    """
    stages = _Stages(report)
    work_dir.mkdir(parents=True, exist_ok=True)
    stages.to(DECODING, 0.0)
    with recorded(
        path, work_dir / "sound", options.limits, start_ms=options.start_ms, end_ms=options.end_ms,
        report=lambda done, expected: stages.to(DECODING, done / max(done, expected, 1e-3)),
    ) as recording:  # fmt: skip
        return _analysed(recording, models, options, stages)


def _analysed(
    recording: Recording, models: AudioModels, options: AudioOptions, stages: _Stages
) -> AudioPredictions:
    heard = _listened(recording, models, options, stages)
    voices, centres = _diarized(heard, models, options, stages)
    written = Transcripts([], ())
    if options.transcribe:
        written = transcribe(
            voices, models.transcriber, models.text.language, options.language, stages.part(WORDS)
        )
    segments = []
    for number, (voice, turn) in enumerate(voices):
        transcript = written.found[number] if written.found else None
        segments.append(_segment(voice, turn, transcript, models, options))
        stages.to(EMOTIONS, (number + 1) / len(voices))
    stages.to(EMOTIONS, 1.0)
    return AudioPredictions(
        info=_info(recording, len(heard) > 1),
        segments=tuple(segments),
        speakers=_speakers(segments, centres),
        speech_ms=covered_ms([span for voice in heard for span in voice.spans]),
        language=_main_language(segments),
        text_emotions=weighted_mean([(s.text_emotions, word_count(s.text)) for s in segments]),
        emotions=weighted_mean([(s.emotions, s.end_ms - s.start_ms) for s in segments]),
        notes=_notes(segments, written, models),
        models=models.ids(),
    )


def _listened(
    recording: Recording, models: AudioModels, options: AudioOptions, stages: _Stages
) -> list[Heard]:
    voices = separate(recording, stages.again) if options.diarize else [together(recording)]
    found = []
    for number, voice in enumerate(voices):
        part = stages.part(SPEECH, number, len(voices))
        found.append(listen(voice, models.activity, part))
    return found


def _diarized(
    heard: Sequence[Heard], models: AudioModels, options: AudioOptions, stages: _Stages
) -> tuple[list[tuple[Heard, Turn]], dict[int, np.ndarray]]:
    """Turns of all voices in order of time, with speakers numbered in order of first speech, and their
    centres."""
    found: list[tuple[Heard, Turn]] = []
    centres: list[np.ndarray] = []
    speaking = [voice for voice in heard if voice.spans]
    for number, voice in enumerate(speaking):
        if options.diarize:
            others = len(speaking) - 1  # on channels of their own
            one = diarize(
                voice, models.voice, models.changes,
                max(0, options.min_speakers - others) if not others else 0,
                max(1, options.max_speakers - others) if options.max_speakers else 0,
                stages.part(SPEAKERS, number, len(speaking)),
            )  # fmt: skip
        else:
            one = one_speaker(voice)
        found += [(voice, replace(turn, speaker=turn.speaker + len(centres))) for turn in one.turns]
        centres += list(one.centres)
    found.sort(key=lambda item: (item[1].start_s, item[1].end_s))
    order: dict[int, int] = {}
    for _, turn in found:
        order.setdefault(turn.speaker, len(order))
    turns = [(voice, replace(turn, speaker=order[turn.speaker])) for voice, turn in found]
    return turns, {new: centres[old] for old, new in order.items()}


def _segment(
    heard: Heard, turn: Turn, transcript: Transcript | None, models: AudioModels, options: AudioOptions
) -> SpeechSegment:
    sound = sound_of(heard, turn.start_s, turn.end_s, turn.spans, models.emotion)
    start_ms = heard.voice.recording.start_ms
    return SpeechSegment(
        start_ms=start_ms + round(turn.start_s * 1000),
        end_ms=start_ms + round(turn.end_s * 1000),
        speaker_id=turn.speaker,
        speaker_probability=turn.probability,
        channel=heard.voice.channel,
        prosody=sound.saying(transcript.text if transcript else ""),
        transcript=transcript,
        emotions=sound.emotions,
        text_emotions=emotions_of_words(transcript, models.text) if options.text_emotions else None,
    )


def _speakers(segments: Sequence[SpeechSegment], centres: Mapping[int, np.ndarray]) -> tuple[Speaker, ...]:
    found = []
    for speaker_id in sorted({segment.speaker_id for segment in segments}):
        own = [segment for segment in segments if segment.speaker_id == speaker_id]
        found.append(
            Speaker(
                speaker_id=speaker_id,
                speaking_ms=sum(s.end_ms - s.start_ms - s.prosody.pause_ms for s in own),
                segment_count=len(own),
                text_emotions=weighted_mean([(s.text_emotions, word_count(s.text)) for s in own]),
                emotions=weighted_mean([(s.emotions, s.end_ms - s.start_ms) for s in own]),
                embedding=tuple(float(value) for value in centres[speaker_id]),
            )
        )
    return tuple(found)


def weighted_mean(weighted: Sequence[tuple[Mapping[str, float] | None, float]]) -> dict[str, float] | None:
    present = [(scores, weight) for scores, weight in weighted if scores is not None and weight > 0]
    if not present:
        return None
    total = sum(weight for _, weight in present)
    return {name: sum(scores[name] * weight for scores, weight in present) / total for name in present[0][0]}


def covered_ms(spans: Sequence[tuple[float, float]]) -> int:
    """Milliseconds in at least one of the spans."""
    total, behind = 0.0, 0.0
    for begin, end in sorted(spans):
        total += max(0.0, end - max(begin, behind))
        behind = max(behind, end)
    return round(total * 1000)


def _main_language(segments: Sequence[SpeechSegment]) -> str:
    spoken: dict[str, int] = {}
    for segment in segments:
        if segment.transcript is not None:
            spoken[segment.language] = spoken.get(segment.language, 0) + segment.end_ms - segment.start_ms
    return max(spoken, key=lambda name: spoken[name]) if spoken else UNKNOWN_LANGUAGE


def _notes(segments: Sequence[SpeechSegment], written: Transcripts, models: AudioModels) -> dict[str, str]:
    notes = {}
    if not segments:
        notes[NO_SPEECH] = "No speech was found, so there is nothing to transcribe or judge."
    if written.withheld:
        named = ", ".join(
            "one that could not be named" if code == UNKNOWN_LANGUAGE else code for code in written.withheld
        )
        known = ", ".join(models.transcriber.languages)
        notes[LANGUAGE_NOT_SUPPORTED] = (
            f"Speech in another language ({named}) is not transcribed; the transcriber knows {known}."
        )
    return notes


def _info(recording: Recording, separated: bool) -> AudioInfo:
    return AudioInfo(
        container=recording.container,
        codec=recording.codec,
        rate_hz=recording.rate_hz,
        channels=recording.channels,
        tracks=recording.tracks,
        track=recording.track,
        duration_ms=recording.duration_ms,
        separate_channels=separated,
    )


class _Stages:
    """Turns the share done of a stage into that of the whole, which never goes back."""

    def __init__(self, report: ReportProgress) -> None:
        self._report, self._last = report, Progress(DECODING, 0.0)

    def to(self, stage: str, share: float) -> None:
        first, last = _SHARES[stage]
        done = max(self._last.fraction, first + (last - first) * min(1.0, share))
        self._last = Progress(stage, done)
        self._report(self._last)

    def again(self) -> None:
        self._report(self._last)

    def part(self, stage: str, number: int = 0, count: int = 1) -> Callable[[float], None]:
        """Reports a share of one of several equal parts of a stage."""
        return lambda share: self.to(stage, (number + share) / count)

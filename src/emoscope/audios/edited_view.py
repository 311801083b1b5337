"""An audio as it is shown: a pure function of its predictions, the edits in effect, and the scores that were
made for what was put in by hand. Everything that is read of an audio comes through here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from emoscope.api.names import distinct
from emoscope.audios.segment_scores import NO_SCORES, Scores, found_scores
from emoscope.audios.timeline import Timeline
from emoscope.audios.transcript_edits import ADDED, SPEAKER, TEXT, TIMES, Line, Transcript, fold
from emoscope.domain.audio import UNKNOWN_LANGUAGE, Prosody, SpeechSegment, SpokenWord
from emoscope.domain.emotions import EmotionScores
from emoscope.domain.text import TextScores
from emoscope.pipelines.audio import covered_ms, weighted_mean
from emoscope.pipelines.remeasuring import Place
from emoscope.pipelines.sounding import Sound
from emoscope.pipelines.transcripts import word_count


@dataclass(frozen=True, slots=True)
class EditedSegment:
    """A segment as shown; `index` counts from 0 in order of time, `segment_id` stays with the segment.

    `changed` names what was changed by hand (text, times, speaker; added: all of it). `scores_pending` says
    that a worker has yet to judge what was changed; until then `emotions` and `prosody` of changed times and
    `text_emotions` of changed words are None. `confidence` is None where the words were written by hand,
    `prosody` also where the sound cannot be measured. `words` are empty where words or times were changed by
    hand: nobody has heard when those are said. The rest is as in SpeechSegment.
    """

    index: int
    segment_id: int
    start_ms: int
    end_ms: int
    speaker_id: int
    speaker_probability: float
    channel: int | None
    text: str
    language: str
    confidence: float | None
    emotions: EmotionScores | None
    text_emotions: TextScores | None
    prosody: Prosody | None
    changed: tuple[str, ...] = ()
    scores_pending: bool = False
    words: tuple[SpokenWord, ...] = ()

    @property
    def duration_ms(self) -> int:
        return self.end_ms - self.start_ms

    @property
    def speaking_ms(self) -> int:
        return max(0, self.duration_ms - (self.prosody.pause_ms if self.prosody else 0))


@dataclass(frozen=True, slots=True)
class EditedSpeaker:
    """A speaker and the figures of all their segments as shown. `name` is unique in the audio: the one that
    was given, else `speaker_N`; `named` tells which."""

    speaker_id: int
    name: str
    named: bool
    speaking_ms: int
    segment_count: int
    emotions: EmotionScores | None
    text_emotions: TextScores | None


@dataclass(frozen=True, slots=True)
class EditedAudio:
    """What is shown of an audio. `speech_ms` is the time in which anybody speaks; where segments were moved,
    put in or taken out, it is that of the segments less the pauses in them. `names` maps the speakers that
    were named to the names as they were given."""

    segments: tuple[EditedSegment, ...]
    speakers: tuple[EditedSpeaker, ...]
    names: Mapping[int, str]
    speech_ms: int
    language: str
    emotions: EmotionScores | None
    text_emotions: TextScores | None
    edited: bool

    @property
    def text(self) -> str:
        """The words of all segments, a line each, as in AudioPredictions."""
        return "\n".join(segment.text for segment in self.segments if segment.text)

    @property
    def scores_pending(self) -> bool:
        return any(segment.scores_pending for segment in self.segments)


@dataclass(frozen=True, slots=True)
class Predicted:
    """The outcome of an analysis, as far as it is needed here."""

    segments: Sequence[SpeechSegment]
    speech_ms: int
    language: str


def edited(
    predicted: Predicted, edits: Iterable[tuple[str, Mapping[str, Any]]], scores: Scores = NO_SCORES
) -> EditedAudio:
    """The audio under edits, given as (kind, body) in order, as `api.edit_history` has them."""
    in_effect = list(edits)
    return shown(predicted, fold(predicted.segments, in_effect), scores, edited=bool(in_effect))


def shown(predicted: Predicted, transcript: Transcript, scores: Scores, *, edited: bool) -> EditedAudio:
    known, heard = found_scores(predicted.segments) | scores, Timeline(predicted.segments)
    segments = tuple(
        _segment(index, line, place_of(line, heard), known)
        for index, line in enumerate(transcript.in_order())
    )
    speakers = sorted({segment.speaker_id for segment in segments})
    names = {speaker: transcript.names[speaker] for speaker in speakers if speaker in transcript.names}
    labels = distinct(speakers, names, "speaker")
    return EditedAudio(
        segments=segments,
        speakers=tuple(_speaker(one, labels[one], one in names, segments) for one in speakers),
        names=names,
        speech_ms=_speech_ms(segments, predicted),
        language=_main_language(segments, predicted),
        emotions=mean_voice(segments),
        text_emotions=mean_words(segments),
        edited=edited,
    )


def place_of(line: Line, predicted: Timeline[SpeechSegment]) -> Place:
    """What is heard of a segment. Where channels were kept apart, one that was put in by hand is heard on
    that of the segment it shares most time with, of equals that of its own speaker, else of the nearest."""
    if line.predicted is not None:
        return line.start_ms, line.end_ms, line.predicted.channel
    near = max(
        predicted.during(line.start_ms, line.end_ms),
        key=lambda one: (one[1], one[0].speaker_id == line.speaker_id),
        default=(predicted.nearest(line.start_ms, line.end_ms), 0),
    )[0]
    return line.start_ms, line.end_ms, near.channel if near else None


def _segment(index: int, line: Line, place: Place, known: Scores) -> EditedSegment:
    changed = line.changed
    own_words = line.predicted if not {TEXT, ADDED} & set(changed) else None
    words, sound = known.words.get(line.text), known.sounds.get(place)
    said = own_words.transcript if own_words else None
    found = line.predicted if SPEAKER not in changed else None
    return EditedSegment(
        index=index,
        segment_id=line.segment_id,
        start_ms=line.start_ms,
        end_ms=line.end_ms,
        speaker_id=line.speaker_id,
        speaker_probability=found.speaker_probability if found else 1.0,
        channel=place[2],
        text=line.text,
        language=own_words.language if own_words else words.language if words else UNKNOWN_LANGUAGE,
        confidence=said.confidence if said else None,
        emotions=sound.emotions if sound else None,
        text_emotions=own_words.text_emotions if own_words else words.emotions if words else None,
        prosody=_prosody(line, own_words, sound),
        changed=changed,
        scores_pending=place not in known.sounds or bool(own_words is None and line.text and words is None),
        words=said.words if said and TIMES not in changed else (),
    )


def _prosody(line: Line, own_words: SpeechSegment | None, sound: Sound | None) -> Prosody | None:
    if own_words is not None and TIMES not in line.changed:
        return own_words.prosody
    return sound.saying(line.text) if sound else None


def _speaker(speaker_id: int, name: str, named: bool, segments: Sequence[EditedSegment]) -> EditedSpeaker:
    own = [one for one in segments if one.speaker_id == speaker_id]
    return EditedSpeaker(
        speaker_id=speaker_id,
        name=name,
        named=named,
        speaking_ms=sum(one.speaking_ms for one in own),
        segment_count=len(own),
        emotions=mean_voice(own),
        text_emotions=mean_words(own),
    )


def mean_voice(segments: Sequence[EditedSegment]) -> EmotionScores | None:
    """Weighted by time, as in an analysis."""
    return weighted_mean([(one.emotions, one.duration_ms) for one in segments])


def mean_words(segments: Sequence[EditedSegment]) -> TextScores | None:
    """Weighted by words, as in an analysis."""
    return weighted_mean([(one.text_emotions, word_count(one.text)) for one in segments])


def _speech_ms(segments: Sequence[EditedSegment], predicted: Predicted) -> int:
    now = sorted((one.start_ms, one.end_ms) for one in segments)
    if now == sorted((one.start_ms, one.end_ms) for one in predicted.segments):
        return predicted.speech_ms
    pauses = sum(one.duration_ms - one.speaking_ms for one in segments)
    return max(0, covered_ms([(start / 1000, end / 1000) for start, end in now]) - pauses)


def _main_language(segments: Sequence[EditedSegment], predicted: Predicted) -> str:
    """That of most of the time in which words are known, once words were written by hand."""
    spoken: Counter[str] = Counter()
    for one in segments:
        if one.text and one.language != UNKNOWN_LANGUAGE:
            spoken[one.language] += one.duration_ms
    by_hand = any({TEXT, ADDED} & set(one.changed) for one in segments)
    return spoken.most_common(1)[0][0] if by_hand and spoken else predicted.language

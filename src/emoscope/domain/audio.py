"""What is known of a sound recording and what an analysis of it yields."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from emoscope.domain.emotions import EmotionScores
from emoscope.domain.text import TextScores
from emoscope.domain.video import MediaLimits

ENGLISH = "en"
UNKNOWN_LANGUAGE = "und"
"""Of speech whose language could not be told."""


@dataclass(frozen=True, slots=True)
class AudioInfo:
    """A decoded sound track. `container` and `codec` are FFmpeg's short names, `rate_hz` and `channels` those
    of the track, `tracks` how many tracks the file has and `track` which of them this is (from 0).

    `duration_ms` is the time really decoded. `separate_channels` says that the channels carried different
    speakers and were listened to one by one.
    """

    container: str
    codec: str
    rate_hz: int
    channels: int
    tracks: int
    track: int
    duration_ms: int
    separate_channels: bool


@dataclass(frozen=True, slots=True)
class AudioOptions:
    """What to analyse and how. An `end_ms` of 0 means the end; results keep the times of the source.

    `language` is a code of ISO 639, None: find out. `min_speakers` and `max_speakers` bound the count, 0: no
    bound. Without `diarize` all speech is one speaker's.
    """

    start_ms: int = 0
    end_ms: int = 0
    transcribe: bool = True
    diarize: bool = True
    text_emotions: bool = True
    language: str | None = None
    min_speakers: int = 0
    max_speakers: int = 0
    limits: MediaLimits = field(default_factory=MediaLimits)


@dataclass(frozen=True, slots=True)
class Prosody:
    """How a stretch of speech sounded, in physical units.

    `pitch_hz` is the median fundamental frequency, `pitch_low_hz` and `pitch_high_hz` its 5th and 95th
    percentile; None where less than 0.1 s was voiced. `voiced_share` is the share of time with a pitch, in
    [0, 1]. `loudness_db` is the root mean square of the speech in dB relative to full scale (a full-scale
    sine is -3.0); `loudness_range_db` the spread from its 10th to its 95th percentile. `words_per_s` counts
    the words of the transcript by the time spoken, None without a transcript. `pause_ms` is the time inside
    the segment without speech, in `pauses` stretches.
    """

    pitch_hz: float | None
    pitch_low_hz: float | None
    pitch_high_hz: float | None
    voiced_share: float
    loudness_db: float
    loudness_range_db: float
    words_per_s: float | None
    pause_ms: int
    pauses: int


@dataclass(frozen=True, slots=True)
class SpokenWord:
    """A word with its punctuation, when it is said in the source, and how sure the transcriber is of it, in
    (0, 1]: the geometric mean of its tokens' probabilities."""

    text: str
    start_ms: int
    end_ms: int
    probability: float


@dataclass(frozen=True, slots=True)
class Transcript:
    """The words of a segment. `confidence` is the geometric mean of the tokens' probabilities, in (0, 1].

    `text` is empty where nothing was understood or where the language is not one that the transcriber
    knows; `language` is a code of ISO 639, UNKNOWN_LANGUAGE where it could not be told. `words` are those of
    the text one by one, in order, empty where the transcriber does not tell their times.
    """

    text: str
    language: str
    confidence: float
    words: tuple[SpokenWord, ...] = ()


@dataclass(frozen=True, slots=True)
class SpeechSegment:
    """One speaker's speech without a long pause.

    `speaker_id` counts from 0 in order of first speech. `speaker_probability` in [0, 1] is how likely the
    voice is that speaker's and none of the others'; 1 where there was nothing to tell apart. `channel` is
    the channel of the source (from 0) where channels were kept apart, else None. `transcript` is None where
    none was asked for. `text_emotions` are 28 independent probabilities, None where there are no English
    words. `emotions`, the eight shares heard in the voice, are None where the voice was not judged.
    """

    start_ms: int
    end_ms: int
    speaker_id: int
    speaker_probability: float
    channel: int | None
    prosody: Prosody
    transcript: Transcript | None = None
    text_emotions: TextScores | None = None
    emotions: EmotionScores | None = None

    @property
    def text(self) -> str:
        return self.transcript.text if self.transcript else ""

    @property
    def words(self) -> tuple[SpokenWord, ...]:
        return self.transcript.words if self.transcript else ()

    @property
    def language(self) -> str:
        return self.transcript.language if self.transcript else UNKNOWN_LANGUAGE


@dataclass(frozen=True, slots=True)
class Speaker:
    """A speaker and the figures of all their segments; means are weighted by time (text: by words).

    `embedding` is a unit-length biometric vector of 192 numbers, empty where there was too little speech.
    """

    speaker_id: int
    speaking_ms: int
    segment_count: int
    text_emotions: TextScores | None
    emotions: EmotionScores | None
    embedding: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class AudioPredictions:
    """The outcome of one analysis, immutable.

    `segments` are in order of their start; those of different speakers may overlap. `speakers` are in order
    of `speaker_id`. `speech_ms` is the time in which anybody spoke. `language` is that of most of the
    speech, UNKNOWN_LANGUAGE where it could not be told or nothing was transcribed. `text_emotions` and
    `emotions` are means over all segments that have them. `notes` maps a stable code to a sentence about what
    was left out and why. `models` maps a job to the model's id.
    """

    info: AudioInfo
    segments: tuple[SpeechSegment, ...]
    speakers: tuple[Speaker, ...]
    speech_ms: int
    language: str
    text_emotions: TextScores | None
    emotions: EmotionScores | None
    notes: Mapping[str, str]
    models: Mapping[str, str]

    @property
    def text(self) -> str:
        """The words of all segments, a line each."""
        return "\n".join(segment.text for segment in self.segments if segment.text)

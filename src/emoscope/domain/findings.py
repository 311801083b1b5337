"""All that is known of one analysed medium, edits included, in the form that everything beyond a single
model's output is made from: analytics, summaries, reports, highlights, exports, conversation.

A video's findings hold those of its sound, an audio's those of its words; what was not analysed is empty.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from emoscope.domain.audio import Prosody, SpokenWord
from emoscope.domain.emotions import Affect, EmotionScores
from emoscope.domain.faces import Box
from emoscope.domain.text import Sentence, TextScores


@dataclass(frozen=True, slots=True, eq=False)
class FaceSeries:
    """What one face showed over time: means of consecutive stretches of `bin_ms` in which it was seen.

    `start_ms` (n,) are the beginnings of those stretches, multiples of `bin_ms`, ascending, with gaps where
    the face was away. `emotions` (n, 8) are shares in the order of EMOTIONS; `valence` and `arousal` (n,) in
    [-1, 1], `intensity` (n,) and `uncertain` (n,), the share of frames that cannot be read, in [0, 1].
    """

    bin_ms: int
    start_ms: NDArray[np.int64]
    emotions: NDArray[np.float64]
    valence: NDArray[np.float64]
    arousal: NDArray[np.float64]
    intensity: NDArray[np.float64]
    uncertain: NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class FaceFindings:
    """A person of a video, or a face of an image.

    `name` is unique within the medium: the one given, else `face_N`; `named` tells which. `speaker_id` is
    the voice linked to the face. `picture_key` is the key of a stored JPEG; where it is empty, the picture
    is to be cut out of frame `picture_frame`, in which the face is the predicted face `picture_face`. Times
    are 0 and `series` is None in an image, `box` None in a video. Averages are over all its frames.
    """

    face_id: int
    name: str
    named: bool
    speaker_id: int | None
    picture_key: str
    first_ms: int
    last_ms: int
    screen_time_ms: int
    emotions: EmotionScores
    affect: Affect
    uncertain_share: float
    series: FaceSeries | None = None
    picture_frame: int = 0
    picture_face: int = 0
    box: Box | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class SpeakerFindings:
    """A voice. `name` is unique within the medium: the one given, else `speaker_N`. `face_id` is the face
    linked to it. `emotions` (heard in the voice) and `text_emotions` (of the words) are None where nothing
    could be judged."""

    speaker_id: int
    name: str
    named: bool
    face_id: int | None
    speaking_ms: int
    segment_count: int
    emotions: EmotionScores | None
    text_emotions: TextScores | None


@dataclass(frozen=True, slots=True)
class SegmentFindings:
    """A stretch of one voice's speech; `index` counts from 0 in order of time. Empty `text`: not understood
    or not asked for. `prosody` is None where the segment was put in by hand and its sound not measured.
    `words` are those of the text one by one, empty where their times are not known."""

    index: int
    start_ms: int
    end_ms: int
    speaker_id: int
    text: str
    language: str
    emotions: EmotionScores | None
    text_emotions: TextScores | None
    prosody: Prosody | None
    words: tuple[SpokenWord, ...] = ()


@dataclass(frozen=True, slots=True)
class VideoFacts:
    """The pictures: size as displayed in pixels, mean rate in frames per second (0 for an image, which
    counts as one frame)."""

    width: int
    height: int
    fps: float
    frame_count: int
    analysed_frames: int


@dataclass(frozen=True, slots=True)
class Ocean:
    """Apparent personality, the five traits in [0, 1]: 0.5 is the norm. `confidence` in [0, 1]."""

    openness: float
    conscientiousness: float
    extraversion: float
    agreeableness: float
    neuroticism: float
    confidence: float


@dataclass(frozen=True, slots=True, eq=False)
class Findings:
    """One analysed medium. `kind` is video, audio, image or text.

    `duration_ms` is 0 for images and texts. `audio_id` and `text_id` are the media of a video's sound and of
    the words, `parent_id` is the medium that this one was taken from, `object_key` and `annotated_key` are
    where its file and its annotated video lie; all empty where there is none.

    `face_emotions`, `voice_emotions` and `text_emotions` are means over the whole medium. `sentences` are
    those of a text (a transcript's words are in `segments`). `personality` is by face_id, only of faces for
    which it was asked. `notes` maps a stable code to a sentence about what was left out and why. `models`
    maps a job to the id of the model that did it. `edited` tells whether corrections by hand are in effect.
    """

    medium_id: str
    user_id: str
    kind: str
    title: str
    description: str
    created_at: datetime
    duration_ms: int
    language: str = ""
    audio_id: str = ""
    text_id: str = ""
    parent_id: str = ""
    object_key: str = ""
    annotated_key: str = ""
    source_url: str = ""
    video: VideoFacts | None = None
    faces: tuple[FaceFindings, ...] = ()
    face_emotions: EmotionScores | None = None
    face_affect: Affect | None = None
    speakers: tuple[SpeakerFindings, ...] = ()
    segments: tuple[SegmentFindings, ...] = ()
    speech_ms: int = 0
    voice_emotions: EmotionScores | None = None
    text_emotions: TextScores | None = None
    sentences: tuple[Sentence, ...] = ()
    words: int = 0
    personality: Mapping[int, Ocean] = field(default_factory=dict)
    notes: Mapping[str, str] = field(default_factory=dict)
    models: Mapping[str, str] = field(default_factory=dict)
    edited: bool = False

    def face(self, face_id: int) -> FaceFindings | None:
        return next((face for face in self.faces if face.face_id == face_id), None)

    def speaker(self, speaker_id: int) -> SpeakerFindings | None:
        return next((one for one in self.speakers if one.speaker_id == speaker_id), None)

    def with_sound(self, heard: Findings) -> Findings:
        """A video's findings with those of its sound; faces and voices that are linked know each other."""
        voices = {face.speaker_id: face.face_id for face in self.faces if face.speaker_id is not None}
        return replace(
            self,
            language=heard.language,
            audio_id=heard.medium_id,
            text_id=heard.text_id,
            speakers=tuple(replace(one, face_id=voices.get(one.speaker_id)) for one in heard.speakers),
            segments=heard.segments,
            speech_ms=heard.speech_ms,
            voice_emotions=heard.voice_emotions,
            text_emotions=heard.text_emotions,
            words=heard.words,
            notes={**heard.notes, **self.notes},
            models={**heard.models, **self.models},
            edited=self.edited or heard.edited,
        )

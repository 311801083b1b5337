"""Made-up findings of media of all kinds, as rich as real ones, for what is made out of findings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

import numpy as np

from emoscope.analyzers.circumplex import affect_columns
from emoscope.domain.audio import Prosody
from emoscope.domain.emotions import EMOTIONS, Affect
from emoscope.domain.faces import Box
from emoscope.domain.findings import (
    FaceFindings,
    FaceSeries,
    Findings,
    Ocean,
    SegmentFindings,
    SpeakerFindings,
    VideoFacts,
)
from emoscope.domain.text import TEXT_EMOTIONS, Sentence

CREATED_AT = datetime(2026, 3, 14, 9, 26, 53, tzinfo=UTC)
FACE_MODELS = {
    "face-detection": "face-centerface-1",
    "face-expression": "face-expression-3",
    "face-affect": "face-circumplex-1",
    "face-identity": "face-dlibresnet-2",
}
SPEECH_MODELS = {
    "speech-activity": "speech-silero-5",
    "speech-transcription": "speech-moonshinetiny-1",
    "voice-embedding": "voice-ecapa-1",
    "speaker-changes": "speaker-segmentation-3",
}
TEXT_MODELS = {"text-emotion": "text-emotion-3"}
SAID: Sequence[tuple[str, str]] = (
    ("So, thank you for making the time today. I have been looking forward to this.", "gratitude"),
    ("Of course. I was a little nervous about it, to be honest.", "nervousness"),
    ("Tell me about the week of the launch. What went through your head?", "curiosity"),
    ("We had worked on it for two years, and on the second day everything broke.", "disappointment"),
    ("I remember sitting in the car and not wanting to go in.", "sadness"),
    ("That must have been awful.", "caring"),
    ("It was. And then the messages came in, hundreds of them, from people we had never met.", "surprise"),
    ("They wanted to help. I still cannot quite believe it.", "gratitude"),
    ("And within a week it was running again, better than before!", "excitement"),
    ("That is wonderful.", "admiration"),
    ("I am proud of all of them.", "pride"),
    ("Yes.", "neutral"),
)
"""What two people say in turns, each with the label that leads."""


def shares(**weights: float) -> dict[str, float]:
    """The eight shares from weights of some; the rest is spread evenly thin."""
    raw = np.array([weights.get(name, 0.02) for name in EMOTIONS])
    return {name: float(share) for name, share in zip(EMOTIONS, raw / raw.sum(), strict=True)}


def words(leading: str, probability: float = 0.8) -> dict[str, float]:
    """The 28 probabilities with one that leads."""
    return {label: probability if label == leading else 0.03 for label in TEXT_EMOTIONS}


def series(duration_ms: int, bin_ms: int, seed: int, mood: str, absent: float = 0.0) -> FaceSeries:
    """A face that turns from neutral to `mood` in the middle, away for a share of the time at the end."""
    rng = np.random.default_rng(seed)
    count = max(1, int(duration_ms / bin_ms * (1 - absent)))
    time = np.linspace(0, 1, count)
    logits = rng.normal(0, 0.25, (count, 8)).cumsum(axis=0) * 0.25
    logits -= logits.mean(axis=0)
    turned = 1 / (1 + np.exp(-(time - 0.5) * 400))
    logits[:, EMOTIONS.index("neutral")] += 3.2 * (1 - turned)
    logits[:, EMOTIONS.index(mood)] += 3.2 * turned
    found = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    valence, arousal, intensity = affect_columns(found).T
    return FaceSeries(
        bin_ms=bin_ms,
        start_ms=np.arange(count, dtype=np.int64) * bin_ms,
        emotions=found,
        valence=valence,
        arousal=arousal,
        intensity=intensity,
        uncertain=np.clip(rng.normal(0.06, 0.08, count), 0, 1),
    )


def face(
    face_id: int,
    name: str = "",
    duration_ms: int = 60_000,
    bin_ms: int = 500,
    mood: str = "happy",
    absent: float = 0.0,
    speaker_id: int | None = None,
    picture_key: str = "",
) -> FaceFindings:
    """A person of a video."""
    course = series(duration_ms, bin_ms, face_id, mood, absent)
    means = course.emotions.mean(axis=0)
    return FaceFindings(
        face_id=face_id,
        name=name or f"face_{face_id}",
        named=bool(name),
        speaker_id=speaker_id,
        picture_key=picture_key,
        first_ms=0,
        last_ms=int(course.start_ms[-1]) + bin_ms,
        screen_time_ms=len(course.start_ms) * bin_ms,
        emotions={label: float(share) for label, share in zip(EMOTIONS, means, strict=True)},
        affect=Affect(
            float(course.valence.mean()), float(course.arousal.mean()), float(course.intensity.mean())
        ),
        uncertain_share=float(course.uncertain.mean()),
        series=course,
    )


def prosody(pitch_hz: float | None = 180.0) -> Prosody:
    return Prosody(
        pitch_hz=pitch_hz,
        pitch_low_hz=None if pitch_hz is None else pitch_hz * 0.75,
        pitch_high_hz=None if pitch_hz is None else pitch_hz * 1.6,
        voiced_share=0.62,
        loudness_db=-23.5,
        loudness_range_db=14.0,
        words_per_s=2.6,
        pause_ms=400,
        pauses=2,
    )


def segments(
    duration_ms: int, said: Sequence[tuple[str, str]] = SAID, speakers: int = 2
) -> tuple[SegmentFindings, ...]:
    """What is said in turns over the whole time, with a pause after each turn, over and over."""
    turn_ms = 5000
    count = max(1, duration_ms // turn_ms)
    moods = ("neutral", "happy", "sad", "surprise", "angry")
    return tuple(
        SegmentFindings(
            index=index,
            start_ms=index * turn_ms,
            end_ms=min(duration_ms, index * turn_ms + turn_ms - 700),
            speaker_id=index % speakers,
            text=said[index % len(said)][0],
            language="en",
            emotions=shares(**{moods[index // 3 % len(moods)]: 0.7, "neutral": 0.3}),
            text_emotions=words(said[index % len(said)][1]),
            prosody=prosody(120.0 + 90.0 * (index % speakers)),
        )
        for index in range(count)
    )


def speaker(
    speaker_id: int, spoken: Sequence[SegmentFindings], name: str = "", face_id: int | None = None
) -> SpeakerFindings:
    own = [segment for segment in spoken if segment.speaker_id == speaker_id]
    return SpeakerFindings(
        speaker_id=speaker_id,
        name=name or f"speaker_{speaker_id}",
        named=bool(name),
        face_id=face_id,
        speaking_ms=sum(segment.end_ms - segment.start_ms for segment in own),
        segment_count=len(own),
        emotions=shares(neutral=0.5, happy=0.3, sad=0.2),
        text_emotions=words("gratitude", 0.35),
    )


def video(duration_ms: int = 60_000, bin_ms: int = 250, **others: object) -> Findings:
    """An interview: three people, the first two of them speak and are linked to their voices."""
    spoken = segments(duration_ms)
    faces = (
        face(1, "Anna Sørensen", duration_ms, bin_ms, "happy", speaker_id=0, picture_key="faces/1.jpg"),
        face(2, "Ben", duration_ms, bin_ms, "surprise", 0.1, speaker_id=1, picture_key="faces/2.jpg"),
        face(3, "", duration_ms, bin_ms, "sad", 0.6),
    )
    return Findings(**{  # type: ignore[arg-type]
        **_heading("video", "Two years and a week: how a launch was saved"),
        "description": "Interview for the annual report.",
        "duration_ms": duration_ms,
        "language": "en",
        "audio_id": "11111111-1111-4111-8111-111111111111",
        "object_key": "media/made-up/source.mp4",
        "video": VideoFacts(1280, 720, 25.0, duration_ms // 40, duration_ms // 40),
        "faces": faces,
        "face_emotions": shares(neutral=0.4, happy=0.3, surprise=0.1, sad=0.1),
        "face_affect": Affect(0.21, 0.12, 0.48),
        **_spoken(spoken, ("Anna Sørensen", "Ben"), (1, 2)),
        "personality": {1: Ocean(0.61, 0.55, 0.72, 0.64, 0.38, 0.52)},
        "models": {**FACE_MODELS, **SPEECH_MODELS, **TEXT_MODELS},
        "edited": True,
        **others,
    })  # fmt: skip


def audio(duration_ms: int = 60_000, **others: object) -> Findings:
    """A conversation of two, one of them named."""
    spoken = segments(duration_ms)
    return Findings(**{  # type: ignore[arg-type]
        **_heading("audio", "Call of 14 March"),
        "duration_ms": duration_ms,
        "language": "en",
        "object_key": "media/made-up/source.wav",
        **_spoken(spoken, ("Interviewer", ""), (None, None)),
        "notes": {"voice_not_judged": "Three segments were too short to judge the voice."},
        "models": {**SPEECH_MODELS, **TEXT_MODELS},
        **others,
    })  # fmt: skip


def image(count: int = 3, **others: object) -> Findings:
    """A picture of 320x240 with that many faces in rows of four."""
    moods = ("happy", "sad", "surprise", "angry", "neutral")
    faces = tuple(
        FaceFindings(
            face_id=number + 1,
            name=f"face_{number + 1}",
            named=False,
            speaker_id=None,
            picture_key="",
            first_ms=0,
            last_ms=0,
            screen_time_ms=0,
            emotions=shares(**{moods[number % 5]: 0.8, "neutral": 0.2}),
            affect=Affect(0.3, 0.1, 0.5),
            uncertain_share=float(number % 3 == 1),
            box=Box(15.0 + 75 * (number % 4), 20.0 + 70 * (number // 4), 60.0, 60.0),
            note="Third from the left is the guest." if number == 0 else "",
        )
        for number in range(count)
    )
    return Findings(**{  # type: ignore[arg-type]
        **_heading("image", "The team after the launch"),
        "duration_ms": 0,
        "object_key": "media/made-up/source.png",
        "video": VideoFacts(320, 240, 0.0, 1, 1),
        "faces": faces,
        "face_emotions": shares(happy=0.6, sad=0.2) if faces else None,
        "face_affect": Affect(0.3, 0.1, 0.5) if faces else None,
        "models": FACE_MODELS,
        **others,
    })  # fmt: skip


def text(parts: Sequence[tuple[str, str]] = SAID, **others: object) -> Findings:
    """A text of these sentences, three to a paragraph, the last one in a language that is not scored."""
    sentences, start = [], 0
    for number, (sentence, label) in enumerate(parts):
        sentences.append(Sentence(sentence, start, start + len(sentence), number // 3, "en", words(label)))
        start += len(sentence) + 1
    foreign = "Das war eine lange Nacht."
    sentences.append(Sentence(foreign, start, start + len(foreign), len(parts) // 3, "de", None))
    return Findings(**{  # type: ignore[arg-type]
        **_heading("text", "Letter to the team"),
        "duration_ms": 0,
        "language": "en",
        "object_key": "media/made-up/source.txt",
        "text_emotions": words("gratitude", 0.4),
        "sentences": tuple(sentences),
        "words": sum(len(sentence.text.split()) for sentence in sentences),
        "models": TEXT_MODELS,
        **others,
    })  # fmt: skip


def _heading(kind: str, title: str) -> Mapping[str, object]:
    return {
        "medium_id": "7f3d1c52-0000-4000-8000-000000000001",
        "user_id": "00000000-0000-4000-8000-00000000000a",
        "kind": kind,
        "title": title,
        "description": "",
        "created_at": CREATED_AT,
    }


def _spoken(
    spoken: tuple[SegmentFindings, ...],
    names: Sequence[str],
    faces: Sequence[int | None],
) -> Mapping[str, object]:
    return {
        "speakers": tuple(
            speaker(number, spoken, name, face_id)
            for number, (name, face_id) in enumerate(zip(names, faces, strict=True))
        ),
        "segments": spoken,
        "speech_ms": sum(segment.end_ms - segment.start_ms for segment in spoken),
        "voice_emotions": shares(neutral=0.4, happy=0.3, sad=0.3),
        "text_emotions": words("gratitude", 0.35),
        "words": sum(len(segment.text.split()) for segment in spoken),
    }

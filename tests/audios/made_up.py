"""Audios with made-up segments, stored as a worker stores them, for tests of what comes afterwards."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

from fastapi.testclient import TestClient
from sqlalchemy import select

from builders.sounds import RATE, two_cities, wav
from emoscope.accounts import service as accounts
from emoscope.api.keys import Identity
from emoscope.api.media import Desk
from emoscope.audios import carrying_over, editing, showing, transcript_text
from emoscope.audios.edited_view import EditedAudio, Predicted
from emoscope.audios.rescoring import RESCORE, AudioRescoring
from emoscope.audios.segment_table import write_segments
from emoscope.audios.transcript_matching import Sent
from emoscope.db import children, edits
from emoscope.db.audio_models import AudioRecord
from emoscope.db.engine import SessionFactory, reading
from emoscope.db.models import Job, Medium, User
from emoscope.domain.audio import AudioInfo, AudioPredictions, Prosody, Speaker, SpeechSegment, Transcript
from emoscope.domain.emotions import EMOTIONS
from emoscope.domain.text import TextScores
from emoscope.domain.video import MediaLimits
from emoscope.jobs.running import JobRunner
from emoscope.library.models import default_text_models
from emoscope.pipelines.transcripts import emotions_of_words, word_count
from emoscope.storage.objects import open_objects

DURATION_MS = 20_000
TALK = (
    (0, 4000, 0, "It was the best of times."),
    (4000, 8000, 1, "I love this place!"),
    (8500, 12_000, 0, "Thank you so much for everything."),
    (12_000, 16_000, 1, "But I am so angry about the bill."),
    (16_500, 19_000, 0, "Goodbye."),
)  # fmt: skip


@cache
def scores_of(text: str) -> TextScores | None:
    """What the words of a segment are scored with when a recording is analysed."""
    return emotions_of_words(Transcript(text, "en", 0.9), default_text_models())


def segment(start_ms: int, end_ms: int, speaker_id: int, text: str, **changes: Any) -> SpeechSegment:
    """A segment whose voice is the happier the later it begins, and whose words were scored."""
    happy = start_ms / (2 * DURATION_MS)
    shares = dict.fromkeys(EMOTIONS, 0.0) | {"happy": happy, "neutral": 1 - happy}
    said = Transcript(text, "en", 0.9)
    lasting_s = (end_ms - start_ms - 500) / 1000
    rate = word_count(text) / lasting_s if text else None
    found = SpeechSegment(
        start_ms, end_ms, speaker_id, 0.8, None, Prosody(120.0, 90.0, 180.0, 0.6, -20.0, 12.0, rate, 500, 1),
        said, scores_of(text), shares,
    )  # fmt: skip
    return replace(found, **changes)


def talk(*parts: tuple[int, int, int, str]) -> tuple[SpeechSegment, ...]:
    return tuple(segment(*part) for part in parts or TALK)


def predicted(segments: Sequence[SpeechSegment]) -> Predicted:
    return Predicted(segments, 17_000, "en")


def predictions(segments: Sequence[SpeechSegment]) -> AudioPredictions:
    speakers = sorted({one.speaker_id for one in segments})
    return AudioPredictions(
        info=AudioInfo("wav", "pcm_s16le", 16_000, 1, 1, 0, DURATION_MS, separate_channels=False),
        segments=tuple(segments),
        speakers=tuple(Speaker(one, 1000, 1, None, None, ()) for one in speakers),
        speech_ms=17_000,
        language="en",
        text_emotions=None,
        emotions=None,
        notes={},
        models={"text-emotion": "text-emotion-3"},
    )


class Silence:
    """A transport on which nobody hears anything."""

    def send(self, job_id: str) -> None: ...


class AudioStore:
    """One user's audio in a database, with a real recording behind it; the jobs are run on demand."""

    def __init__(self, sessions: SessionFactory, folder: Path, owner: str = "") -> None:
        """Of a new user, or of the `owner` with this address."""
        self.folder, self.sessions = folder, sessions
        self.objects = open_objects("", folder / "objects")
        with sessions.begin() as session:
            known = session.scalars(select(User).where(User.email == owner)).first()
            user = known or accounts.create_user(session, f"{uuid4()}@example.org")
            self.user = Identity(user.id, "user")
        self.desk = Desk(sessions, Silence(), self.objects, None, None, 3)
        self.audio_id = ""

    def begin(self, segments: Sequence[SpeechSegment] | None = None, **asked: Any) -> str:
        """A new audio, analysed."""
        with self.sessions.begin() as session:
            medium = Medium(
                user_id=self.user.user_id, kind="audio", title="Talk", object_key="", size_bytes=1,
                duration_ms=DURATION_MS,
            )  # fmt: skip
            session.add(medium)
            session.flush()
            medium.object_key = f"media/{medium.id}/source.wav"
            session.add(AudioRecord(media_id=medium.id, **asked))
            self.audio_id = medium.id
        sound = wav(self.folder / "talk.wav", two_cities()[: DURATION_MS * RATE // 1000])
        self.objects.put(f"media/{self.audio_id}/source.wav", sound)
        self.analyse(talk() if segments is None else segments)
        return self.audio_id

    def analyse(self, segments: Sequence[SpeechSegment]) -> None:
        """Stores a run as the worker does, edits carried over from the run before."""
        found, run_id = predictions(segments), str(uuid4())
        folder = self.folder / run_id
        folder.mkdir()
        key = f"media/{self.audio_id}/runs/{run_id}/segments.parquet"
        write_segments(folder / "segments.parquet", segments)
        self.objects.put(key, folder / "segments.parquet")
        with reading(self.sessions) as session:
            record = session.get_one(AudioRecord, self.audio_id)
        words = transcript_text.store(
            self.objects, children.words_of(self.audio_id), run_id, found.text, default_text_models(), folder,
            lambda _: None, with_emotions=record.text_emotion_analysis, is_new=not record.text_id,
        )  # fmt: skip
        with self.sessions.begin() as session:
            edits.lock(session, self.audio_id)
            medium = session.get_one(Medium, self.audio_id)
            medium.status = "completed"
            carrying_over.store_run(session, self.objects, self.audio_id, run_id, found, key)
            words.keep(session, medium, session.get_one(AudioRecord, self.audio_id))

    def do(self, what: Callable[..., Any], *args: Any) -> Any:
        return what(self.desk, self.user, self.audio_id, *args)

    def reword(self, index: int, words: str) -> None:
        """Puts other words into a segment."""
        start, end, speaker, _ = self.lines()[index]
        self.do(editing.correct, [Sent(start, end, speaker, words)])

    def shown(self) -> EditedAudio:
        with reading(self.sessions) as session:
            return showing.show(session, self.objects, session.get_one(AudioRecord, self.audio_id))

    def lines(self) -> list[tuple[int, int, int, str]]:
        return [(one.start_ms, one.end_ms, one.speaker_id, one.text) for one in self.shown().segments]

    def log(self) -> list[tuple[int, str, str]]:
        history = self.do(editing.history_of)
        return [(entry.number, entry.kind, entry.status) for entry in history.entries]

    def waiting(self) -> list[str]:
        with reading(self.sessions) as session:
            queued = select(Job.id).where(Job.status == "queue", Job.subject_id == self.audio_id)
            return list(session.scalars(queued.order_by(Job.created_at)))

    def run_jobs(self) -> int:
        handler = AudioRescoring(self.sessions, self.objects, MediaLimits(), 1)
        runner = JobRunner(self.sessions, {RESCORE: handler}, self.folder / "work", 30, 300)
        waiting = self.waiting()
        for job_id in waiting:
            runner.run(job_id)
        return len(waiting)

    def text(self) -> str:
        """The words of the audio's text."""
        with reading(self.sessions) as session:
            record = session.get_one(AudioRecord, self.audio_id)
            return self.objects.read(session.get_one(Medium, record.text_id).object_key).decode()


class Talk:
    """A made-up audio behind the real API, and shorthands to ask about it."""

    def __init__(self, client: TestClient, store: AudioStore) -> None:
        self.client, self.store, self.id = client, store, store.begin()

    def correct(self, *parts: tuple[Any, ...]) -> Any:
        names = ("start_millis", "end_millis", "speaker_id", "segment")
        body = [dict(zip(names, part, strict=True)) for part in parts]
        return self.client.put(f"/v1/audios/{self.id}/transcript", json=body)

    def move(self, was: tuple[int, int], part: tuple[int, int, int, str]) -> Any:
        """Corrects the segment that had these times."""
        names = ("start_millis", "end_millis", "speaker_id", "segment")
        body = dict(zip(names, part, strict=True)) | {"was_start_millis": was[0], "was_end_millis": was[1]}
        return self.client.put(f"/v1/audios/{self.id}/transcript", json=[body])

    def replace(self, transcript: str, **more: Any) -> Any:
        body = {"transcript": transcript, **more}
        return self.client.put(f"/v1/audios/{self.id}/transcript/replace", json=body)

    def delete(self, index: Any) -> Any:
        return self.client.delete(f"/v1/audios/{self.id}/{index}")

    def name(self, *names: tuple[int, str]) -> Any:
        body = [{"speaker_id": speaker, "name": name} for speaker, name in names]
        return self.client.put(f"/v1/audios/{self.id}/speakers/names", json=body)

    def merge(self, into: Any, others: str) -> Any:
        form = {"selected_speaker_id": into, "merge_speaker_id": others}
        return self.client.put(f"/v2/audios/{self.id}/speakers/merge", data=form)

    def step(self, what: str) -> Any:
        return self.client.post(f"/v2/audios/{self.id}/edits/{what}")

    def history(self, **query: Any) -> Any:
        reply = self.client.get(f"/v2/audios/{self.id}/edits", params=query)
        assert reply.status_code == 200, reply.text
        return reply.json()

    def document(self) -> Any:
        return self.client.get(f"/v1/audios/{self.id}").json()

    def segments(self) -> list[tuple[Any, ...]]:
        return [
            (one["start_millis"], one["end_millis"], one["speaker_id"], one["segment"])
            for one in self.document()["segment_text_emotions"]
        ]

    def names(self) -> dict[int, str]:
        return {one["speaker_id"]: one["name"] for one in self.document()["speakers"]}

    def table(self) -> list[dict[str, str]]:
        text = self.client.get(f"/v1/audios/{self.id}/report").text
        return list(csv.DictReader(io.StringIO(text)))

    def everything(self) -> tuple[Any, ...]:
        """All that the API shows of the audio, without what is signed."""
        document = self.document()
        return {name: document[name] for name in document if name != "url"}, self.table()

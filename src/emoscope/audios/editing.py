"""What a user can correct in a transcript. Every correction is a row of the log; what follows from it is
folded when the audio is read, and scored by a worker where it is new."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from emoscope.api import media
from emoscope.api.edit_history import REDO, UNDO, Entry, History
from emoscope.api.keys import Identity
from emoscope.api.media import BadEdit, Desk
from emoscope.api.names import clean_name, distinct, is_odd
from emoscope.audios import rescoring, showing
from emoscope.audios.errors import LastSegment, SegmentNotFound, SpeakerNotFound
from emoscope.audios.repository import KIND
from emoscope.audios.transcript_edits import CORRECT, DELETE, MERGE, RENAME, REPLACE, Transcript, fold
from emoscope.audios.transcript_formats import SEGMENT_LENGTH, SEGMENTS_AT_MOST, parse
from emoscope.audios.transcript_matching import Sent, corrections
from emoscope.audios.transcript_speakers import attributed
from emoscope.audios.transcript_times import OVERHANG_MS, clock, timed
from emoscope.db import edits
from emoscope.db.audio_models import AudioRecord
from emoscope.db.engine import reading
from emoscope.db.models import Medium
from emoscope.domain.audio import SpeechSegment
from emoscope.jobs.sending import unit_of_work

SPEAKERS_AT_MOST = 1000
"""Numbers of speakers are below this."""


@dataclass(slots=True)
class Draft:
    """An audio that one transaction alone is editing; `history` and `transcript` are from before the edit.
    `was_queued` tells whether a worker was set to what the edit brought in."""

    session: Session
    attempts: int
    user_id: str
    medium: Medium
    record: AudioRecord
    segments: Sequence[SpeechSegment]
    history: History
    transcript: Transcript
    was_queued: bool = False

    @property
    def begin_ms(self) -> int:
        return self.medium.start_ms

    @property
    def end_ms(self) -> int:
        """Of the part that was analysed."""
        return self.medium.start_ms + self.record.analysed_ms

    def add(self, kind: str, body: dict[str, Any]) -> None:
        """Writes an edit, which must have been checked, to the log."""
        self.write(kind, body, [*self.history.effective, (kind, body)])

    def write(
        self, kind: str, body: dict[str, Any], effective: Sequence[tuple[str, Mapping[str, Any]]]
    ) -> None:
        edits.append(self.session, self.record.media_id, self.user_id, kind, body)
        before, self.transcript = _said(self.transcript), fold(self.segments, effective)
        if before != _said(self.transcript):
            rescoring.ask(self.session, self.record.media_id, self.attempts)
            self.was_queued = True


def _said(transcript: Transcript) -> list[tuple[int, int, str]]:
    return [(line.start_ms, line.end_ms, line.text) for line in transcript.in_order()]


@contextmanager
def opened(desk: Desk, user: Identity, audio_id: str) -> Iterator[Draft]:
    """The audio, if it is the user's and analysed; nothing is kept of the edit when the block raises."""
    with unit_of_work(desk.sessions, desk.transport) as session:
        medium = media.owned(session, user, KIND, audio_id)
        edits.lock(session, medium.id)
        record = session.get(AudioRecord, medium.id)
        if record is None or not record.segments_key:
            raise media.not_analysed(medium)
        history = showing.history_of(session, medium.id)
        try:
            segments = showing.predicted(desk.objects, record).segments
        except FileNotFoundError as error:  # deleted this very moment
            raise media.MediumNotFound(KIND) from error
        transcript = fold(segments, history.effective)
        yield Draft(session, desk.job_attempts, user.user_id, medium, record, segments, history, transcript)


def correct(desk: Desk, user: Identity, audio_id: str, sent: Sequence[Sent]) -> list[Sent]:
    """Corrects the segments that are meant (see `transcript_matching`), adds those that are none yet.
    Returns those sent, as they are kept."""
    if not sent:
        raise BadEdit("No segment is given; send a list of segments.")
    if len(sent) > SEGMENTS_AT_MOST:
        raise BadEdit(f"{len(sent)} segments were sent; at most {SEGMENTS_AT_MOST} are accepted at once.")
    with opened(desk, user, audio_id) as draft:
        _require_time(draft)
        clean = [_clean_segment(number, one, draft) for number, one in enumerate(sent)]
        _require_once(clean)
        body = corrections(clean, draft.transcript)
        if any(body.values()):
            draft.add(CORRECT, body)
        return clean


def replace(desk: Desk, user: Identity, audio_id: str, written: str) -> tuple[Transcript, bool]:
    """Puts a written transcript in the place of all segments; BadTranscript where it cannot be read. Returns
    it, and whether a worker was set to scoring it."""
    cues = parse(written)
    with opened(desk, user, audio_id) as draft:
        _require_time(draft)
        heard = [(one.start_ms, one.end_ms) for one in draft.segments]
        timed_cues = timed(cues, heard, draft.begin_ms, draft.end_ms)
        body = attributed(timed_cues, draft.transcript)
        body["names"] = {speaker: clean_name(name) for speaker, name in body["names"].items()}
        if max(line["speaker_id"] for line in body["lines"]) >= SPEAKERS_AT_MOST:
            raise BadEdit(f"The transcript names too many people; at most {SPEAKERS_AT_MOST} can speak.")
        draft.add(REPLACE, body)
        return draft.transcript, draft.was_queued


def delete(desk: Desk, user: Identity, audio_id: str, index: int) -> None:
    """Takes a segment out, named by its place in order of time; LastSegment where none would remain."""
    with opened(desk, user, audio_id) as draft:
        lines = draft.transcript.in_order()
        if not 0 <= index < len(lines):
            there = f"its segments are 0 to {len(lines) - 1}" if lines else "it has none"
            raise SegmentNotFound(f"The audio has no segment {index}; {there}.")
        if len(lines) == 1:
            raise LastSegment("At least one segment must remain; replace the transcript instead.")
        line = lines[index]
        draft.add(DELETE, {"segment": line.segment_id, "before": line.as_json()})


def rename(
    desk: Desk, user: Identity, audio_id: str, names: Sequence[tuple[int, str]]
) -> list[tuple[int, str]]:
    """Names speakers; one that was merged into another stands for that one. Returns (speaker_id, name)."""
    if not names:
        raise BadEdit("No name is given; send a list of speaker_id and name.")
    clean = [(speaker, clean_name(name)) for speaker, name in names]
    with opened(desk, user, audio_id) as draft:
        resolved = [(draft.transcript.resolve(speaker), name) for speaker, name in clean]
        speakers = [speaker for speaker, _ in resolved]
        _require_speakers(speakers, draft.transcript)
        for place, speaker in enumerate(speakers):
            if speaker in speakers[:place]:
                raise BadEdit(f"Speaker {speaker} is named more than once; send one name for each speaker.")
        draft.add(RENAME, {"names": {str(speaker): name for speaker, name in resolved}})
        return resolved


def merge(desk: Desk, user: Identity, audio_id: str, into: int, speakers: Sequence[int]) -> list[int]:
    """Makes `speakers` one with `into`. Returns those merged."""
    if not speakers:
        raise BadEdit("No speaker is given; send numbers of speakers with commas between.")
    others = sorted(set(speakers))
    if into in others:
        raise BadEdit(f"Speaker {into} cannot be merged into itself.")
    with opened(desk, user, audio_id) as draft:
        _require_speakers([into, *others], draft.transcript)
        draft.add(MERGE, {"into": into, "speakers": others})
    return others


def undo(desk: Desk, user: Identity, audio_id: str) -> tuple[Entry, History]:
    """Takes back the newest edit in effect. Returns it, and how things stand then."""
    with opened(desk, user, audio_id) as draft:
        entry = draft.history.to_undo()
        draft.write(UNDO, {"edit": entry.number}, draft.history.effective[:-1])
        return entry, showing.history_of(draft.session, audio_id)


def redo(desk: Desk, user: Identity, audio_id: str) -> tuple[Entry, History]:
    """Brings back the edit that was undone last. Returns it, and how things stand then."""
    with opened(desk, user, audio_id) as draft:
        entry = draft.history.to_redo()
        draft.write(REDO, {"edit": entry.number}, [*draft.history.effective, (entry.kind, entry.body)])
        return entry, showing.history_of(draft.session, audio_id)


def history_of(desk: Desk, user: Identity, audio_id: str) -> History:
    """All edits of an audio that the user may read."""
    with reading(desk.sessions) as session:
        return showing.history_of(session, media.readable(session, user, KIND, audio_id).id)


def labels(transcript: Transcript) -> Mapping[int, str]:
    """What each speaker is called where no two may be called alike."""
    return distinct(transcript.speakers(), transcript.names, "speaker")


def _require_time(draft: Draft) -> None:
    if draft.end_ms <= draft.begin_ms:
        raise BadEdit("No sound could be decoded, so there is no time at which words could be said.")


def _require_speakers(speakers: Sequence[int], transcript: Transcript) -> None:
    known = transcript.speakers()
    for speaker in speakers:
        if speaker not in known:
            into = transcript.resolve(speaker)
            fate = f" (it was merged into speaker {into})" if into != speaker else ""
            there = ", ".join(str(one) for one in known) or "none"
            raise SpeakerNotFound(f"The audio has no speaker {speaker}{fate}; its speakers: {there}.")


def _require_once(sent: Sequence[Sent]) -> None:
    seen: dict[tuple[int, int, int], int] = {}
    for number, one in enumerate(sent):
        first = seen.setdefault((one.start_ms, one.end_ms, one.speaker_id), number)
        if first != number:
            raise BadEdit(f"Segments {first} and {number} of those sent have the same times and speaker.")


def _clean_segment(number: int, sent: Sent, draft: Draft) -> Sent:
    """A segment as it is kept; BadEdit where it cannot be one."""
    where = f"Segment {number} of those sent"
    if sent.end_ms <= sent.start_ms:
        raise BadEdit(f"{where} ends before it begins.")
    begin_ms, end_ms = draft.begin_ms, draft.end_ms
    if not begin_ms <= sent.start_ms < end_ms or sent.end_ms > end_ms + OVERHANG_MS:
        raise BadEdit(
            f"{where} is not within the recording, which is from {clock(begin_ms)} to {clock(end_ms)}."
        )
    if not 0 <= sent.speaker_id < SPEAKERS_AT_MOST:
        raise BadEdit(f"{where} has speaker {sent.speaker_id}; accepted are 0 to {SPEAKERS_AT_MOST - 1}.")
    text = " ".join(unicodedata.normalize("NFC", sent.text).split())
    if len(text) > SEGMENT_LENGTH or any(is_odd(sign) for sign in text):
        raise BadEdit(f"{where} has more than {SEGMENT_LENGTH} characters, or control characters.")
    speaker = draft.transcript.resolve(sent.speaker_id)
    return Sent(sent.start_ms, min(sent.end_ms, end_ms), speaker, text, sent.was)

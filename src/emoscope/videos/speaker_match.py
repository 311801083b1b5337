"""Which voice is whose face: said by hand, or worked out by a worker on demand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from emoscope.api import media
from emoscope.api.findings import FindingsOf
from emoscope.api.keys import Identity
from emoscope.api.media import Desk
from emoscope.api.names import clean_name
from emoscope.db import edits
from emoscope.db.audio_models import AudioRecord
from emoscope.db.engine import reading
from emoscope.db.models import Job, Medium, VideoRecord
from emoscope.db.people_models import SpeakerMatch
from emoscope.domain.findings import SpeakerFindings
from emoscope.errors import EmoscopeError
from emoscope.jobs import records
from emoscope.jobs.sending import unit_of_work
from emoscope.videos import editing, repository, speaker_match_store
from emoscope.videos.corrections import LINK_SPEAKERS
from emoscope.videos.edited_view import View
from emoscope.videos.editing import Draft
from emoscope.videos.service import KIND
from emoscope.videos.speaker_match_store import RENAME_SPEAKERS

MATCH = "match_speakers"
EVENT = "speaker_face_match"


class BadMapping(EmoscopeError):
    code = "bad_mapping"
    status = 400
    title = "Mapping not acceptable"


class NoAudio(EmoscopeError):
    code = "no_audio"
    status = 400
    title = "Video without audio"


class NotCompleted(EmoscopeError):
    code = "not_completed"
    status = 409
    title = "Processing not completed"


class SpeakerNotFound(EmoscopeError):
    code = "speaker_not_found"
    status = 404
    title = "Speaker not found"


@dataclass(frozen=True, slots=True)
class Pair:
    """A voice said to be a face's. Without a name, the one that the voice, else the face, has is for both."""

    face_id: int
    speaker_id: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the linking of a video stands. `outcome` is that of the newest automatic match, if any."""

    view: View
    job: Job | None
    outcome: SpeakerMatch | None


def link(desk: Desk, findings_of: FindingsOf, user: Identity, video_id: str, pairs: Sequence[Pair]) -> None:
    """Links voices with faces and gives both the same name; what is so already stays as it is.

    Raises BadMapping, NoAudio, NotAnalysed while video or audio are not completed, SpeakerNotFound,
    FaceNotFound, and BadEdit for what cannot be a name.
    """
    clean = [Pair(one.face_id, one.speaker_id, _given(one.name)) for one in pairs]
    _require_one_each(clean)
    with reading(desk.sessions) as session:
        audio, _ = _sound(session, media.readable(session, user, KIND, video_id))
    speakers = {one.speaker_id: one for one in findings_of(audio).speakers}
    for one in clean:
        if one.speaker_id not in speakers:
            known = ", ".join(str(speaker) for speaker in sorted(speakers)) or "none"
            raise SpeakerNotFound(f"The audio has no speaker {one.speaker_id}; its speakers: {known}.")
    with editing.opened(desk, user, video_id, admins_too=True) as draft:
        add_links(draft, audio, speakers, clean, automatic=False)


def _given(name: str) -> str:
    return clean_name(name) if name.strip() else ""


def _require_one_each(pairs: Sequence[Pair]) -> None:
    if not pairs:
        raise BadMapping("No mapping is given; send a list of face_id, speaker_id and name.")
    for subject in ("face_id", "speaker_id"):
        numbers = [getattr(one, subject) for one in pairs]
        twice = [number for number in numbers if numbers.count(number) > 1]
        if twice:
            raise BadMapping(f"{subject} {twice[0]} is mapped more than once; send one mapping for each.")


def _sound(session: Session, video: Medium) -> tuple[Medium, AudioRecord]:
    """The completed sound of a completed video."""
    if video.status != "completed":
        raise media.not_analysed(video)
    found = speaker_match_store.sound_of(session, video.id)
    if found is None:
        raise NoAudio("The video has no audio that was analysed, so there are no speakers to match.")
    if found[0].status != "completed":
        raise media.not_analysed(found[0])
    return found


def add_links(
    draft: Draft,
    audio: Medium,
    speakers: Mapping[int, SpeakerFindings],
    pairs: Sequence[Pair],
    *,
    unlinked: Sequence[int] = (),
    automatic: bool,
) -> None:
    """Writes what is new of links into the video's log, and what is new of names into the audio's."""
    view = draft.view
    names = {
        one.speaker_id: _shared_name(one, speakers[one.speaker_id], view, automatic=automatic)
        for one in pairs
    }
    links = [
        {"face_id": one.face_id, "speaker_id": one.speaker_id, "name": names[one.speaker_id]} for one in pairs
    ]
    new = [link for link in links if not _in_effect(link, view, automatic=automatic)]
    if new or unlinked:
        body = {"links": new, "unlinked": list(unlinked), "automatic": automatic}
        draft.add(LINK_SPEAKERS, body)
    renamed = {
        str(speaker): name
        for speaker, name in names.items()
        if name and (speakers[speaker].name if speakers[speaker].named else "") != name
    }
    if renamed:
        edits.append(draft.session, audio.id, draft.user_id, RENAME_SPEAKERS, {"names": renamed})


def _shared_name(pair: Pair, speaker: SpeakerFindings, view: View, *, automatic: bool) -> str:
    """The name for both; none where an automatic match would have to give up one that either has."""
    of_voice, of_face = speaker.name if speaker.named else "", view.names.get(pair.face_id, "")
    if automatic and of_voice and of_face:
        return ""
    return pair.name or of_voice or of_face


def _in_effect(link: Mapping[str, Any], view: View, *, automatic: bool) -> bool:
    face = link["face_id"]
    by_hand = face not in view.corrections.matched
    linked = view.speakers.get(face) == link["speaker_id"] and (by_hand or automatic)
    return linked and link["name"] in {"", view.names.get(face)}


def trigger(desk: Desk, user: Identity, video_id: str) -> str:
    """Sets a worker to the automatic match, unless one is at it. Returns the id of the audio.

    Raises NoAudio, and NotCompleted while video or audio are not completed.
    """
    with unit_of_work(desk.sessions, desk.transport) as session:
        video = media.readable(session, user, KIND, video_id)
        try:
            audio, _ = _sound(session, video)
        except media.NotAnalysed as error:
            raise NotCompleted(error.message, **error.facts) from error
        job = records.latest(session, video_id, MATCH)
        if job is None or job.status not in {"queue", "processing"}:
            media.enqueue(session, desk, video, MATCH, EVENT, "")
        return audio.id


def standing(desk: Desk, user: Identity, video_id: str) -> Standing:
    """How voices and faces are linked now, and what came of the automatic match."""
    with reading(desk.sessions) as session:
        medium = media.readable(session, user, KIND, video_id)
        record = session.get(VideoRecord, medium.id)
        if record is None:
            raise media.not_analysed(medium)
        sound = speaker_match_store.sound_of(session, medium.id)
        return Standing(
            repository.view_of(session, record),
            records.latest(session, video_id, MATCH),
            speaker_match_store.newest(session, record, sound[1]) if sound else None,
        )

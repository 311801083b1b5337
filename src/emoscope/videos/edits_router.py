"""HTTP for edits of videos: the contract's operations, their history, undo and redo."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Body, Form, Path, Query, Request
from fastapi.responses import Response

from emoscope.api.auth import CurrentUser
from emoscope.api.edit_schemas import EditHistory, EditStep
from emoscope.api.files import object_response
from emoscope.api.isolated import IsolatedFailure
from emoscope.api.state import State, desk_of
from emoscope.api.translate import numbers, whole_number
from emoscope.videos import edit_schemas as wire
from emoscope.videos import edit_translate, editing
from emoscope.videos.errors import FrameUnreadable
from emoscope.videos.frame_images import FrameImages

router = APIRouter()
pictures = APIRouter()

VideoId = Annotated[str, Path(description="Id of the video (UUID).")]
FrameId = Annotated[str, Path(description="Index of the frame in the source video, from 0.")]
FaceId = Annotated[str, Path(description="Number of the face in the video, from 1.")]
Score = Annotated[float, Form(description="Score from 0 on; the eight are divided by their sum.")]


@router.put("/v1/videos/{video_id}/faces/names")
def update_faces_names(
    state: State,
    user: CurrentUser,
    video_id: VideoId,
    face_updates: Annotated[list[wire.FaceNameItem], Body(description="Faces and the names to give them.")],
) -> list[wire.NameUpdateResponse]:
    """Names people; everything that shows a face then shows its name."""
    given = [(item.face_id, item.name) for item in face_updates]
    named = editing.rename(desk_of(state), user, video_id, given)
    return [wire.NameUpdateResponse(face_id=face_id, name=name) for face_id, name in named]


@router.put("/v1/videos/{video_id}/faces")
def merge_face(
    state: State,
    user: CurrentUser,
    video_id: VideoId,
    selected_face_id: Annotated[int, Form(description="Number of the face that stays.")],
    merge_face_id: Annotated[str, Form(description="Faces to merge into it, comma separated.")],
) -> wire.MergeResponse:
    """Makes several faces one person; where two of them are in one frame, the selected one is shown."""
    others = numbers("merge_face_id", merge_face_id)
    merged = editing.merge(desk_of(state), user, video_id, selected_face_id, others)
    words = edit_translate.faces(merged).capitalize()
    return wire.MergeResponse(message=f"{words} merged into face {selected_face_id}.")


@router.delete("/v1/videos/{video_id}/faces")
def delete_faces(
    state: State,
    user: CurrentUser,
    video_id: VideoId,
    face_ids: Annotated[str, Form(description="Faces to delete, comma separated; one must remain.")],
) -> wire.DeleteFacesResponse:
    """Takes faces out of all results of the video; undo brings them back."""
    gone = editing.delete(desk_of(state), user, video_id, numbers("face_ids", face_ids))
    return wire.DeleteFacesResponse(
        id=video_id, message=f"{edit_translate.faces(gone).capitalize()} deleted."
    )


@router.put("/v1/videos/{video_id}/frames/faces")
def update_multiple_faces(
    state: State,
    user: CurrentUser,
    video_id: VideoId,
    frame_ids: Annotated[str, Form(description="Frames to change, comma separated, from 0.")],
    current_face_id: Annotated[int, Form(description="Number of the face in these frames now.")],
    new_face_id: Annotated[int, Form(description="Number of the face that it really is.")],
) -> wire.MultiFaceResponse:
    """Says that a face is somebody else in some frames; all frames are changed or none."""
    wanted = numbers("frame_ids", frame_ids)
    frames = editing.reassign(desk_of(state), user, video_id, current_face_id, new_face_id, wanted)
    many = "frame" if len(frames) == 1 else "frames"
    message = f"Face {current_face_id} is face {new_face_id} in {len(frames)} {many}."
    return wire.MultiFaceResponse(message=message, updated_frames=frames)


@router.put("/v1/videos/{video_id}/frames/{frame_id}/faces/{face_id}/emotions")
def update_emotion_per_frame(
    state: State,
    user: CurrentUser,
    video_id: VideoId,
    frame_id: FrameId,
    face_id: FaceId,
    angry: Score = 0,
    contempt: Score = 0,
    disgust: Score = 0,
    fear: Score = 0,
    happy: Score = 0,
    neutral: Score = 0,
    sad: Score = 0,
    surprise: Score = 0,
) -> wire.UpdateEmotionResponse:
    """Sets the emotions of a face in a frame; means follow, and so do valence, arousal and intensity."""
    frame, face = whole_number("frame_id", frame_id), whole_number("face_id", face_id)
    scores = {
        "angry": angry, "contempt": contempt, "disgust": disgust, "fear": fear,
        "happy": happy, "neutral": neutral, "sad": sad, "surprise": surprise,
    }  # fmt: skip
    shares = editing.set_emotions(desk_of(state), user, video_id, frame, face, scores)
    return wire.UpdateEmotionResponse(frame_id=str(frame), face_id=face, emotions=shares)


@router.put("/v1/videos/{video_id}/frames/{frame_id}/faces/{face_id}/note")
def edit_face_note(
    state: State,
    user: CurrentUser,
    video_id: VideoId,
    frame_id: FrameId,
    face_id: Annotated[str, Path(description="Number of the face, from 1; 0 for the whole frame.")],
    note: Annotated[str, Form(description="The note, up to 5,000 characters; a blank removes it.")],
) -> wire.FrameNoteResponse:
    """Puts a note on a face in a frame, or on the frame, in the place of the one before."""
    frame, face = whole_number("frame_id", frame_id), whole_number("face_id", face_id)
    editing.write_note(desk_of(state), user, video_id, frame, face, note)
    return wire.FrameNoteResponse(id=video_id, status="updated")


@router.post("/v1/videos/{video_id}/faces/{face_id}/split")
def split_face(
    state: State,
    user: CurrentUser,
    video_id: VideoId,
    face_id: FaceId,
    first_frame: Annotated[str, Form(description="First frame of the new person, from 0.")],
    last_frame: Annotated[str, Form(description="Last frame of the new person, included.")],
) -> wire.SplitResponse:
    """Makes a new person of what a face is in a range of frames, for when two people were taken for one."""
    face = whole_number("face_id", face_id)
    first, last = whole_number("first_frame", first_frame), whole_number("last_frame", last_frame)
    new = editing.split(desk_of(state), user, video_id, face, first, last)
    message = f"Face {face} is face {new} in frames {first} to {last}."
    return wire.SplitResponse(id=video_id, face_id=face, new_face_id=new, message=message)


@router.get("/v2/videos/{video_id}/edits")
def list_video_edits(
    state: State,
    user: CurrentUser,
    video_id: VideoId,
    before: Annotated[int | None, Query(description="Only rows with a smaller number.")] = None,
    page_size: Annotated[int, Query(ge=1, le=1000, description="Rows per page, 1 to 1,000.")] = 100,
) -> EditHistory:
    """Who changed what and what became of it, newest first."""
    found = editing.history_of(desk_of(state), user, video_id)
    return edit_translate.history(video_id, found, before, page_size)


@router.post("/v2/videos/{video_id}/edits/undo")
def undo_video_edit(state: State, user: CurrentUser, video_id: VideoId) -> EditStep:
    """Takes back the newest edit that is in effect."""
    entry, found = editing.undo(desk_of(state), user, video_id)
    return edit_translate.step(video_id, "Undone", entry, found)


@router.post("/v2/videos/{video_id}/edits/redo")
def redo_video_edit(state: State, user: CurrentUser, video_id: VideoId) -> EditStep:
    """Brings back the edit that was undone last; a new edit ends what can be redone."""
    entry, found = editing.redo(desk_of(state), user, video_id)
    return edit_translate.step(video_id, "Redone", entry, found)


@pictures.get("/v1/videos/{video_id}/frames/{frame_id}/faces/{face_id}.jpg")
def get_face_picture(
    request: Request,
    state: State,
    video_id: str,
    frame_id: int,
    face_id: int,
    expires: int = 0,
    signature: str = "",
) -> Response:
    """A face cut out of a frame, by signed link; its number is that of the prediction."""
    state.signer.check(f"/v1/videos/{video_id}/frames/{frame_id}/faces/{face_id}.jpg", expires, signature)
    images: FrameImages = request.app.state.frame_images
    try:
        key = images.face_key_of(video_id, frame_id, face_id)
    except IsolatedFailure as failure:
        raise FrameUnreadable(f"The frame could not be read: {failure.message}") from failure
    return object_response(state, key)

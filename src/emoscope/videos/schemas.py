"""The contract's shapes for videos, with what we add beside them."""

from __future__ import annotations

from pydantic import BaseModel, Field

from emoscope.api.schemas import BoundingBox, EmotionScores, Failure, ValenceArousalIntensity
from emoscope.domain.emotions import EMOTIONS


class Faces(BaseModel):
    """A person seen in the video."""

    image: str = Field(description="Signed link to the best picture of the face (JPEG), good for an hour.")
    name: str | None = Field(None, description="The name given to the person, null while nobody gave one.")
    face_id: int = Field(description="Number of the person in this video, from 1 in order of screen time.")
    screen_time_ms: int = Field(0, description="How long the face is visible, in milliseconds.")
    first_frame: int = Field(0, description="Source frame in which the face is first seen, from 0.")
    last_frame: int = Field(0, description="Source frame in which the face is last seen, from 0.")
    emotions: EmotionScores = Field(
        default_factory=EmotionScores, description="Mean emotion shares of this face over its frames."
    )
    dominant_emotion: str = Field("", description="The emotion with the largest mean share.")
    valence_arousal: ValenceArousalIntensity | None = Field(
        None, description="Mean valence, arousal and intensity of this face."
    )
    uncertain_share: float = Field(
        0, description="Share of this face's frames, 0 to 1, in which it cannot be read well."
    )


class ListOfFaces(BaseModel):
    faces: list[Faces] = Field(description="Everyone who was seen, in order of face_id.")


class VideoResponse(BaseModel):
    """A video, where its analysis stands, and what it found."""

    title: str = Field("", description="Title given at upload.")
    description: str = Field("", description="Description given at upload.")
    id: str = Field(description="Id of the video (UUID).")
    audio_id: str = Field("", description="Id of the audio taken from the video, empty where there is none.")
    model_id: str = Field("", description="Ids of the models behind the results, comma separated.")
    emotions_list: list[str] = Field(list(EMOTIONS), description="The emotion labels that results use.")
    url: str = Field("", description="Signed link to the uploaded video, good for an hour.")
    faces: ListOfFaces = Field(
        default_factory=lambda: ListOfFaces(faces=[]), description="The people seen in the video."
    )
    annotated_video_mp4: str | None = Field(
        None, description="Signed link to the annotated video, null while none has been made."
    )
    summary: str = Field("", description="What was found, in a few sentences; empty until it is.")
    total_frames_count: int = Field(0, description="Frames in the source video.")
    fps: float = Field(0, description="Mean frame rate of the source, in frames per second.")
    height: float = Field(0, description="Height as displayed, in pixels.")
    width: float = Field(0, description="Width as displayed, in pixels.")
    status: str = Field(description="queue, processing, completed or failed.")
    created_at: str = Field("", description="When the video was uploaded, ISO 8601 in UTC.")
    thumbnail_image: str = Field("", description="Signed link to a telling frame (JPEG), good for an hour.")
    text_id: str = Field("", description="Id of the transcript, empty where there is none.")
    duration: int = Field(0, description="Duration of the source, in milliseconds.")
    analysed_frames: int = Field(0, description="Frames that were analysed.")
    emotions: EmotionScores | None = Field(
        None, description="Mean shares over all faces and frames, null where no face was seen."
    )
    valence_arousal: ValenceArousalIntensity | None = Field(
        None, description="Mean valence, arousal and intensity, null where no face was seen."
    )
    models: dict[str, str] = Field(default_factory=dict, description="Job to id of the model that did it.")
    notes: dict[str, str] = Field(
        default_factory=dict, description="Code to sentence: what of the sound was left out, and why."
    )
    stage: str = Field("", description="What the analysis is doing now.")
    progress: int = Field(0, description="Share of the analysis that is done, in percent.")
    attempts: int = Field(0, description="How often the newest analysis was started.")
    error: Failure | None = Field(None, description="Why the analysis failed, null unless it did.")


class VideoEmotionResponseV2(BaseModel):
    """An accepted upload."""

    id: str = Field(description="Id of the video (UUID), with which results are fetched.")
    title: str = Field(description="Title given at upload.")
    status: str = Field(description="queue, processing, completed or failed.")
    duration: int = Field(description="Duration in milliseconds, 0 until the file has been probed.")
    media_source: str = Field(description="Where the file came from; 'upload' for an uploaded file.")
    media_source_url: str = Field(description="The address it came from, empty for an uploaded file.")
    user_id: str = Field(description="Id of the owner (UUID).")
    created_at: str | None = Field(None, description="When the video was uploaded, ISO 8601 in UTC.")


class VideoListItem(VideoEmotionResponseV2):
    """A line of the list of videos."""

    description: str = Field("", description="Description given at upload.")
    thumbnail_image: str = Field("", description="Signed link to a telling frame (JPEG), good for an hour.")
    project_id: str = Field("", description="Id of the project it is in (UUID), empty for none.")
    dominant_emotion: str = Field(
        "",
        description="The leading one of the 8 mean emotions, edits included; empty while nothing is known.",
    )
    error: Failure | None = Field(None, description="Why the analysis failed, null unless it did.")


class VideoEditResponse(BaseModel):
    title: str | None = Field(None, description="Title of the video after the edit.")
    description: str | None = Field(None, description="Description of the video after the edit.")


class GenerateCSVResponse(BaseModel):
    id: str = Field(description="Id of the video.")
    message: str = Field(description="What to do next.")
    status: str = Field(description="'completed': the report can be downloaded.")


class AnnotatedVideoResponse(BaseModel):
    """Where the making of an annotated video stands."""

    video_id: str = Field(description="Id of the video.")
    message: str = Field(description="What is going on, in words.")
    status: str = Field(description="pending, in progress, or failed.")


class SignedDownloadUrlResponse(BaseModel):
    """A link to a file that is ready."""

    video_id: str = Field(description="Id of the video.")
    download_url: str = Field(description="Signed link to the file, good until `expires_at`.")
    filename: str = Field(description="A name for the downloaded file.")
    expires_in_minutes: int = Field(description="For how many minutes the link works.")
    expires_at: str = Field(description="When the link ends, ISO 8601 in UTC.")
    note: str = Field("The link ends at expires_at; ask again for a fresh one.", description="A reminder.")


class VideoDeleteResponse(BaseModel):
    id: str = Field(description="Id of the deleted video.")
    status: str = Field(description="'deleted'.")


class ReprocessVideoResponse(BaseModel):
    id: str = Field(description="Id of the video.")
    message: str = Field(description="What was done.")
    status: str = Field(description="queue, processing, completed or failed.")


class FramesResponse(BaseModel):
    """One frame of the video with the faces in it."""

    original_frame_image: str = Field("", description="Signed link to the frame (JPEG), made when opened.")
    frame_image: str = Field("", description="Signed link to the annotated frame (JPEG), made when opened.")
    found_faces: list[int] = Field(default_factory=list, description="Numbers of the faces in the frame.")
    timestamp: int = Field(0, description="Time of the frame in the source, in milliseconds.")
    faces: list[BoundingBox] = Field(default_factory=list, description="The faces with their scores.")
    frame_id: int = Field(0, description="Index of the frame in the source video, from 0.")
    note: str = Field("", description="Note on the frame, empty while nobody wrote one.")


class MultipleFramesResponse(BaseModel):
    processed_frames: list[FramesResponse] = Field(description="The analysed frames of the window, in order.")


class FrameEmotionResponseData(BaseModel):
    """The leading emotion of a frame, or of one face in it."""

    frame_id: str = Field(description="Index of the frame in the source video, from 0.")
    face_id: int | None = Field(None, description="The face asked for, null for the whole frame.")
    dominant_emotion: str | None = Field(
        None, description="The emotion with the largest share, null where no face is in the frame."
    )
    message: str | None = Field(None, description="Why there is no emotion, null where there is one.")

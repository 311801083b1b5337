"""The contract's shapes for images, with what we add beside them."""

from __future__ import annotations

from pydantic import BaseModel, Field

from emoscope.api.schemas import BoundingBox, Failure


class ImageEmotionResponseV2(BaseModel):
    """An accepted upload."""

    id: str = Field(description="Id of the image (UUID), with which results are fetched.")
    title: str = Field(description="Title given at upload.")
    status: str = Field(description="queue, processing, completed or failed.")
    media_source: str = Field(description="Where the file came from; 'upload' for an uploaded file.")
    media_source_url: str = Field(description="The address it came from, empty for an uploaded file.")
    media_source_type: str = Field(description="Always 'image'.")
    user_id: str = Field(description="Id of the owner (UUID).")
    created_at: str | None = Field(None, description="When the image was uploaded, ISO 8601 in UTC.")


class ImageListItem(ImageEmotionResponseV2):
    """A line of the list of images."""

    description: str = Field("", description="Description given at upload.")
    project_id: str = Field("", description="Id of the project it is in (UUID), empty for none.")
    dominant_emotion: str = Field(
        "", description="The leading one of the 8 emotions of the largest face; empty while nothing is known."
    )
    error: Failure | None = Field(None, description="Why the analysis failed, null unless it did.")


class ImageDBResponse(BaseModel):
    """An image, where its analysis stands, and what it found."""

    id: str = Field(description="Id of the image (UUID), empty when analysed without a server.")
    status: str = Field(description="queue, processing, completed or failed.")
    title: str = Field(description="Title given at upload, or the file's name.")
    description: str = Field(description="Description given at upload.")
    created_at: str = Field(description="When the image was uploaded, ISO 8601 in UTC.")
    original_frame_image: str = Field(description="Signed link to the uploaded image, good for an hour.")
    height: float = Field(description="Height as displayed, in pixels; 0 until analysed.")
    width: float = Field(description="Width as displayed, in pixels; 0 until analysed.")
    found_faces: list[int] = Field(description="Numbers of the faces, the largest face first.")
    faces: list[BoundingBox] = Field(description="The faces with their scores.")
    annotated_image: str = Field(description="Signed link to the annotated image, empty until analysed.")
    models: dict[str, str] = Field(default_factory=dict, description="Job to id of the model that did it.")
    stage: str = Field("", description="What the analysis is doing now.")
    progress: int = Field(0, description="Share of the analysis that is done, in percent.")
    error: Failure | None = Field(None, description="Why the analysis failed, null unless it did.")


class ImageDeleteResponse(BaseModel):
    id: str = Field(description="Id of the deleted image.")
    status: str = Field(description="'deleted'.")


class ImageReprocessResponse(BaseModel):
    id: str = Field(description="Id of the image.")
    status: str = Field(description="queue, processing, completed or failed.")
    message: str = Field(description="What was done.")


class ImageNoteResponse(BaseModel):
    id: str = Field(description="Id of the image.")
    status: str = Field(description="'updated'.")


class ImageEditResponse(BaseModel):
    title: str | None = Field(None, description="Title of the image after the edit.")
    description: str | None = Field(None, description="Description of the image after the edit.")

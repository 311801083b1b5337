"""Shapes of the project operations, which are ours."""

from __future__ import annotations

from pydantic import BaseModel, Field

from emoscope.api.schemas import Words


class ProjectInput(BaseModel):
    name: Words = Field(description="Name, at most 200 characters.")
    purpose: Words = Field(
        description="What media are processed for: research, product, marketing, media, accessibility, "
        "healthcare, safety, personal, other; workplace and education are refused (see docs/accounts.md)."
    )
    legal_basis: Words = Field(
        "",
        description="consent, contract, legal_obligation, vital_interests, public_task or "
        "legitimate_interests (GDPR Article 6); empty where none is recorded.",
    )
    description: Words = Field("", description="Notes, at most 5000 characters.")
    justification: Words = Field(
        "", description="The medical or safety reason for which an admin allows a banned purpose."
    )


class ProjectItem(ProjectInput):
    id: str = Field(description="Id of the project (UUID), to be given as project_id at upload.")
    created_at: str = Field(description="When it was made, ISO 8601 in UTC.")
    media_count: int = Field(description="How many media are in it.")


class Assignment(BaseModel):
    media_ids: list[Words] = Field(max_length=1000, description="Ids of media to put into the project.")


class ProjectDone(BaseModel):
    message: str = Field(description="What was done.")

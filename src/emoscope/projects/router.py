"""HTTP for projects."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Path

from emoscope.api.auth import CurrentUser
from emoscope.api.state import State
from emoscope.api.translate import time_of
from emoscope.db.account_models import Project
from emoscope.db.engine import reading
from emoscope.projects import schemas as wire
from emoscope.projects import service
from emoscope.projects.service import Wanted

router = APIRouter(prefix="/v2/projects", tags=["Projects"])

ProjectId = Annotated[str, Path(description="Id of the project (UUID).")]


@router.get("")
def list_projects(state: State, user: CurrentUser) -> list[wire.ProjectItem]:
    """The caller's projects, newest first."""
    with reading(state.sessions) as session:
        return [_item(project, count) for project, count in service.listed(session, user)]


@router.post("", status_code=201)
def create_project(state: State, user: CurrentUser, body: wire.ProjectInput) -> wire.ProjectItem:
    """Makes a project with a purpose of processing."""
    with state.sessions.begin() as session:
        return _item(service.create(session, user, Wanted(**body.model_dump())), 0)


@router.put("/{project_id}")
def change_project(
    state: State, user: CurrentUser, project_id: ProjectId, body: wire.ProjectInput
) -> wire.ProjectItem:
    """Changes name, purpose and notes of a project."""
    with state.sessions.begin() as session:
        service.change(session, user, project_id, Wanted(**body.model_dump()))
    with reading(state.sessions) as session:
        found = {project.id: (project, count) for project, count in service.listed(session, user)}
        return _item(*found[project_id])


@router.put("/{project_id}/media")
def assign_media(
    state: State, user: CurrentUser, project_id: ProjectId, body: wire.Assignment
) -> wire.ProjectDone:
    """Puts media into the project."""
    with state.sessions.begin() as session:
        count = service.assign(session, user, project_id, body.media_ids)
    return wire.ProjectDone(message=f"{count} media are in the project.")


@router.post("/removals")
def remove_media(state: State, user: CurrentUser, body: wire.Assignment) -> wire.ProjectDone:
    """Takes media out of the projects that they are in; they stay in the library."""
    with state.sessions.begin() as session:
        count = service.take_out(session, user, body.media_ids)
    return wire.ProjectDone(message=f"{count} media are in no project.")


@router.delete("/{project_id}")
def delete_project(state: State, user: CurrentUser, project_id: ProjectId) -> wire.ProjectDone:
    """Ends a project; its media stay."""
    with state.sessions.begin() as session:
        count = service.delete(session, user, project_id)
    return wire.ProjectDone(message=f"The project was deleted; {count} media stay without it.")


def _item(project: Project, count: int) -> wire.ProjectItem:
    return wire.ProjectItem(
        id=project.id,
        name=project.name,
        purpose=project.purpose,
        legal_basis=project.legal_basis,
        description=project.description,
        justification=project.justification,
        created_at=time_of(project.created_at),
        media_count=count,
    )

"""Projects: media grouped under a name, with what they are processed for and on which legal basis."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from emoscope.api.keys import Identity
from emoscope.db.account_models import Project
from emoscope.db.children import possibly_below, was_uploaded
from emoscope.db.models import Medium
from emoscope.errors import EmoscopeError
from emoscope.logging import get_logger

log = get_logger(__name__)

PURPOSES = (
    "research", "product", "marketing", "media", "accessibility", "healthcare", "safety", "personal",
    "workplace", "education", "other",
)  # fmt: skip
BANNED = ("workplace", "education")
"""Where Article 5(1)(f) of the EU AI Act (Regulation 2024/1689) forbids inferring emotions, unless it is for
medical or safety reasons."""

LEGAL_BASES = (
    "", "consent", "contract", "legal_obligation", "vital_interests", "public_task", "legitimate_interests",
)  # fmt: skip
"""Those of Article 6(1) of the GDPR; empty where none is recorded."""

NAME_LENGTH, TEXT_LENGTH = 200, 5000


class ProjectNotFound(EmoscopeError):
    code = "project_not_found"
    status = 404
    title = "Project not found"


class BadProject(EmoscopeError):
    code = "bad_project"
    status = 422
    title = "Project not acceptable"


class PurposeRefused(EmoscopeError):
    code = "purpose_refused"
    status = 403
    title = "Purpose refused"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A project as it is handed in."""

    name: str
    purpose: str
    legal_basis: str
    description: str
    justification: str


def listed(session: Session, user: Identity) -> Sequence[tuple[Project, int]]:
    """The user's projects with how many media each has, not counting the sound and words of videos,
    newest first."""
    counts = (
        select(Medium.project_id, func.count().label("count"))
        .where(Medium.user_id == user.user_id, was_uploaded())
        .group_by(Medium.project_id)
        .subquery()
    )
    rows = session.execute(
        select(Project, func.coalesce(counts.c.count, 0))
        .outerjoin(counts, counts.c.project_id == Project.id)
        .where(Project.user_id == user.user_id)
        .order_by(Project.created_at.desc(), Project.id)
    )
    return [(project, count) for project, count in rows]


def create(session: Session, user: Identity, wanted: Wanted) -> Project:
    """Raises BadProject for what cannot be, PurposeRefused for a purpose that the law bans."""
    _check(user, wanted)
    project = Project(user_id=user.user_id)
    _fill(project, wanted)
    session.add(project)
    session.flush()
    return project


def change(session: Session, user: Identity, project_id: str, wanted: Wanted) -> Project:
    """As `create`, for a project that is there; media keep belonging to it."""
    project = owned(session, user, project_id)
    _check(user, wanted)
    _fill(project, wanted)
    return project


def delete(session: Session, user: Identity, project_id: str) -> int:
    """Ends the project; how many media were in it, which stay."""
    project = owned(session, user, project_id)
    freed = session.execute(
        update(Medium)
        .where(Medium.user_id == user.user_id, Medium.project_id == project_id)
        .values(project_id="")
    )
    session.delete(project)
    return int(freed.rowcount)  # type: ignore[attr-defined]


def assign(session: Session, user: Identity, project_id: str, media_ids: Sequence[str]) -> int:
    """Puts media into a project, each with the sound and words that were taken from it; all of them or, where
    one is not the user's, none. How many there were."""
    owned(session, user, project_id)
    return _put(session, user, project_id, media_ids)


def take_out(session: Session, user: Identity, media_ids: Sequence[str]) -> int:
    """As `assign`, leaving the media without a project."""
    return _put(session, user, "", media_ids)


def owned(session: Session, user: Identity, project_id: str) -> Project:
    project = session.get(Project, project_id)
    if project is None or project.user_id != user.user_id:
        raise ProjectNotFound("There is no project with this id.")
    return project


def _put(session: Session, user: Identity, project_id: str, media_ids: Sequence[str]) -> int:
    wanted = set(media_ids)
    mine = session.scalars(select(Medium).where(Medium.user_id == user.user_id, Medium.id.in_(wanted))).all()
    if missing := wanted - {medium.id for medium in mine}:
        raise BadProject(f"You have no medium {min(missing)}; nothing was changed.")
    together = wanted.union(*(possibly_below(medium) for medium in mine))
    session.execute(update(Medium).where(Medium.id.in_(together)).values(project_id=project_id))
    return len(wanted)


def _fill(project: Project, wanted: Wanted) -> None:
    project.name, project.description = wanted.name.strip(), wanted.description
    project.purpose, project.legal_basis = wanted.purpose, wanted.legal_basis
    project.justification = wanted.justification if wanted.purpose in BANNED else ""


def _check(user: Identity, wanted: Wanted) -> None:
    if not wanted.name.strip() or len(wanted.name) > NAME_LENGTH:
        raise BadProject(f"A project has a name of at most {NAME_LENGTH} characters.")
    if max(len(wanted.description), len(wanted.justification)) > TEXT_LENGTH:
        raise BadProject(f"Texts have at most {TEXT_LENGTH} characters.")
    if wanted.purpose not in PURPOSES:
        raise BadProject(f"purpose is {wanted.purpose!r}; accepted are {', '.join(PURPOSES)}.")
    if wanted.legal_basis not in LEGAL_BASES:
        raise BadProject(f"legal_basis is {wanted.legal_basis!r}; accepted are {', '.join(LEGAL_BASES[1:])}.")
    if wanted.purpose in BANNED:
        _check_banned(user, wanted)


def _check_banned(user: Identity, wanted: Wanted) -> None:
    if not (user.is_admin and wanted.justification.strip()):
        raise PurposeRefused(
            f"Inferring emotions at the workplace or in education is banned in the EU (AI Act, Article "
            f"5(1)(f)) unless for medical or safety reasons. An admin may allow {wanted.purpose!r} by giving "
            f"such a reason as justification."
        )
    log.warning(
        "banned_purpose_allowed",
        user_id=user.user_id,
        project=wanted.name,
        purpose=wanted.purpose,
        justification=wanted.justification,
    )

"""HTTP for reports as PDF and for exports."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Path, Query, Request
from fastapi.responses import JSONResponse, Response

from emoscope.api.auth import CurrentUser
from emoscope.api.files import object_response
from emoscope.api.state import ApiState, Links, ReplyLinks, State, desk_of
from emoscope.rendering.exports import FORMATS, Format
from emoscope.rendering.exports.document import FindingsDocument
from emoscope.rendering.exports.vocabularies import VOCABULARIES, write_vocabulary
from emoscope.reports import schemas as wire
from emoscope.reports import service
from emoscope.reports.errors import NoSuchVocabulary
from emoscope.reports.service import Standing

router = APIRouter()

MediaType = Annotated[str, Path(description="video, audio, image or text; the plural is taken too.")]
MediaId = Annotated[str, Path(description="Id of the medium (UUID).")]
EMOTIONML = "application/emotionml+xml"


@router.get(
    "/v2/reports/pdf/{media_id}",
    tags=["Report API"],
    response_model=None,
    responses={202: {"model": wire.PdfReportResponse, "description": "The report is not ready yet."}},
)
def generate_pdf_report(
    request: Request,
    state: State,
    user: CurrentUser,
    links: ReplyLinks,
    media_id: MediaId,
    media_type: Annotated[str, Query(description="Kind of the medium: video, audio, image or text.")],
    callback_url: Annotated[
        str | None, Query(description="Address to tell when the report is ready.")
    ] = None,
    retry: Annotated[bool, Query(description="Whether to try again after a failure.")] = False,
) -> Response:
    """The report as PDF; answers 202 with the status while a worker makes it.

    A client that accepts JSON alone (`Accept: application/json`) gets the status with a link instead of the
    bytes.
    """
    standing = service.ask(
        desk_of(state), state.findings_of, user, media_type, media_id, (callback_url or "").strip(), retry
    )
    if standing.key and not _wants_json(request):
        kind = standing.medium.kind
        return object_response(state, standing.key, f"{kind}-{media_id}-report.pdf")
    reply = _standing(state, links, standing)
    return JSONResponse(reply.model_dump(), 200 if standing.status in {"completed", "failed"} else 202)


def _wants_json(request: Request) -> bool:
    accepted = request.headers.get("accept", "")
    return "application/json" in accepted and "*/*" not in accepted and "application/pdf" not in accepted


def _standing(state: ApiState, links: Links, standing: Standing) -> wire.PdfReportResponse:
    return wire.PdfReportResponse(
        media_id=standing.medium.id,
        media_type=standing.medium.kind,
        status=standing.status,
        message=standing.message,
        progress=standing.progress,
        download_url=links.to_object(standing.key),
        expires_in=state.link_lifetime_s if standing.key else 0,
    )


@router.get("/v2/{media_type}/{media_id}/exports", tags=["Exports"])
def list_exports(
    state: State, user: CurrentUser, media_type: MediaType, media_id: MediaId
) -> wire.ExportsResponse:
    """The formats that there are, and which of them the medium can be had in."""
    medium, findings = service.find(desk_of(state), state.findings_of, user, media_type, media_id)
    return wire.ExportsResponse(
        media_id=medium.id,
        media_type=medium.kind,
        exports=[
            wire.ExportFormat(
                format=one.name,
                about=one.about,
                content_type=one.media_type,
                file_name=_file_name(medium.kind, medium.id, one),
                available=not one.lacking(findings),
                reason=one.lacking(findings),
            )
            for one in FORMATS.values()
        ],
    )


@router.get("/v2/{media_type}/{media_id}/exports/{format_name}", tags=["Exports"], response_model=None)
def download_export(
    request: Request,
    state: State,
    user: CurrentUser,
    media_type: MediaType,
    media_id: MediaId,
    format_name: Annotated[str, Path(description=f"One of {', '.join(FORMATS)}.")],
) -> Response:
    """The findings in one format, corrections included."""
    medium, findings = service.find(desk_of(state), state.findings_of, user, media_type, media_id)
    chosen = service.format_for(format_name, findings)
    base = (state.public_url or str(request.base_url)).rstrip("/")
    name = _file_name(medium.kind, medium.id, chosen)
    return Response(
        chosen.write(findings, f"{base}/v2/vocabularies"),
        media_type=chosen.media_type,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _file_name(kind: str, media_id: str, chosen: Format) -> str:
    return f"{kind}-{media_id}.{chosen.ending}"


@router.get("/v2/vocabularies/{name}", tags=["Exports"], response_model=None)
def get_vocabulary(
    name: Annotated[str, Path(description=f"One of {', '.join(VOCABULARIES)}.")],
) -> Response:
    """A vocabulary that exported EmotionML refers to; needs no key."""
    if name not in VOCABULARIES:
        raise NoSuchVocabulary(f"There is no vocabulary {name!r}; there are {', '.join(VOCABULARIES)}.")
    return Response(write_vocabulary(name), media_type=EMOTIONML)


@router.get("/v2/schemas/findings", tags=["Exports"])
def get_findings_schema() -> dict[str, Any]:
    """The JSON Schema of the `json` export; needs no key."""
    return FindingsDocument.model_json_schema(mode="serialization")

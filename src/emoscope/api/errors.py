"""How errors look on the wire: the contract's `detail`, with the members of RFC 9457 and a stable code."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from emoscope.errors import EmoscopeError
from emoscope.logging import get_logger

log = get_logger(__name__)

_CODES = {404: "not_found", 405: "method_not_allowed", 413: "upload_too_large"}


def problem(
    request: Request, status: int, code: str, title: str, detail: Any, facts: dict[str, Any] | None = None
) -> JSONResponse:
    body = {
        **(facts or {}),
        "type": f"urn:emoscope:error:{code}",
        "title": title,
        "status": status,
        "detail": detail,
        "code": code,
        "instance": request.url.path,
        "request_id": structlog.contextvars.get_contextvars().get("request_id", ""),
    }
    headers = {"WWW-Authenticate": "ApiKey"} if status == HTTPStatus.UNAUTHORIZED else {}
    if facts and "retry_after_s" in facts:
        headers["Retry-After"] = str(facts["retry_after_s"])
    return JSONResponse(jsonable_encoder(body), status_code=status, headers=headers)


def on_emoscope_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, EmoscopeError)  # noqa: S101 - registered for this class only
    return problem(request, error.status, error.code, error.title, error.message, error.facts)


def on_invalid_request(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)  # noqa: S101 - registered for this class only
    found = [{key: item[key] for key in ("loc", "msg", "type")} for item in error.errors()]
    return problem(request, 422, "invalid_request", "Invalid request", found)


def on_http_error(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)  # noqa: S101 - registered for this class only
    code = _CODES.get(error.status_code, f"http_{error.status_code}")
    title = HTTPStatus(error.status_code).phrase
    return problem(request, error.status_code, code, title, error.detail)


def on_unexpected(request: Request, error: Exception) -> JSONResponse:
    log.error("request_failed", exc_info=error)
    return problem(request, 500, "internal_error", "Internal error", "Internal Server Error")


def install(app: FastAPI) -> None:
    app.add_exception_handler(EmoscopeError, on_emoscope_error)
    app.add_exception_handler(RequestValidationError, on_invalid_request)
    app.add_exception_handler(HTTPException, on_http_error)
    app.add_exception_handler(Exception, on_unexpected)

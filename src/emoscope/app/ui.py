"""The web UI: its pages and files, as built by `make web`, and what stands in their place before."""

from __future__ import annotations

import html
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from urllib.parse import urlsplit

from fastapi import FastAPI, Request, Response
from fastapi.responses import FileResponse, HTMLResponse, JSONResponse
from starlette.middleware.gzip import GZipMiddleware
from starlette.staticfiles import StaticFiles

from emoscope.settings import Settings

BUILT = Path(__file__).with_name("static")
"""Where `make web` puts the built files; the wheel carries them."""

PAGES = (
    "/sign-in",
    "/videos/{id}",
    "/audios/{id}",
    "/images/{id}",
    "/texts/{id}",
    "/live",
    "/projects",
    "/admin",
    "/profile",
    "/reference",
)
"""Addresses that the UI routes by itself, beside `/`. Everything else is the API's, or is not there."""

_NOT_BUILT = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Emoscope</title></head>
<body>
<h1>Emoscope {version}</h1>
<p>The server is running. Its web pages have not been built yet: run <code>make web</code> in the source tree.
That takes Node.js of the machine, or one from the Python package index.</p>
<ul>
<li><a href="openapi.json">openapi.json</a>: the API, for any OpenAPI viewer or client generator</li>
<li><a href="health">health</a>: whether the database answers, and how many jobs wait</li>
</ul>
<p>The API needs no pages. Make a key with <code>emoscope users create you@example.org</code>, then:</p>
<pre>curl -H "X-API-Key: $KEY" -F title=Test -F video_file=@clip.mp4 {base}v2/videos</pre>
</body>
</html>
"""


class HashedFiles(StaticFiles):
    """Files whose names change with their content, so that a browser never asks for them twice."""

    def file_response(self, *args: object, **named: object) -> Response:
        response = super().file_response(*args, **named)  # type: ignore[arg-type]
        response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
        return response


def install(app: FastAPI, settings: Settings, built: Path = BUILT) -> None:
    """Adds the pages to the app: `/` answers browsers with the UI, and other clients with JSON."""
    headers = page_headers(settings)
    index = built / "index.html"

    def page(request: Request) -> Response:
        if index.is_file():
            return FileResponse(index, headers=headers)
        words = _NOT_BUILT.format(version=version("emoscope"), base=html.escape(str(request.base_url)))
        return HTMLResponse(words, headers={"Cache-Control": "no-store"})

    def start(request: Request) -> Response:
        # What lies behind `/` depends on who asks; caches must not mix them up.
        response = page(request) if _reads_html(request) else JSONResponse(_start_answer(request))
        response.headers["Vary"] = "Accept"
        return response

    app.add_api_route("/", start, include_in_schema=False)
    for path in PAGES:
        app.add_api_route(path, page, include_in_schema=False)
    files = HashedFiles(directory=built / "assets", check_dir=False)
    app.mount("/assets", GZipMiddleware(files, minimum_size=1024))


def page_headers(settings: Settings) -> Mapping[str, str]:
    """Scripts and styles only from this server; pictures and videos also from where links lead to."""
    media = " ".join(["'self'", *_link_sources(settings)])
    policy = {
        "default-src": "'none'",
        "script-src": "'self'",
        "style-src": "'self'",
        "img-src": f"{media} blob:",
        "media-src": f"{media} blob:",
        "connect-src": media,
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    return {
        "Content-Security-Policy": "; ".join(f"{name} {sources}" for name, sources in policy.items()),
        "Permissions-Policy": "camera=(self), microphone=(self), geolocation=(), payment=(), usb=()",
        "Cross-Origin-Opener-Policy": "same-origin",
        "X-Frame-Options": "DENY",
        "Cache-Control": "no-cache",
    }


def _link_sources(settings: Settings) -> list[str]:
    """Origins of signed links that are not this server; a store may sign for any host of its own."""
    public = urlsplit(settings.public_url)
    found = [f"{public.scheme}://{public.netloc}"] if public.netloc else []
    return [*found, "https:", "http:"] if settings.storage_url else found


def _reads_html(request: Request) -> bool:
    return "text/html" in request.headers.get("accept", "")


def _start_answer(request: Request) -> dict[str, str]:
    base = str(request.base_url)
    return {
        "name": "Emoscope",
        "version": version("emoscope"),
        "openapi": f"{base}openapi.json",
        "health": f"{base}health",
        "videos": f"{base}v2/videos",
        "images": f"{base}v2/images",
        "texts": f"{base}v2/texts",
    }

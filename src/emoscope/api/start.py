"""What a browser sees at `/`: that the server runs, and where to go on."""

from __future__ import annotations

import html
from importlib.metadata import version

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

router = APIRouter(include_in_schema=False)

_PAGE = """<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Emoscope</title></head>
<body>
<h1>Emoscope {version}</h1>
<p>The server is running.</p>
<ul>
<li><a href="openapi.json">openapi.json</a>: the API, for any OpenAPI viewer or client generator</li>
<li><a href="health">health</a>: whether the database answers, and how many jobs wait</li>
</ul>
<p>Make an API key with <code>emoscope users create you@example.org</code>, then send a video:</p>
<pre>curl -H "X-API-Key: $KEY" -F title=Test -F video_file=@clip.mp4 {base}v2/videos</pre>
</body>
</html>
"""


@router.get("/")
def start_page(request: Request) -> HTMLResponse:
    return HTMLResponse(_PAGE.format(version=version("emoscope"), base=html.escape(str(request.base_url))))

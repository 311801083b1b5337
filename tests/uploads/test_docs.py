"""The manual's table of errors is the code's."""

from __future__ import annotations

import re
from pathlib import Path

from emoscope.api import open_uploads
from emoscope.api.media import BadUpload
from emoscope.errors import EmoscopeError
from emoscope.storage import growing
from emoscope.uploads import errors

MANUAL = (Path(__file__).parents[2] / "docs" / "uploads.md").read_text()


def test_every_error_stands_in_the_manual_with_its_status():
    found = {
        (one.status, one.code)
        for module in (errors, open_uploads, growing)
        for one in vars(module).values()
        if isinstance(one, type) and issubclass(one, EmoscopeError) and one is not EmoscopeError
    }
    unseen = {(errors.UploadInterrupted.status, errors.UploadInterrupted.code)}
    rows = re.findall(r"^\| (\d{3}) \| `(\w+)` \|", MANUAL, re.MULTILINE)
    assert {(int(status), code) for status, code in rows} == (found | {(422, BadUpload.code)}) - unseen

"""What can be wrong with a request for a report or an export."""

from __future__ import annotations

from emoscope.errors import BadMedia, EmoscopeError


class BadMediaType(EmoscopeError):
    code = "bad_media_type"
    status = 422
    title = "No such kind of media"


class NoSuchFormat(EmoscopeError):
    code = "no_such_format"
    status = 404
    title = "No such format"


class NothingToExport(EmoscopeError):
    """The medium has nothing that this format could hold."""

    code = "nothing_to_export"
    status = 409
    title = "Nothing to export"


class NoSuchVocabulary(EmoscopeError):
    code = "no_such_vocabulary"
    status = 404
    title = "No such vocabulary"


class ReportOutdated(BadMedia):
    """The medium was sent to another analysis before its report was made."""

    code = "report_outdated"
    title = "Report outdated"

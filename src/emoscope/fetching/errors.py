"""Why a medium could not be fetched from its address: each fault a code, each message says what to do."""

from __future__ import annotations

from emoscope.errors import BadMedia


class SourceFault(BadMedia):
    """The file at the address could not be had."""

    code = "source_fault"
    title = "Source not available"


class SourceRefused(SourceFault):
    """The address, or one that it leads on to, is none that this server goes to."""

    code = "source_refused"
    title = "Address refused"


class SourceNotFound(SourceFault):
    code = "source_not_found"
    title = "Nothing at the address"


class SourceForbidden(SourceFault):
    """The file is there but not for everybody."""

    code = "source_forbidden"
    title = "Not allowed to fetch"


class SourceUnreachable(SourceFault):
    """The server does not answer, or answers that it cannot."""

    code = "source_unreachable"
    title = "Source does not answer"


class SourceIncomplete(SourceFault):
    """The connection broke before the end, time after time."""

    code = "source_incomplete"
    title = "Source ends early"


class SourceTooSlow(SourceFault):
    code = "source_too_slow"
    title = "Source too slow"


class SourceTooLarge(SourceFault):
    code = "source_too_large"
    status = 413
    title = "Source too large"


class SourceIsPage(SourceFault):
    """The address leads to a web page instead of a file."""

    code = "source_is_page"
    title = "Web page instead of media"


class SourceNotMedia(SourceFault):
    """What lies there is no medium of the wanted kind, or is wrapped so that it cannot be told."""

    code = "source_not_media"
    title = "No media at the address"

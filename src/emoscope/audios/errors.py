"""What can go wrong with a request about an audio."""

from __future__ import annotations

from emoscope.errors import EmoscopeError


class BadSpeakerBounds(EmoscopeError):
    code = "bad_speaker_bounds"
    status = 422
    title = "Bounds on speakers not acceptable"


class BadLanguage(EmoscopeError):
    code = "bad_language"
    status = 422
    title = "Language not acceptable"


class SegmentNotFound(EmoscopeError):
    code = "segment_not_found"
    status = 404
    title = "Segment not found"


class SpeakerNotFound(EmoscopeError):
    code = "speaker_not_found"
    status = 404
    title = "Speaker not found"


class LastSegment(EmoscopeError):
    code = "last_segment"
    status = 400
    title = "Last segment"


class PeaksBusy(EmoscopeError):
    code = "peaks_busy"
    status = 503
    title = "Too many waveforms at once"

"""How slices get at what is heard without knowing the slice that listens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from emoscope.db.models import Medium
from emoscope.domain.text import TextScores
from emoscope.domain.video import ReportProgress
from emoscope.jobs.running import Attempt, Outcome


class SoundStage(Protocol):
    """Listens to the sound track of a video's file, from 0 to 1 of what `report` is told.

    The outcome writes the audio that is the video's sound, and the text of its words. A track that cannot be
    read becomes an audio in which nothing is heard, with a note that says why. Raises what `report` raises.
    """

    def __call__(self, attempt: Attempt, video: Medium, path: Path, report: ReportProgress) -> Outcome: ...


@dataclass(frozen=True, slots=True)
class SpokenLine:
    """What one speaker says in a stretch of time. `name` is empty while nobody gave the speaker one;
    `emotions` are None where the words are not judged."""

    start_ms: int
    end_ms: int
    speaker_id: int
    name: str
    text: str
    emotions: TextScores | None


class SpokenIn(Protocol):
    """The lines of an audio in which anything is said, corrections by hand included, in order of time; None
    where there are no results."""

    def __call__(self, audio_id: str) -> Sequence[SpokenLine] | None: ...

"""The outline of a sound, made from the stored file when first asked for, then kept with its results."""

from __future__ import annotations

import tempfile
import threading
from concurrent.futures import Future, ThreadPoolExecutor, wait
from concurrent.futures import TimeoutError as StillMaking
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from emoscope.api import media
from emoscope.api.isolated import IsolatedProcess
from emoscope.api.keys import Identity
from emoscope.audios import repository
from emoscope.audios.errors import PeaksBusy
from emoscope.audios.repository import KIND, Audio
from emoscope.db.engine import SessionFactory, reading
from emoscope.db.models import Medium
from emoscope.domain.video import MediaLimits
from emoscope.errors import Cancelled
from emoscope.pipelines.peaks import HOP_MS, amplitudes, peaks_of
from emoscope.storage.objects import Objects

WAITING_AT_MOST = 32
"""So many sounds may wait for their outline."""
_PATIENCE_S = 2.0
_LONGEST_S = 3600.0


@dataclass(frozen=True, slots=True)
class Outline:
    """Amplitudes of `bin_ms` each from `start_ms` on, in ten-thousandths of full scale, and the largest one
    of the whole sound."""

    start_ms: int
    end_ms: int
    bin_ms: int
    loudest: int
    peaks: list[int]


class PeaksMaker:
    """Makes outlines outside this process, since sounds come from strangers; one at a time."""

    def __init__(
        self, sessions: SessionFactory, objects: Objects, limits: MediaLimits, work_dir: Path
    ) -> None:
        self._sessions, self._objects = sessions, objects
        self._limits, self._work_dir = limits, work_dir
        self._process = IsolatedProcess(_LONGEST_S)
        self._thread = ThreadPoolExecutor(1, "peaks")
        self._lock = threading.Lock()
        self._making: dict[str, Future[None]] = {}
        self._is_closing = False

    def outline(
        self, user: Identity, audio_id: str, start_ms: int, end_ms: int | None, bins: int
    ) -> Outline | None:
        """Of a stretch in at most so many bins; None while it is being made.

        Raises MediumNotFound, NotAnalysed, PeaksBusy, BadMedia, IsolatedFailure.
        """
        with reading(self._sessions) as session:
            audio = repository.load(session, media.readable(session, user, KIND, audio_id))
        if not audio.is_analysed:
            raise media.not_analysed(audio.medium)
        begin_ms = audio.medium.start_ms
        if not audio.record.analysed_ms:
            return Outline(begin_ms, begin_ms, HOP_MS, 0, [])
        key = f"media/{audio_id}/runs/{audio.record.run_id}/peaks.u8"
        if self._objects.head(key) is None and not self._made(key, audio):
            return None
        try:
            codes = np.frombuffer(self._objects.read(key), np.uint8)
        except FileNotFoundError as error:  # deleted or analysed again this very moment
            raise media.MediumNotFound(KIND) from error
        return _stretch(codes, begin_ms, start_ms, end_ms, bins)

    def close(self) -> None:
        """Stops what is being made."""
        self._is_closing = True
        self._thread.shutdown(wait=False, cancel_futures=True)
        for work in list(self._making.values()):
            while not work.done():  # its child may be about to start
                self._process.kill()
                wait([work], timeout=0.1)
        self._thread.shutdown()
        self._process.close()

    def _made(self, key: str, audio: Audio) -> bool:
        """Whether it is there within a short time; begins the work where nobody has."""
        with self._lock:
            work = self._making.get(key)
            if work is None:
                if len(self._making) >= WAITING_AT_MOST:
                    raise PeaksBusy("Too many waveforms are being made; try again in a minute.")
                work = self._making[key] = self._thread.submit(self._make, key, audio.medium)
                # Not by who asked: they may never come back.
                work.add_done_callback(lambda _: self._making.pop(key, None))
        try:
            work.result(_PATIENCE_S)
        except StillMaking:
            return False
        return True

    def _make(self, key: str, medium: Medium) -> None:
        self._work_dir.mkdir(parents=True, exist_ok=True)
        try:
            with (
                tempfile.TemporaryDirectory(dir=self._work_dir) as folder,
                self._objects.as_file(medium.object_key, Path(folder)) as path,
            ):
                if self._is_closing:
                    raise Cancelled("The server is being stopped.")
                spool, part = Path(folder) / "sound", (medium.start_ms, medium.end_ms)
                codes = self._process.call(peaks_of, path, spool, self._limits, *part)
        except FileNotFoundError as error:
            raise media.MediumNotFound(KIND) from error
        finally:
            if len(self._making) <= 1:  # nobody waits for the child, which would hold memory
                self._process.close()
        self._objects.put(key, codes)
        with reading(self._sessions) as session:
            if session.get(Medium, medium.id) is None:  # erased meanwhile, and this with it
                self._objects.delete_under(f"media/{medium.id}")


def _stretch(
    codes: NDArray[np.uint8], begin_ms: int, start_ms: int, end_ms: int | None, bins: int
) -> Outline:
    """The largest of each bin, whose width is a whole number of hops."""
    loudest = int(amplitudes(codes).max(initial=0))
    first = min(len(codes), max(0, start_ms - begin_ms) // HOP_MS)
    behind = len(codes) if end_ms is None else min(len(codes), max(0, -((begin_ms - end_ms) // HOP_MS)))
    chosen = codes[first : max(first, behind)]
    hops = max(1, -(-len(chosen) // bins))
    largest = np.maximum.reduceat(chosen, np.arange(0, len(chosen), hops)) if len(chosen) else chosen
    from_ms = begin_ms + first * HOP_MS
    return Outline(
        from_ms, from_ms + len(chosen) * HOP_MS, hops * HOP_MS, loudest, amplitudes(largest).tolist()
    )

"""The process that a live session's sound is listened to in: where speech is, what it says, how it sounds."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Protocol

import numpy as np

from emoscope.api.isolated import IsolatedProcess
from emoscope.library.models import choose_transcriber, choose_voice_emotion, default_audio_models
from emoscope.pipelines.listening import AudioModels
from emoscope.pipelines.live_speech import (
    Moment,
    Saying,
    SpeechFollower,
    SpeechJudge,
    Stretch,
    models_of,
)

RATE_HZ = 16_000
_SAMPLES_PER_MS = RATE_HZ // 1000
_LARGEST_SLIP_MS = 1000
_WAITING_AT_MOST = 8


@dataclass(frozen=True, slots=True)
class Said:
    """A stretch of speech that has ended, in milliseconds of the session."""

    start_ms: int
    end_ms: int
    saying: Saying


@dataclass(frozen=True, slots=True)
class Heard:
    """What was heard: how things stand, None where nothing was pushed, and all stretches that were judged
    since. `pending` tells that more will come of what was heard so far; `missed` counts stretches that could
    not be judged in time."""

    moment: Moment | None
    said: tuple[Said, ...]
    pending: bool
    missed: int


class Ear(Protocol):
    """Listens to the sound of one session. Blocks; called from threads, one call at a time."""

    def prepare(self) -> Mapping[str, str]:
        """Makes ready. Job to id of the model that does it. May raise an EmoscopeError."""

    def hear(self, pcm: bytes, timestamp_ms: int) -> Heard:
        """16-bit little-endian samples at RATE_HZ that began at this time. Raises IsolatedFailure."""

    def rest(self) -> Heard:
        """Ends what is being said, and waits until all of it is judged. Raises IsolatedFailure."""

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class EarSetup:
    """Which models listen, as the server's settings choose them; `threads` that one model run may use."""

    threads: int
    voice_emotion: str
    transcriber: str
    whisper_model: Path | None


class IsolatedEar:
    """Listens in a child process of its own, which ends with the session and keeps nothing."""

    def __init__(self, setup: EarSetup, timeout_s: float = 60.0) -> None:
        self._process = IsolatedProcess(timeout_s)
        self._setup = setup

    def prepare(self) -> Mapping[str, str]:
        return self._process.call(_models, self._setup)

    def hear(self, pcm: bytes, timestamp_ms: int) -> Heard:
        return self._process.call(_hear, pcm, timestamp_ms, self._setup)

    def rest(self) -> Heard:
        return self._process.call(_rest, self._setup)

    def close(self) -> None:
        self._process.close()


# What follows runs in the child, which serves one session. A child that had to be replaced begins anew.


class Listener:
    """Follows speech at once, and judges what has ended in a thread beside, so that nothing has to wait."""

    def __init__(self, follower: SpeechFollower, judge: SpeechJudge) -> None:
        self._follower, self._judge = follower, judge
        self._origin_ms: int | None = None
        self._thread = ThreadPoolExecutor(1, "judge")
        self._waiting: list[Future[Said]] = []
        self._missed = 0

    def hear(self, pcm: bytes, timestamp_ms: int) -> Heard:
        samples = np.frombuffer(pcm, "<i2").astype(np.float32) / np.float32(32768)
        self._keep_time(timestamp_ms)
        moment, ended = self._follower.push(samples)
        self._submit(ended)
        return self._heard(moment)

    def rest(self) -> Heard:
        self._submit(self._follower.finish())
        for work in self._waiting:
            work.result()
        return self._heard(None)

    def _keep_time(self, timestamp_ms: int) -> None:
        """Samples follow each other without gaps until nothing has come for a while."""
        expected_ms = self._time_of(self._follower.heard)
        if timestamp_ms - expected_ms > _LARGEST_SLIP_MS or self._origin_ms is None:
            self._submit(self._follower.finish())
            self._origin_ms = timestamp_ms - self._follower.heard // _SAMPLES_PER_MS

    def _time_of(self, sample: int) -> int:
        return (self._origin_ms or 0) + sample // _SAMPLES_PER_MS

    def _submit(self, ended: list[Stretch]) -> None:
        for stretch in ended:
            if len(self._waiting) >= _WAITING_AT_MOST:
                self._missed += 1
                continue
            begin, end = self._time_of(stretch.start), self._time_of(stretch.end)
            self._waiting.append(self._thread.submit(self._said, stretch, begin, end))

    def _said(self, stretch: Stretch, start_ms: int, end_ms: int) -> Said:
        return Said(start_ms, end_ms, self._judge.judge(stretch))

    def _heard(self, moment: Moment | None) -> Heard:
        done = []
        while self._waiting and self._waiting[0].done():
            done.append(self._waiting.pop(0).result())
        pending = bool(self._waiting) or self._follower.is_open
        return Heard(moment, tuple(done), pending, self._missed)


@cache
def _chosen(setup: EarSetup) -> AudioModels:
    choose_voice_emotion(setup.voice_emotion)
    choose_transcriber(setup.transcriber, setup.whisper_model)
    return default_audio_models(setup.threads)


@cache
def _listener(setup: EarSetup) -> Listener:
    return Listener(SpeechFollower(_chosen(setup)), SpeechJudge(_chosen(setup)))


def _models(setup: EarSetup) -> Mapping[str, str]:
    _listener(setup)
    return models_of(_chosen(setup))


def _hear(pcm: bytes, timestamp_ms: int, setup: EarSetup) -> Heard:
    return _listener(setup).hear(pcm, timestamp_ms)


def _rest(setup: EarSetup) -> Heard:
    return _listener(setup).rest()

"""Live sessions with sound: speech as it is heard, and what each stretch of it says and how."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from builders.live import NullViewer, session, start
from builders.media import astronaut
from builders.sounds import RATE, two_cities
from emoscope.analyzers.transcription import Words
from emoscope.domain.audio import UNKNOWN_LANGUAGE, Transcript
from emoscope.domain.emotions import EMOTIONS
from emoscope.library.models import default_audio_models
from emoscope.live import hearing
from emoscope.live.ear import Heard, IsolatedEar, Listener, Said
from emoscope.pipelines.listening import AudioModels
from emoscope.pipelines.live_speech import (
    LONGEST_S,
    Moment,
    Saying,
    SpeechFollower,
    SpeechJudge,
    Stretch,
)
from live.test_live import jpeg, until

MARK = b"PC16"


def pcm(samples: np.ndarray) -> bytes:
    return (np.clip(samples, -1, 1) * 32767).astype("<i2").tobytes()


def spoken(seconds: float, silence_s: float = 1.5) -> np.ndarray:
    """Speech and then silence."""
    return np.concatenate(
        [two_cities()[: round(seconds * RATE)], np.zeros(round(silence_s * RATE), np.float32)]
    )


class NullEar:
    """Hears nothing but how much there was, and only when it is let."""

    def __init__(self) -> None:
        self.may_go_on, self.hearing = threading.Event(), threading.Event()
        self.may_go_on.set()
        self.heard: list[bytes] = []
        self.times: list[int] = []
        self.rested = 0
        self.closed = False
        self.is_pending = False

    def prepare(self) -> dict[str, str]:
        return {"speech-activity": "null"}

    def hear(self, pcm: bytes, timestamp_ms: int) -> Heard:
        self.heard.append(pcm)
        self.times.append(timestamp_ms)
        self.hearing.set()
        assert self.may_go_on.wait(10)
        return Heard(Moment(0.5, speaking=True, level_db=-20.0), (), self.is_pending, 0)

    def rest(self) -> Heard:
        self.rested += 1
        said = Said(10, 500, Saying(Transcript("The end.", "en", 0.9), None, None))
        return Heard(None, (said,), pending=False, missed=0)

    def close(self) -> None:
        self.closed = True


@pytest.fixture
def ear(server, viewer: NullViewer) -> NullEar:  # noqa: ARG001 - nothing is seen either
    made = NullEar()
    server.app.state.live.make_ear = lambda: made
    return made


def test_speech_is_heard_and_what_was_said_is_told_with_how_it_sounds(server):
    sound = spoken(6.0)
    with session(server) as socket:
        ready = start(socket, api_key=server.key, sound=True)
        assert ready["type"] == "ready", ready
        assert (ready["sound"], ready["sound_rate_hz"], ready["max_sound_bytes"]) == (True, RATE, 64_000)
        jobs = {"speech-activity", "speech-transcription", "voice-emotion", "text-emotion"}
        assert jobs <= set(ready["models"])
        assert not {"speaker-changes", "voice-embedding"} & set(ready["models"])
        states, segments = [], []
        for begin in range(0, len(sound), RATE // 2):
            socket.send_bytes(MARK + pcm(sound[begin : begin + RATE // 2]))
        socket.send_bytes(jpeg(astronaut()))
        frames = []
        while not (segments and frames and sum(one["end_ms"] - one["start_ms"] for one in segments) > 3000):
            told = socket.receive_json()
            {"sound": states, "segment": segments, "frame": frames}[told["type"]].append(told)
    # Sent all at once, it may be heard as one piece, at whose end nobody speaks any more.
    assert any(state["speech"] > 0.5 for state in states)
    numbers = [state["number"] for state in states]
    assert numbers == sorted(numbers)
    assert frames[0]["number"] == len(range(0, len(sound), RATE // 2)), "numbers count all binary messages"
    words = " ".join(one["text"] for one in segments).lower()
    assert "best of times" in words
    for one in segments:
        assert 0 <= one["start_ms"] < one["end_ms"]
        assert one["language"] == "en"
        assert set(one["emotions"]) == set(EMOTIONS)
        assert sum(one["emotions"].values()) == pytest.approx(1, abs=1e-3)
        assert one["dominant_emotion"] in EMOTIONS
        assert len(one["text_emotions"]) == 28


@pytest.mark.usefixtures("viewer")
def test_a_session_that_did_not_ask_for_sound_takes_none(server):
    with session(server) as socket:
        ready = start(socket, api_key=server.key)
        assert (ready["sound"], ready["models"]) == (False, {})
        socket.send_bytes(MARK + bytes(320))
        refused = socket.receive_json()
        assert (refused["code"], refused["number"]) == ("bad_message", 0)
        socket.send_bytes(b"a frame")
        assert socket.receive_json()["number"] == 1


@pytest.mark.usefixtures("ear")
def test_what_is_no_piece_of_sound_is_refused_and_the_session_goes_on(server):
    with session(server) as socket:
        start(socket, api_key=server.key, sound=True)
        for rubbish in (b"", b"x", bytes(3), bytes(hearing.MAX_SOUND_BYTES + 2)):
            socket.send_bytes(MARK + rubbish)
            assert socket.receive_json()["code"] == "bad_sound"
        socket.send_bytes(MARK + bytes(320))
        told = socket.receive_json()
        assert (told["type"], told["number"], told["dropped_ms"]) == ("sound", 4, 0)


def test_sound_that_comes_too_fast_gives_way_to_the_newest(server, ear):
    ear.may_go_on.clear()
    piece = RATE  # two bytes a sample: half a second
    with session(server) as socket:
        start(socket, api_key=server.key, sound=True)
        socket.send_bytes(MARK + b"\1" * piece)
        assert ear.hearing.wait(10)
        for number in range(2, 26):
            socket.send_bytes(MARK + bytes([number]) * piece)
        socket.send_text("a refusal of this tells that what came before it has arrived")
        assert socket.receive_json()["code"] == "bad_message"
        ear.may_go_on.set()
        first, second = socket.receive_json(), socket.receive_json()
    assert (first["number"], second["number"]) == (0, 24)
    assert second["dropped_ms"] == 2000
    assert ear.heard == [b"\1" * piece, b"".join(bytes([n]) * piece for n in range(6, 26))]
    assert ear.times[0] >= -500
    until(lambda: ear.closed)


def test_where_nothing_comes_any_more_what_was_said_is_told(server, ear, monkeypatch):
    monkeypatch.setattr(hearing, "_SILENCE_S", 0.2)
    ear.is_pending = True
    with session(server) as socket:
        start(socket, api_key=server.key, sound=True)
        socket.send_bytes(MARK + bytes(320))
        assert socket.receive_json()["type"] == "sound"
        told = socket.receive_json()
        assert (told["type"], told["text"], told["emotions"]) == ("segment", "The end.", None)
        time.sleep(0.5)
        assert ear.rested == 1, "nothing is pending any more"


def test_an_ear_that_dies_is_replaced_within_the_session(server, viewer):  # noqa: ARG001
    ears: list[IsolatedEar] = []
    make = server.app.state.live.make_ear
    server.app.state.live.make_ear = lambda: ears.append(make()) or ears[-1]
    with session(server) as socket:
        start(socket, api_key=server.key, sound=True)
        ears[0]._process._child.kill()
        ears[0]._process._child.join()
        socket.send_bytes(MARK + bytes(3200))
        assert socket.receive_json()["type"] == "sound"


@pytest.fixture(scope="module")
def models() -> AudioModels:
    return default_audio_models()


def pieces(sound: np.ndarray, follower: SpeechFollower, size: int) -> tuple[list[Moment], list[Stretch]]:
    moments, stretches = [], []
    for begin in range(0, len(sound), size):
        moment, ended = follower.push(sound[begin : begin + size])
        moments.append(moment)
        stretches += ended
    return moments, stretches


def test_stretches_do_not_depend_on_how_the_sound_is_cut(models):
    sound = np.concatenate([np.zeros(RATE, np.float32), spoken(4.0), spoken(3.0)])
    found = []
    for size in (160, 1600, 20_000):
        moments, stretches = pieces(sound, SpeechFollower(models), size)
        assert moments[0].speaking is False
        assert moments[-1].speaking is False
        assert any(moment.speaking for moment in moments)
        assert len(stretches) >= 2
        assert 1.0 < stretches[0].start / RATE < 3.0
        found.append([(one.start, one.end) for one in stretches])
    for other in found[1:]:
        assert len(other) == len(found[0])
        assert np.abs(np.subtract(other, found[0])).max() <= 0.2 * RATE


def test_memory_stays_flat_and_speech_without_a_pause_is_cut(models):
    follower = SpeechFollower(models)
    pieces(np.zeros(60 * RATE, np.float32), follower, RATE)
    assert len(follower._kept) < RATE
    assert follower.heard == 60 * RATE
    vowel = np.tile(two_cities()[RATE : 2 * RATE], 30)
    most = 0
    ended: list[Stretch] = []
    for begin in range(0, len(vowel), RATE):
        ended += follower.push(vowel[begin : begin + RATE])[1]
        most = max(most, len(follower._kept))
    ended += follower.finish()
    assert most <= (LONGEST_S + 2) * RATE
    assert ended
    assert max(one.end - one.start for one in ended) <= (LONGEST_S + 0.1) * RATE
    assert not follower.is_open


def test_silence_and_noise_are_no_speech(models):
    noise = np.random.default_rng(1).normal(0, 0.002, 10 * RATE).astype(np.float32)
    moments, stretches = pieces(noise, SpeechFollower(models), 1600)
    assert stretches == []
    assert not any(moment.speaking for moment in moments)
    assert moments[-1].level_db == pytest.approx(-54, abs=1)


def test_after_a_pause_of_the_microphone_times_are_those_of_the_clock(models):
    listener = Listener(SpeechFollower(models), SpeechJudge(models))
    speech = pcm(two_cities()[: 2 * RATE])
    listener.hear(speech, 100)
    assert listener.hear(bytes(320), 60_000).pending
    listener.hear(speech, 60_010)
    said = listener.rest().said
    assert said[0].start_ms < 2500
    assert said[-1].start_ms >= 60_000
    assert all(one.start_ms < one.end_ms for one in said)


class Parrot:
    """A transcriber that hears what it was told to hear."""

    languages = ("en", "fr")

    def __init__(self) -> None:
        self.words = Words("", 0.0)

    def analyze(self, segments: Sequence[np.ndarray]) -> list[Words]:
        return [self.words for _ in segments]


def test_words_of_another_language_are_not_told(models):
    parrot = Parrot()
    judge = SpeechJudge(replace(models, transcriber=parrot))
    stretch = Stretch(0, RATE, 0, two_cities()[:RATE])

    def told(words: Words) -> tuple[str, str]:
        parrot.words = words
        transcript = judge.judge(stretch).transcript
        return transcript.text, transcript.language

    assert told(Words("We are here today.", -0.2)) == ("We are here today.", "en")
    for _ in range(8):
        foreign = told(Words("Oh in the world are some words that come out", -0.7))
    assert foreign == ("", UNKNOWN_LANGUAGE)
    assert told(Words("Hm.", -1.5))[0] == ""
    assert told(Words("Bonjour.", -0.7, language="fr")) == ("Bonjour.", "fr")

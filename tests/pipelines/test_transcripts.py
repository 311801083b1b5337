"""What becomes of what a transcriber wrote: languages, and the places of words in the source."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import pytest

from emoscope.analyzers.text_language import load_language_detector
from emoscope.analyzers.transcription import MOONSHINE, Words
from emoscope.analyzers.word_times import TimedWord
from emoscope.domain.audio import SpokenWord, Transcript
from emoscope.media.channels import together
from emoscope.media.recording import Recording
from emoscope.pipelines.diarization import Turn
from emoscope.pipelines.listening import Heard
from emoscope.pipelines.transcripts import spoken_part, transcribe

SENTENCE = "The weather was fine and they all went down to the river to swim again"


@dataclass
class ScriptedTranscriber:
    """Writes down what it was told to, one entry a stretch, whatever is said."""

    script: Sequence[Words]
    languages: tuple[str, ...] = ("en",)
    asked: list[str | None] = field(default_factory=list)
    spec = MOONSHINE

    def analyze(self, inputs, language=None):
        self.asked.append(language)
        return list(self.script[: len(inputs)])


def voices(*turns: Turn, start_ms: int = 0) -> list[tuple[Heard, Turn]]:
    samples = np.zeros((16_000 * 20, 1), np.float16)
    recording = Recording(
        samples=samples, start_ms=start_ms, container="wav", codec="pcm_s16le",
        rate_hz=16_000, tracks=1, track=0,
    )  # fmt: skip
    return [(Heard(together(recording), 1.0, turn.spans), turn) for turn in turns]


def written(transcriber, turns, language=None):
    return transcribe(turns, transcriber, load_language_detector(), language, lambda _share: None)


def test_a_transcriber_of_many_languages_tells_that_of_each_turn():
    script = [Words("Guten Tag.", -0.2, language="de"), Words("Hello.", -0.3, language="en"), Words("", 0.0)]
    transcriber = ScriptedTranscriber(script, ("en", "de", "pl"))
    turns = voices(*(Turn(0, [(begin, begin + 2.0)], 1.0) for begin in (0.0, 3.0, 6.0)))
    found = written(transcriber, turns)
    assert [(one.text, one.language) for one in found.found] == [
        ("Guten Tag.", "de"),
        ("Hello.", "en"),
        ("", "und"),
    ]
    assert found.withheld == ()
    assert transcriber.asked == [None]


def test_a_named_language_reaches_the_transcriber_and_spares_the_guess():
    transcriber = ScriptedTranscriber([Words("Dzie\u0144 dobry.", -1.4, language="pl")], ("en", "pl"))
    turns = voices(Turn(0, [(1.0, 2.0)], 1.0))
    assert written(transcriber, turns, "pl").found == [
        Transcript("Dzie\u0144 dobry.", "pl", pytest.approx(np.exp(-1.4)))
    ]
    assert transcriber.asked == ["pl"]
    assert written(transcriber, turns, "fi").withheld == ("fi",)
    assert transcriber.asked == ["pl"], "a language that it does not know is not listened to"


def test_a_transcriber_of_one_language_is_not_believed_where_it_is_unsure():
    turns = voices(Turn(0, [(0.0, 5.0)], 1.0))
    sure, unsure = (written(ScriptedTranscriber([Words(SENTENCE, value)]), turns) for value in (-0.2, -0.7))
    assert (sure.found[0].language, sure.withheld) == ("en", ())
    assert (unsure.found[0].text, unsure.withheld) == ("", ("und",))


def test_words_get_the_times_of_the_source_without_the_pauses():
    # The sound begins 0.25 s before the turn, at 3.75 s.
    timed = (TimedWord("Well,", 0.1, 2.0, 0.5), TimedWord("yes.", 2.0, 2.9, 0.9))
    turns = voices(Turn(0, [(4.0, 4.4), (5.5, 6.5)], 1.0), start_ms=60_000)
    (found,) = written(ScriptedTranscriber([Words("Well, yes.", -0.1, timed=timed)]), turns, "en").found
    assert found.words == (SpokenWord("Well,", 64_000, 64_400, 0.5), SpokenWord("yes.", 65_750, 66_500, 0.9))


def test_words_that_are_withheld_have_no_times_either():
    timed = (TimedWord("Hm.", 0.0, 1.0, 0.1),)
    turns = voices(Turn(0, [(1.0, 2.0)], 1.0))
    (found,) = written(ScriptedTranscriber([Words("Hm.", -2.0, timed=timed)]), turns).found
    assert (found.text, found.words) == ("", ())


def test_a_word_is_where_most_of_its_speech_is():
    spans = [(1.0, 2.0), (2.1, 3.0), (5.0, 6.0)]
    assert spoken_part(0.5, 1.5, spans) == (1.0, 1.5)
    assert spoken_part(1.5, 2.5, spans) == (1.5, 2.5), "the closure of a consonant"
    assert spoken_part(2.9, 5.6, spans) == (5.0, 5.6), "a pause before the word"
    assert spoken_part(2.5, 5.1, spans) == (2.5, 3.0), "a pause behind it"
    assert spoken_part(3.5, 4.0, spans) == (3.0, 3.0), "no speech at all"
    assert spoken_part(4.5, 4.9, spans) == (5.0, 5.0)

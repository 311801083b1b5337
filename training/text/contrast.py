"""Made-up sentences for what GoEmotions holds too little of: negation, plain facts, spoken small talk.

It is 2% of what training sees. The behavioural suite (behaviour.tsv) uses other sentences; a test checks that
none is shared.
"""

from __future__ import annotations

from itertools import product

import numpy as np
from data import Comments
from emoji import USUAL

_SUBJECTS = ("the trip", "my new job", "this phone", "the result", "our team", "the dinner", "that film")
_GOOD = ("thrilled", "pleased", "satisfied", "impressed", "delighted", "glad")
_BAD = ("worried", "scared", "nervous", "afraid")
_TONELESS = (
    "just saw this", "heading out now", "the results are in", "talked to him", "back at home", "that call",
    "they sent me the list", "so this happened", "second day here", "he wrote back",
    "look who is at the door", "read the last page",
)  # fmt: skip
_SLANG = {
    "amusement": "lmao this guy|lmfao|hahaha stop|im dying lol|haha fair|rofl",
    "anger": "wtf man|f off|so pissed rn|stfu",
    "annoyance": "smh|ugh not again|fed up tbh|so over it|this is bs|cmon man",
    "approval": "yup|fr fr|facts|bet|true dat|gg",
    "admiration": "thats sick bro|ur a legend|goat|this is fire|so dope dude|absolute banger",
    "confusion": "huh|wdym|i dont get it lol|idk man",
    "curiosity": "wyd|whos that|how come",
    "disappointment": "meh|what a letdown|total garbage ngl|kinda lame tbh",
    "disgust": "ewww|nasty af|gross lol",
    "excitement": "lets gooo|omgggg|im so hyped|wooo",
    "gratitude": "ty|thx a lot|tysm dude|thank u",
    "joy": "yay|best day ever lol",
    "love": "ily2|luv u|love ya",
    "remorse": "mb|sry|my bad dude",
    "sadness": "im so down rn|missing u|rip",
    "surprise": "whoa|no freaking way|wait what|omfg",
    "nervousness": "yikes man|freaking out rn",
}
"""Label to what people type for it, between bars."""

_PATTERNS: tuple[tuple[tuple[str, ...], str, tuple[tuple[str, ...], ...]], ...] = (
    (
        ("disappointment",),
        "{}{} {} about {}",
        (("i am ", "we were ", "she is ", "i'm "), ("not", "not really", "not at all"), _GOOD, _SUBJECTS),
    ),
    (
        ("disapproval",),
        "{} {}",
        (
            ("i don't like", "i do not agree with", "nobody should accept", "i don't support"),
            (*_SUBJECTS, "this plan", "what he did"),
        ),
    ),
    (
        ("neutral",),
        "{} {} {}",
        (
            ("i'm not", "we weren't", "he isn't", "nobody was", "i was never"),
            ("angry", "mad", "jealous", "scared", "sad", "ashamed", "annoyed", "disgusted", "confused"),
            ("about it", "because of that", "by the story", "about the letter"),
        ),
    ),
    (
        ("disapproval",),
        "{} {} {}",
        (
            ("i didn't", "we did not", "she doesn't", "i never", "they don't"),
            ("enjoy", "like", "love", "appreciate", "admire"),
            _SUBJECTS,
        ),
    ),
    (
        ("disappointment",),
        "{} {} {}",
        (
            ("the show", "the game", "the party", "his speech", "the sequel"),
            ("was not", "wasn't", "is hardly", "was never"),
            ("funny", "fun", "exciting", "any good", "amusing", "worth it"),
        ),
    ),
    (
        ("disappointment", "annoyance"),
        "{} {} {}",
        (
            ("the zip", "the screen", "the handle", "the motor", "the strap"),
            ("broke", "stopped working", "fell off", "was broken"),
            ("after a week", "on the first day", "when it arrived", "and nobody answers my mails"),
        ),
    ),
    (
        ("approval", "admiration"),
        "{} {}",
        (
            ("fits as it should,", "looks great,", "very comfortable,", "clean and quiet,", "great value,"),
            ("i would come back", "good quality", "i'd order it again", "happy with it"),
        ),
    ),
    (
        ("excitement", "joy"),
        "{} {}!",
        (
            ("you won't believe it,", "listen,", "big news,", "yes,"),
            ("i got in", "we got the flat", "they said yes", "she is having a baby", "we are engaged"),
        ),
    ),
    (
        ("relief",),
        "{} {} {}",
        (
            ("i'm not", "we are no longer", "she isn't"),
            _BAD,
            ("anymore, it all went fine", "any more now that it is over", "now, thank goodness"),
        ),
    ),
    (
        ("approval",),
        "{} {}",
        (_SUBJECTS, ("was not bad at all", "isn't bad", "wasn't terrible, it works", "is not a bad idea")),
    ),
    (
        ("caring",),
        "{} {}",
        (
            ("don't worry", "don't be sad", "please don't cry", "you don't have to be afraid"),
            ("we will help you", "i am here for you", "it will be all right", "take your time"),
        ),
    ),
    (
        ("neutral",),
        "{} {}",
        (
            (
                "the bus leaves",
                "the meeting starts",
                "the shop opens",
                "her flight arrives",
                "the class ends",
            ),
            ("at nine", "on monday", "at half past four", "in ten minutes", "next week"),
        ),
    ),
    (
        ("neutral",),
        "{} {}",
        (
            ("the file is", "the keys are", "he left it", "the office is", "they live"),
            ("on the second floor", "in the kitchen", "next to the station", "under the table"),
        ),
    ),
    (
        ("curiosity",),
        "{} {}?",
        (
            ("what do you think of", "have you heard about", "can you tell me more about", "how was"),
            (*_SUBJECTS, "the lecture"),
        ),
    ),
    (
        ("joy", "sadness"),
        "{} but {}",
        (
            ("i'm happy for you", "it was a lovely day", "i am glad that she got the job"),
            ("i'm sad that you are leaving", "i miss him so much", "it hurts to say goodbye"),
        ),
    ),
    (
        ("anger",),
        "{} {}",
        (
            ("how dare you", "i am furious that you", "i've had enough, you"),
            ("lie to me", "broke it again", "talk to her like that", "took my money"),
        ),
    ),
    (
        ("grief",),
        "{} {}",
        (
            ("my father", "our little sister", "his best friend", "my dog"),
            ("died last week and i can't stop crying", "passed away this morning", "is dead, we buried him"),
        ),
    ),
    (
        ("pride",),
        "{} {}",
        (
            ("i'm so proud of", "we are really proud of", "makes me proud of"),
            ("my daughter", "what you achieved", "myself for finishing", "our work"),
        ),
    ),
    (
        ("nervousness",),
        "{} {}",
        (
            ("i'm nervous about", "my hands are shaking before", "i feel anxious about"),
            ("the exam", "tomorrow", "the interview", "speaking to them"),
        ),
    ),
    (
        ("relief",),
        "{} {}",
        (
            ("what a relief that", "thank god", "i can finally breathe,", "phew,"),
            ("the test was negative", "they are safe", "it is over", "we made it in time"),
        ),
    ),
    (
        ("embarrassment",),
        "{} {}",
        (
            ("how embarrassing,", "i'm so ashamed that", "i wanted to disappear when"),
            ("i forgot her name", "everybody saw me fall", "i called the teacher mum"),
        ),
    ),
    (
        ("disgust",),
        "{} {}",
        (
            ("yuck,", "this is gross,", "it makes me sick,", "revolting,"),
            ("there is mould on it", "the smell of that fridge", "he never washes his hands"),
        ),
    ),
)


def contrast_sentences(names: tuple[str, ...], limit: int = 24) -> Comments:
    """At most `limit` sentences of each pattern, drawn with a fixed seed, then slang and emoji."""
    rng = np.random.default_rng(5)
    made: list[tuple[str, tuple[str, ...]]] = []
    for labels, pattern, parts in _PATTERNS:
        every = [pattern.format(*chosen) for chosen in product(*parts)]
        for index in rng.permutation(len(every))[:limit]:
            ending = "" if every[index][-1] in "?!" else "."
            made.append((every[index].capitalize() + ending, labels))
    for label, typed in _SLANG.items():
        made += [(text, (label,)) for text in typed.split("|")]
    for label, emoji in USUAL.items():
        made += [(text, (label,)) for text in _with_emoji(list(emoji), rng)]
    rows = np.zeros((len(made), len(names)), np.float32)
    for row, (_, labels) in zip(rows, made, strict=True):
        row[[names.index(label) for label in labels]] = 1
    return Comments([text for text, _ in made], rows)


def _with_emoji(emoji: list[str], rng: np.random.Generator, toneless: int = 4) -> list[str]:
    """Each emoji four times, and behind some words that say nothing by themselves."""
    found = []
    for one in emoji:
        texts = rng.choice(_TONELESS, toneless, replace=False)
        found += [one * 4, *(f"{text} {one}" for text in texts)]
    return found

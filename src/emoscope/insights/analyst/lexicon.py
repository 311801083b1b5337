"""The words by which questions are recognised. A phrase ending in `*` stands for all words that begin "
"so."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from emoscope.insights.analyst.question import AROUSAL, FACE, INTENSITY, VALENCE, VOICE, WORDS, Feeling
from emoscope.insights.analyst.vocabulary import words_in


class Concept(StrEnum):
    """What a word or phrase contributes to a question."""

    WHEN = "when"
    WHO = "who"
    HOW_MANY = "how many"
    HOW_OFTEN = "how often"
    HOW_LONG = "how long"
    HOW_MUCH = "how much"
    SUMMARY = "summary"
    FEEL = "feel"
    AVERAGE = "average"
    MOST = "most"
    LEAST = "least"
    CHANGE = "change"
    TREND = "trend"
    BECOME = "become"
    COMPARE = "compare"
    AGREE = "agree"
    SAY = "say"
    FIND = "find"
    SPEAK = "speak"
    SEEN = "seen"
    PERSONALITY = "personality"
    PEOPLE = "people"
    LOOK_AT = "look at"
    SURE = "sure"
    MODELS = "models"
    HELP = "help"
    HELLO = "hello"
    WHY = "why"
    LANGUAGE = "language"
    PROSODY = "prosody"
    PARTS = "parts"
    FILE = "file"
    MORE = "more"
    EVERYONE = "everyone"
    # Found by what else the message holds
    EMOTION = "an emotion"
    DIMENSION = "valence, arousal or intensity"
    SPAN = "a time"
    PERSON = "a person"
    TWO_PEOPLE = "two people"
    MODALITY = "face, voice or words"
    TWO_MODALITIES = "two of face, voice and words"
    QUOTE = "words looked for"
    STRANGE = "a word that is not known"


PHRASES: Mapping[Concept, str] = {
    Concept.WHEN: "when, at what time, what time, at which time, moment, moments, timestamp*, which part, "
    "which parts, what part, where in, at what point, which minute, which second, passage*, stretch*, "
    "scene, scenes",
    Concept.WHO: "who, whose, whom, which person, which speaker, which face, which one, which of them, "
    "which people, which participant, which voice",
    Concept.HOW_MANY: "how many, number of, count",
    Concept.HOW_OFTEN: "how often, how many times, how frequently",
    Concept.HOW_LONG: "how long, duration*, length, how much time, how many minutes, how many seconds, "
    "runtime, running time",
    Concept.HOW_MUCH: "how much, percent*, proportion*, share, shares, fraction",
    Concept.SUMMARY: "summar*, overview, tldr, tl dr, recap*, in short, nutshell, key points, key "
    "takeaways, takeaway*, gist, what happens, what happened, what is happening, what is going on, whats "
    "going on, describe, tell me about, main findings, key findings, conclusion*, main points, walk me "
    "through, what is this about, what do you see, results",
    Concept.FEEL: "emotion, emotions, emotional, emotionally, feel, feels, feeling, feelings, felt, mood, "
    "moods, expression, expressions, dominan*, dominat*, prevail*, leading, mostly, look, looks, looked, "
    "react, reacts, reacted, reaction*, atmosphere, state of mind, sentiment*, vibe, doing, sound, sounds, "
    "sounded",
    Concept.AVERAGE: "average*, mean, overall, distribution*, breakdown, all emotions, all the emotions, "
    "every emotion, scores, values, profile, profiles, percentages, top, mix, figures, each emotion",
    Concept.MOST: "most, highest, peak, peaks, peaked, max, maximum, strongest, extreme*, climax*, "
    "biggest, greatest, main, best, high point*, highlight of",
    Concept.LEAST: "least, lowest, minimum, min, weakest, smallest, low point*, worst",
    Concept.CHANGE: "chang*, turning point*, shift*, switch*, swing*, flip*, turn, turns, turned, "
    "fluctuat*, jump*, tipping point*, mood swing*",
    Concept.TREND: "trend*, develop*, evol*, over time, course, progress*, arc, timeline, time line, "
    "trajectory, from start to end, from start to finish, from beginning to end, throughout, curve",
    Concept.BECOME: "get, gets, got, getting, become*, becoming, became, grow, grows, grew, increas*, "
    "decreas*, rise, rises, rising, rose, fall, falls, falling, fell, drop, drops, dropped, improv*, "
    "worsen*, more and more, less and less, go up, goes up, go down, goes down",
    Concept.COMPARE: "compar*, versus, vs, differ*, contrast*, than, similar*, relative to",
    Concept.AGREE: "agree*, match*, mismatch*, congruen*, incongruen*, consistent*, inconsisten*, "
    "contradict*, in line, align*, fit, fits, correspond*, conflict*, disagree*, mixed signals, genuine, "
    "coheren*, at odds",
    Concept.SAY: "say, says, said, saying, transcript*, quote, quotes, quoted, spoken, utter*, what words, "
    "talking about, talked about, talk about, talks about, speak about, spoke about",
    Concept.FIND: "mention*, find, search*, occur*, contain*, look for, look up, the word, the phrase, "
    "come up, comes up, bring up, brings up, brought up, discuss*",
    Concept.SPEAK: "speak, speaks, speaking, spoke, talk, talks, talking, talked, talkative*, talk time, "
    "speaking time, speech, floor, quiet, silent, dominates the conversation, airtime",
    Concept.SEEN: "visible, screen time, screentime, on screen, onscreen, appear*, shown, seen, in view, "
    "in frame, present, in the picture, in the video, in this video, in the image, in this image, in the "
    "photo, in the recording, in the audio",
    Concept.PERSONALITY: "personalit*, ocean, big five, big 5, trait, traits, character, temperament",
    Concept.PEOPLE: "people, person, persons, face, faces, participant*, speaker, speakers, voices, "
    "individuals, everyone, names, anyone, anybody, somebody, someone",
    Concept.LOOK_AT: "recommend*, should i look, should i watch, should i see, should i listen, "
    "highlights, interesting, key moments, key scenes, worth, important, suggest*, notable, noteworthy, "
    "which clips, where to look, what to look, what to watch, stand out, stands out, striking, pay "
    "attention, remarkable",
    Concept.SURE: "sure, certain, certainty, reliab*, accura*, inaccura*, trust, confiden*, limit*, "
    "uncertain*, caveat*, error, errors, correct, wrong, left out, missing, skipped, unreadable, biased, "
    "bias, precise, valid, margin, believe",
    Concept.MODELS: "model, models, algorithm*, how does it work, how does this work, how do you work, how "
    "did you, method*, computed, calculated, measured, network, networks, which ai, what ai, technology",
    Concept.HELP: "what can you, what can i ask, what could i ask, help, how can you, what do you know, "
    "what questions, which questions, what should i ask, what are you, who are you",
    Concept.HELLO: "hello, hi, hey, good morning, good evening, good afternoon, thanks, thank you, thx, "
    "great, cool, nice, ok, okay, bye, goodbye, awesome, perfect",
    Concept.WHY: "why, reason, reasons, cause*, what made, what makes, because, trigger*, how come, led "
    "to, behind that, what explains",
    Concept.LANGUAGE: "language*, which tongue, english, translat*",
    Concept.PROSODY: "pitch*, loud*, volume, fast, faster, fastest, slow, slower, slowest, speed, pace, "
    "tempo, pause, pauses, paused, hesitat*, words per, prosody, high voice, deep voice, speaking rate, "
    "tone",
    Concept.PARTS: "words, sentence, sentences, segments, segment, utterances, paragraphs",
    Concept.FILE: "title, titled, called, resolution, how big, how large, size, dimensions, frame rate, "
    "framerate, fps, frames, uploaded, upload, edited, edits, corrected, corrections, by hand, "
    "description, file, metadata, analysed, analyzed, note, notes",
    Concept.MORE: "more, more detail, more details, go on, tell me more, elaborate, details, continue",
    Concept.EVERYONE: "per person, by person, everyone, everybody, all people, each person, all of them, "
    "each of them, each speaker, all speakers, all faces, every person, together",
}

_FEELINGS: Mapping[tuple[str, str], str] = {
    (
        "happy",
        "joy",
    ): "happy happiness happier happiest happily joy joyful joyous smile smiles smiling smiled cheerful "
    "glad delighted laughing laugh laughs laughed",
    ("angry", "anger"): "angry anger angrier angriest mad furious fury rage angrily hostile",
    ("sad", "sadness"): "sad sadness sadder saddest unhappy crying cry sorrow sorrowful gloomy down",
    ("fear", "fear"): "fear fearful afraid scared frightened anxious anxiety worried fears",
    ("disgust", "disgust"): "disgust disgusted disgusting revolted",
    ("contempt", ""): "contempt contemptuous scorn scornful disdain",
    (
        "surprise",
        "surprise",
    ): "surprise surprised surprising astonished amazed shocked surprises astonishment",
    ("neutral", "neutral"): "neutral expressionless unemotional neutrality",
    ("", "admiration"): "admiration admiring admire",
    ("", "amusement"): "amusement amused amusing funny",
    ("", "annoyance"): "annoyance annoyed irritated irritation annoying",
    ("", "approval"): "approval approving approve",
    ("", "caring"): "caring care",
    ("", "confusion"): "confusion confused confusing puzzled",
    ("", "curiosity"): "curiosity curious",
    ("", "desire"): "desire desires longing",
    ("", "disappointment"): "disappointment disappointed disappointing",
    ("", "disapproval"): "disapproval disapproving disapprove",
    ("", "embarrassment"): "embarrassment embarrassed embarrassing ashamed",
    ("", "excitement"): "excitement",
    ("", "gratitude"): "gratitude grateful thankful",
    ("", "grief"): "grief grieving",
    ("", "love"): "love loving affection",
    ("", "nervousness"): "nervousness nervous nervously",
    ("", "optimism"): "optimism optimistic hopeful",
    ("", "pride"): "pride proud",
    ("", "realization"): "realization realisation realizes",
    ("", "relief"): "relief relieved",
    ("", "remorse"): "remorse regret sorry regretful",
}
FEELINGS: Mapping[str, Feeling] = {
    word: Feeling(*labels) for labels, words in _FEELINGS.items() for word in words.split()
}
SUPERLATIVES = words_in("happiest saddest angriest calmest liveliest strongest")

DIMENSIONS: Mapping[str, tuple[str, bool]] = {
    # the dimension, and whether the word means little of it
    **dict.fromkeys(words_in("valence positive positivity pleasant positively positivest"), (VALENCE, False)),
    **dict.fromkeys(words_in("negative negativity unpleasant negatively"), (VALENCE, True)),
    **dict.fromkeys(
        words_in("arousal excited energetic energy active lively livelier liveliest agitated aroused"),
        (AROUSAL, False),
    ),
    **dict.fromkeys(words_in("calm calmer calmest relaxed calmness passive"), (AROUSAL, True)),
    **dict.fromkeys(words_in("intensity intense intensely expressive expressiveness"), (INTENSITY, False)),
}

MODALITIES: Mapping[str, str] = {
    **dict.fromkeys(words_in("face faces facial facially expression expressions visually visual"), FACE),
    **dict.fromkeys(words_in("voice voices vocal vocally audio sound sounds sounding sounded"), VOICE),
    **dict.fromkeys(words_in("words text wording verbal verbally speech transcript textual"), WORDS),
}

TRAITS: Mapping[str, str] = {
    **dict.fromkeys(["openness", "open-minded", "openminded"], "openness"),
    **dict.fromkeys(words_in("conscientiousness conscientious organised organized"), "conscientiousness"),
    **dict.fromkeys(
        words_in(
            "extraversion extroversion extraverted extroverted extravert extrovert introvert introverted "
            "introversion outgoing sociable shy"
        ),
        "extraversion",
    ),
    **dict.fromkeys(["agreeableness", "agreeable"], "agreeableness"),
    **dict.fromkeys(words_in("neuroticism neurotic stable stability"), "neuroticism"),
}

/**
 * Colours of emotions: those of the charts and reports, and a second set for dark ground. Any two stay apart
 * with normal and with red-, green- or blue-blind sight, and none ever stands without a name.
 */

export const EMOTIONS = [
  "angry",
  "contempt",
  "disgust",
  "fear",
  "happy",
  "neutral",
  "sad",
  "surprise",
] as const;
export type Emotion = (typeof EMOTIONS)[number];
export type Scores = Record<Emotion, number>;

export const SENTIMENTS = ["positive", "negative", "ambiguous", "neutral"] as const;
export type Sentiment = (typeof SENTIMENTS)[number];

/** How curves are broken, so that they are told apart without colour: lengths of dashes and gaps. */
export const DASHES: Record<Emotion, number[]> = {
  angry: [],
  contempt: [10, 3, 2, 3],
  disgust: [2, 3],
  fear: [6, 3],
  happy: [],
  neutral: [1, 4],
  sad: [12, 4],
  surprise: [7, 3, 2, 3, 2, 3],
};

export function isEmotion(name: string): name is Emotion {
  return (EMOTIONS as readonly string[]).includes(name);
}

const GROUPS: Record<Sentiment, readonly string[]> = {
  positive: [
    "admiration",
    "amusement",
    "approval",
    "caring",
    "desire",
    "excitement",
    "gratitude",
    "joy",
    "love",
    "optimism",
    "pride",
    "relief",
  ],
  negative: [
    "anger",
    "annoyance",
    "disappointment",
    "disapproval",
    "disgust",
    "embarrassment",
    "fear",
    "grief",
    "nervousness",
    "remorse",
    "sadness",
  ],
  ambiguous: ["confusion", "curiosity", "realization", "surprise"],
  neutral: ["neutral"],
};

/** The group that one of the 28 labels of texts is in. */
export function sentimentOf(label: string): Sentiment {
  return SENTIMENTS.find((group) => GROUPS[group].includes(label)) ?? "neutral";
}

/** A colour of the style sheets as it is now, for painting on a canvas. */
export function colour(name: string): string {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim() || "#888";
}

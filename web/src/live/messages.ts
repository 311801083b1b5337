/** What `/v2/live` says, and what of it the page shows. docs/live.md describes the messages. */
import { EMOTIONS, type Emotion, type Scores } from "../palette";

export interface LiveFace {
  track_id: number;
  box: { x: number; y: number; w: number; h: number };
  quality: number;
  uncertain: boolean;
  emotions: Scores;
  dominant_emotion: Emotion;
  valence: number;
  arousal: number;
  intensity: number;
}

export interface FrameScores {
  type: "frame";
  number: number;
  analysis_ms: number;
  dropped: number;
  width: number;
  height: number;
  faces: readonly LiveFace[];
}

/** How the sound stands. */
export interface SoundState {
  type: "sound";
  number: number;
  speaking: boolean;
  speech: number;
  level_db: number;
  dropped_ms: number;
}

/** A stretch of speech that has ended. */
export interface Spoken {
  type: "segment";
  start_ms: number;
  end_ms: number;
  text: string;
  emotions: Scores | null;
  dominant_emotion: Emotion | null;
  text_emotions: Record<string, number> | null;
}

export interface LiveError {
  type: "error";
  code: string;
  detail: string;
  number: number | null;
}

export interface Ready {
  type: "ready";
}

export type Told = Ready | FrameScores | SoundState | Spoken | LiveError;
const TYPES: readonly string[] = ["ready", "frame", "sound", "segment", "error"] satisfies Told["type"][];

/** A message of the server, or null for what this page does not know. */
export function read(data: unknown): Told | null {
  if (typeof data !== "string") return null;
  try {
    const told = JSON.parse(data) as Told;
    return TYPES.includes(told.type) ? told : null;
  } catch {
    return null;
  }
}

/** The size at which a picture is sent: its longer side 640 pixels at most, never enlarged. */
export function sentSize(width: number, height: number, most = 640): [number, number] {
  const scale = Math.min(1, most / Math.max(width, height, 1));
  return [Math.max(1, Math.round(width * scale)), Math.max(1, Math.round(height * scale))];
}

/** How full a meter of loudness is, 0 to 1: from hardly audible to as loud as can be. */
export function loudness(level_db: number): number {
  return Math.min(1, Math.max(0, (level_db + 60) / 60));
}

/** The emotion to write at a face; none where it cannot be read. */
export function leading(face: LiveFace): Emotion | null {
  if (face.uncertain) return null;
  return EMOTIONS.reduce((best, name) => (face.emotions[name] > face.emotions[best] ? name : best));
}

/** Mean frames per second and delay of the last two seconds. */
export class Pace {
  private sent = new Map<number, number>();
  private answered: { at: number; delay: number }[] = [];

  /** A frame has been sent. */
  send(number: number, now: number): void {
    this.sent.set(number, now);
  }

  /** A frame has been answered; those sent before it never will be. */
  answer(number: number, now: number): void {
    const at = this.sent.get(number);
    for (const one of this.sent.keys()) if (one <= number) this.sent.delete(one);
    if (at === undefined) return;
    this.answered.push({ at: now, delay: now - at });
    this.answered = this.answered.filter((one) => now - one.at <= 2000);
  }

  /** How many frames wait for their answer. */
  get waiting(): number {
    return this.sent.size;
  }

  figures(): { fps: number; delayMs: number } {
    const first = this.answered[0];
    const last = this.answered[this.answered.length - 1];
    if (!first || !last) return { fps: 0, delayMs: 0 };
    const span = last.at - first.at;
    const total = this.answered.reduce((sum, one) => sum + one.delay, 0);
    return {
      fps: span > 0 ? (1000 * (this.answered.length - 1)) / span : 0,
      delayMs: total / this.answered.length,
    };
  }
}

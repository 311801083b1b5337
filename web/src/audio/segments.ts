import type { Schemas } from "../api/client";

/** A stretch of one voice's speech. */
export interface Segment {
  index: number;
  startMs: number;
  endMs: number;
  speakerId: number;
  speaker: string;
  text: string;
  /** Shares of the eight emotions heard in the voice; null where they could not be judged. */
  voice: Record<string, number> | null;
  /** Probabilities of the 28 emotions of the words; null where they could not be judged. */
  words: Record<string, number> | null;
  /** Whether scores of what was changed by hand are yet to come. */
  pending: boolean;
}

/** The segments of an audio, what is heard and what is said put together. */
export function segmentsOf(audio: Schemas["Audio"] | undefined): Segment[] {
  const said = new Map(audio?.segment_text_emotions?.map((one) => [one.index, one]));
  return (audio?.segment_audio_emotions ?? []).map((heard) => ({
    index: heard.index,
    startMs: heard.start_millis,
    endMs: heard.end_millis,
    speakerId: heard.speaker_id,
    speaker: heard.name,
    text: said.get(heard.index)?.segment ?? "",
    voice: heard.emotions,
    words: said.get(heard.index)?.emotions ?? null,
    pending: heard.scores_pending,
  }));
}

/** The segment that is spoken at a time, else the last one before it; -1 before the first. */
export function segmentAt(segments: readonly Segment[], ms: number): number {
  return segments.findLastIndex((segment) => segment.startMs <= ms);
}

/** Where the segment before or after a time begins; undefined where there is none. */
export function neighbour(segments: readonly Segment[], ms: number, by: 1 | -1): number | undefined {
  if (by > 0) return segments.find((segment) => segment.startMs > ms + 50)?.startMs;
  return segments.findLast((segment) => segment.startMs < ms - 500)?.startMs;
}

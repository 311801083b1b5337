/** A part of a video that a reel shows, in milliseconds. */
export interface Part {
  startMs: number;
  endMs: number;
}

export const SHORTEST_MS = 100;

/** The list with one part moved up (-1) or down (1); as it is where there is no such place. */
export function moved(parts: readonly Part[], index: number, by: 1 | -1): readonly Part[] {
  const [one, other] = [parts[index], parts[index + by]];
  if (!one || !other) return parts;
  return parts.map((part, at) => (at === index ? other : at === index + by ? one : part));
}

/** A part with one of its ends put elsewhere, never turned around and never beyond the video. */
export function withEdge(part: Part, edge: keyof Part, ms: number, durationMs: number): Part {
  const whole = Math.round(Math.min(Math.max(0, ms), durationMs));
  if (edge === "startMs") return { ...part, startMs: Math.min(whole, part.endMs - SHORTEST_MS) };
  return { ...part, endMs: Math.max(whole, part.startMs + SHORTEST_MS) };
}

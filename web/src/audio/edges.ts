/** Moving the edges of segments on the time axis: how far they may go, and to what they are drawn. */
import type { Segment } from "./segments";

export type Edge = "startMs" | "endMs";
export type Times = Readonly<Record<Edge, number>>;
type Stretch = readonly [number, number];

/** No segment is made shorter than this. */
export const SHORTEST_MS = 100;
/** So near, in pixels, an edge is drawn to what it may lie on. */
const DRAWN_PX = 8;
/** A pointer, or a finger, needs so many pixels to hit an edge. */
export const GRIP_PX = 24;

/**
 * Names of segments that stay the same while edges move: the voice, and which of its segments it is. Nobody
 * speaks twice at once, so the order of one voice's segments does not change.
 */
export function keysOf(segments: readonly Segment[]): string[] {
  const counts = new Map<number, number>();
  return segments.map(({ speakerId }) => {
    const place = counts.get(speakerId) ?? 0;
    counts.set(speakerId, place + 1);
    return `${speakerId}-${place}`;
  });
}

/** Where an edge may lie: within the recording, SHORTEST_MS from the other edge, behind or before its neighbours. */
export function boundsOf(segments: readonly Segment[], one: Segment, edge: Edge, within: Stretch): Stretch {
  const own = segments.filter((other) => other !== one && other.speakerId === one.speakerId);
  if (edge === "startMs") {
    const behind = own.filter((other) => other.startMs <= one.startMs).map((other) => other.endMs);
    const least = Math.max(within[0], ...behind);
    return [Math.min(one.startMs, least), Math.max(one.startMs, one.endMs - SHORTEST_MS)];
  }
  const before = own.filter((other) => other.startMs > one.startMs).map((other) => other.startMs);
  const most = Math.min(within[1], ...before);
  return [Math.min(one.endMs, one.startMs + SHORTEST_MS), Math.max(one.endMs, most)];
}

export function clamp(ms: number, [least, most]: Stretch): number {
  return Math.round(Math.min(Math.max(ms, least), most));
}

/** Where an edge may be drawn to: edges of all other segments, and the playhead. */
export function marksFor(segments: readonly Segment[], one: Segment, playheadMs: number): number[] {
  const edges = segments.flatMap((other) => (other === one ? [] : [other.startMs, other.endMs]));
  return [...edges, Math.round(playheadMs)];
}

/** The nearest of the marks, where one is near enough; null else. */
export function drawnTo(
  ms: number,
  marks: readonly number[],
  msPerPx: number,
  bounds: Stretch,
): number | null {
  let found: number | null = null;
  let nearest = DRAWN_PX * msPerPx;
  for (const mark of marks) {
    const away = Math.abs(mark - ms);
    if (away <= nearest && mark >= bounds[0] && mark <= bounds[1]) [found, nearest] = [mark, away];
  }
  return found;
}

export interface Grip {
  edge: Edge;
  /** Of the grip's left side and of the edge itself, in pixels of the view. */
  left: number;
  at: number;
}

/**
 * The grips of a segment that lies at these pixels: inside it where there is room for both, else on either
 * side of its middle, and those only of a segment that is chosen. None for an edge that is out of view.
 */
export function gripsOf(left: number, right: number, width: number, chosen: boolean): Grip[] {
  const roomy = right - left >= 2 * GRIP_PX;
  if (!roomy && !chosen) return [];
  const middle = (left + right) / 2;
  const grips: Grip[] = [
    { edge: "startMs", left: roomy ? left : middle - GRIP_PX, at: left },
    { edge: "endMs", left: roomy ? right - GRIP_PX : middle, at: right },
  ];
  return grips.filter(({ at }) => at >= 0 && at <= width);
}

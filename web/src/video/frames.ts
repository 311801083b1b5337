/** The frames of a video around the playhead, fetched in windows ahead of it and forgotten behind it. */
import { answer, api, type Schemas } from "../api/client";

export type Face = Schemas["BoundingBox"];

export interface Frame {
  frame: number;
  ms: number;
  note: string;
  faces: readonly Face[];
}

const WINDOW_S = 3;
const KEPT = 40;
const AT_ONCE = 4;

type Load = (first: number, length: number) => Promise<Frame[]>;

export class Frames {
  private readonly windows = new Map<number, Frame[]>();
  private readonly loading = new Set<number>();
  private next: number | null = null;
  private readonly listeners = new Set<() => void>();
  private readonly size: number;
  private readonly fps: number;
  private readonly count: number;
  private readonly load: Load;

  constructor(fps: number, count: number, load: Load) {
    this.fps = fps || 25;
    this.count = count;
    this.load = load;
    this.size = Math.min(200, Math.max(20, Math.round(this.fps * WINDOW_S)));
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  /** The analysed frame that is shown at a time, if it is here; begins to fetch it, and what follows, if not. */
  at(ms: number): Frame | null {
    const guess = this.windowOf(ms);
    this.want(guess);
    this.want(guess + 1);
    // By the mean frame rate; where frames come unevenly, the right one may lie in a window beside.
    for (const key of [guess + 1, guess, guess - 1]) {
      const found = latestBefore(this.windows.get(key), ms + 2);
      if (found) return found;
    }
    return null;
  }

  /** The time of the frame before or after a time, as well as it is known. */
  step(ms: number, by: 1 | -1): number {
    const half = 500 / this.fps;
    const near = [-1, 0, 1].flatMap((offset) => this.windows.get(this.windowOf(ms) + offset) ?? []);
    const shown = near.findLastIndex((frame) => frame.ms <= ms + 2);
    const next = shown < 0 ? undefined : near[shown + by];
    // Into the middle of the frame: its first moment may round to the one before.
    return next ? next.ms + half : (Math.round((ms * this.fps) / 1000) + by + 0.5) * (1000 / this.fps);
  }

  private windowOf(ms: number): number {
    const frame = Math.min(this.count - 1, Math.floor(((ms + 2) * this.fps) / 1000));
    return Math.floor(Math.max(0, frame) / this.size);
  }

  private want(key: number): void {
    if (key * this.size >= this.count || this.windows.has(key) || this.loading.has(key)) return;
    // While the playhead is dragged along, only where it is at last is worth a request.
    if (this.loading.size >= AT_ONCE) this.next = key;
    else this.fetch(key);
  }

  private fetch(key: number): void {
    this.loading.add(key);
    this.load(key * this.size, this.size)
      .then((frames) => this.keep(key, frames))
      .catch(() => undefined) // asked for again when it is looked at again
      .finally(() => {
        this.loading.delete(key);
        const next = this.next;
        this.next = null;
        if (next !== null) this.want(next);
      });
  }

  private keep(key: number, frames: Frame[]): void {
    this.windows.set(key, frames);
    const oldest = this.windows.keys().next().value;
    if (this.windows.size > KEPT && oldest !== undefined) this.windows.delete(oldest);
    for (const listener of this.listeners) listener();
  }
}

function latestBefore(frames: readonly Frame[] | undefined, ms: number): Frame | null {
  if (!frames) return null;
  let low = 0;
  let high = frames.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((frames[middle]?.ms ?? 0) <= ms) low = middle + 1;
    else high = middle;
  }
  return frames[low - 1] ?? null;
}

/** Reads windows of one video by the API. */
export function framesOf(video_id: string, smooth_ms: number): Load {
  return async (first, length) => {
    const query = { start_frame: String(first), length: String(length), smooth_ms };
    const reply = await answer(
      api.GET("/v1/videos/{video_id}/frames", { params: { path: { video_id }, query } }),
    );
    return reply.processed_frames.map((one) => ({
      frame: one.frame_id,
      ms: one.timestamp,
      note: one.note,
      faces: one.faces ?? [],
    }));
  };
}

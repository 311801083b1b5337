/** Where a medium is played, and what plays it; lanes, overlays and panels all follow this one clock. */
import { createContext, useContext, useEffect, useState, useSyncExternalStore } from "react";

type Listener = () => void;

export class Playback {
  readonly durationMs: number;
  private media: HTMLMediaElement | null = null;
  private readonly listeners = new Set<Listener>();
  private now = 0;
  private range: readonly [number, number] | null = null;
  private raf = 0;

  constructor(durationMs: number) {
    this.durationMs = durationMs;
  }

  get ms(): number {
    return this.now;
  }

  get loop(): readonly [number, number] | null {
    return this.range;
  }

  get playing(): boolean {
    return this.media !== null && !this.media.paused && !this.media.ended;
  }

  get muted(): boolean {
    return this.media?.muted ?? false;
  }

  get rate(): number {
    return this.media?.playbackRate ?? 1;
  }

  /** Follows an element; returns what ends that. */
  attach(media: HTMLMediaElement): Listener {
    this.media = media;
    if (this.now > 0) media.currentTime = this.now / 1000;
    const stop =
      media instanceof HTMLVideoElement && "requestVideoFrameCallback" in media
        ? this.byFrame(media)
        : this.byClock(media);
    const events = ["play", "pause", "ended", "volumechange", "ratechange"];
    for (const name of events) media.addEventListener(name, this.tell);
    return () => {
      stop();
      for (const name of events) media.removeEventListener(name, this.tell);
      if (this.media === media) this.media = null;
    };
  }

  /** The time of the very frame that is shown, at each new one. */
  private byFrame(video: HTMLVideoElement): Listener {
    let handle = 0;
    const shown = (_: number, facts: { mediaTime: number }) => {
      this.at(facts.mediaTime * 1000);
      handle = video.requestVideoFrameCallback(shown);
    };
    handle = video.requestVideoFrameCallback(shown);
    return () => video.cancelVideoFrameCallback(handle);
  }

  private byClock(media: HTMLMediaElement): Listener {
    const tick = () => {
      if (!media.paused) this.at(media.currentTime * 1000);
      this.raf = requestAnimationFrame(tick);
    };
    const sought = () => this.at(media.currentTime * 1000);
    media.addEventListener("seeked", sought);
    this.raf = requestAnimationFrame(tick);
    return () => {
      cancelAnimationFrame(this.raf);
      media.removeEventListener("seeked", sought);
    };
  }

  private at(ms: number): void {
    const end = this.range?.[1];
    if (this.range && end !== undefined && this.playing && ms >= end) {
      this.seek(this.range[0]);
      return;
    }
    this.now = ms;
    this.tell();
  }

  seek(ms: number): void {
    this.now = Math.min(Math.max(0, ms), this.durationMs);
    if (this.media) this.media.currentTime = this.now / 1000;
    this.tell();
  }

  /** Goes on where it was, after the element had to load its file again. */
  resume(): void {
    if (this.media && this.media.currentTime === 0 && this.now > 0) this.media.currentTime = this.now / 1000;
  }

  toggle(): void {
    if (!this.media) return;
    if (this.playing) this.media.pause();
    // Playing may be refused, as before the first click on a page; then it stays paused.
    else this.media.play().catch(() => this.tell());
  }

  pause(): void {
    this.media?.pause();
  }

  setMuted(to: boolean): void {
    if (this.media) this.media.muted = to;
  }

  setRate(to: number): void {
    if (this.media) this.media.playbackRate = to;
  }

  /** Plays a stretch again and again; null ends that. */
  setLoop(range: readonly [number, number] | null): void {
    this.range = range && range[1] - range[0] >= 40 ? range : null;
    this.tell();
  }

  beginLoop(): void {
    this.setLoop([this.now, this.range && this.range[1] > this.now ? this.range[1] : this.durationMs]);
  }

  endLoop(): void {
    this.setLoop([this.range && this.range[0] < this.now ? this.range[0] : 0, this.now]);
  }

  readonly subscribe = (listener: Listener): Listener => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };

  private readonly tell = (): void => {
    for (const listener of this.listeners) listener();
  };
}

const Context = createContext<Playback | null>(null);
export const PlaybackProvider = Context.Provider;

export function usePlayback(): Playback {
  const playback = useContext(Context);
  if (!playback) throw new Error("There is no playback around this.");
  return playback;
}

/** The playhead, at most so often while playing: what is drawn by React need not follow each frame. */
export function usePlayhead(everyMs: number): number {
  const playback = usePlayback();
  const [ms, setMs] = useState(playback.ms);
  useEffect(() => {
    let last = -1;
    return playback.subscribe(() => {
      if (playback.playing && last >= 0 && Math.abs(playback.ms - last) < everyMs) return;
      last = playback.ms;
      setMs(last);
    });
  }, [playback, everyMs]);
  return ms;
}

export function usePlaying(): boolean {
  const playback = usePlayback();
  return useSyncExternalStore(playback.subscribe, () => playback.playing);
}

export function useLoop(): readonly [number, number] | null {
  const playback = usePlayback();
  return useSyncExternalStore(playback.subscribe, () => playback.loop);
}

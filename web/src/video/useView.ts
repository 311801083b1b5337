import { type RefObject, useCallback, useEffect, useRef, useState } from "react";
import type { Playback } from "./playback";
import type { Stretch } from "./series";

const NARROWEST_MS = 500;

/** The part of the medium that the timeline shows. The wheel zooms with Ctrl and pans sideways. */
export function useView(playback: Playback, lanes: RefObject<HTMLElement | null>) {
  const end = playback.durationMs;
  const [range, setRange] = useState<Stretch>([0, end]);
  const latest = useRef(range);
  latest.current = range;

  const show = useCallback(
    (from: number, span: number) => {
      const wide = Math.min(end, Math.max(Math.min(NARROWEST_MS, end), span));
      const start = Math.min(Math.max(0, from), end - wide);
      setRange([start, start + wide]);
    },
    [end],
  );

  const zoom = useCallback(
    (factor: number, at: number = playback.ms) => {
      const [from, to] = latest.current;
      const centre = Math.min(Math.max(at, from), to);
      show(centre - (centre - from) * factor, (to - from) * factor);
    },
    [playback, show],
  );

  // While it plays, the view turns over like a page when the playhead leaves it.
  useEffect(
    () =>
      playback.subscribe(() => {
        const [from, to] = latest.current;
        if (playback.ms < from || playback.ms > to) show(playback.ms - (to - from) * 0.05, to - from);
      }),
    [playback, show],
  );

  useEffect(() => {
    const element = lanes.current;
    if (!element) return;
    const wheel = (event: WheelEvent) => {
      const [from, to] = latest.current;
      const box = element.getBoundingClientRect();
      if (event.ctrlKey || event.metaKey) {
        event.preventDefault();
        zoom(1.0015 ** event.deltaY, from + ((event.clientX - box.left) / box.width) * (to - from));
      } else if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) {
        event.preventDefault();
        show(from + (event.deltaX / box.width) * (to - from), to - from);
      }
    };
    element.addEventListener("wheel", wheel, { passive: false });
    return () => element.removeEventListener("wheel", wheel);
  }, [lanes, zoom, show]);

  return { range, zoom, whole: range[1] - range[0] >= end, reset: () => setRange([0, end]) };
}

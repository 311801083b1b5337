import { type KeyboardEvent, type PointerEvent, useEffect, useRef } from "react";
import { clock } from "../format";
import { t } from "../texts";
import { useLoop, usePlayback, usePlayhead } from "./playback";
import type { Stretch } from "./series";

interface LanesProps {
  lanes: React.RefObject<HTMLDivElement | null>;
  range: Stretch;
  height: number;
  children: React.ReactNode;
}

/** What the pointer and the arrow keys act on: a slider whose value is the playhead. */
export function Lanes({ lanes, range, height, children }: LanesProps) {
  const playback = usePlayback();
  const ms = usePlayhead(500);
  const loop = useLoop();
  const pointer = usePointer(lanes, range);
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const place = () => {
      const wide = lanes.current?.clientWidth ?? 0;
      const at = ((playback.ms - range[0]) / (range[1] - range[0])) * wide;
      if (!line.current) return;
      line.current.style.transform = `translateX(${at}px)`;
      line.current.hidden = at < 0 || at > wide;
    };
    place();
    return playback.subscribe(place);
  }, [playback, lanes, range]);
  const press = (event: KeyboardEvent) => {
    const to = keyTarget(event, playback.ms, playback.durationMs);
    if (to === undefined) return;
    event.preventDefault();
    playback.seek(to);
  };
  const share = (at: number) => (100 * (at - range[0])) / (range[1] - range[0]);
  return (
    <div
      ref={lanes}
      className="lanes"
      role="slider"
      tabIndex={0}
      aria-label={t.video.timeline}
      aria-valuemin={0}
      aria-valuemax={Math.round(playback.durationMs)}
      aria-valuenow={Math.round(ms)}
      aria-valuetext={clock(ms, true)}
      onKeyDown={press}
      {...pointer}
      style={{ height: `${height}px` }}
    >
      {children}
      {loop && (
        <div
          className="loop"
          style={{ left: `${share(loop[0])}%`, width: `${share(loop[1]) - share(loop[0])}%` }}
          aria-hidden="true"
        />
      )}
      <div ref={line} className="playhead" aria-hidden="true" />
    </div>
  );
}

function keyTarget(event: KeyboardEvent, ms: number, end: number): number | undefined {
  const step = event.shiftKey ? 5000 : 1000;
  const targets: Record<string, number> = {
    ArrowLeft: ms - step,
    ArrowDown: ms - step,
    ArrowRight: ms + step,
    ArrowUp: ms + step,
    PageDown: ms - end / 10,
    PageUp: ms + end / 10,
    Home: 0,
    End: end,
  };
  return targets[event.key];
}

/** Click and drag seek; with shift they choose a stretch to loop. */
function usePointer(lanes: React.RefObject<HTMLDivElement | null>, [from, to]: Stretch) {
  const playback = usePlayback();
  const anchor = useRef<number | null>(null);
  const timeAt = (event: PointerEvent): number => {
    const box = lanes.current?.getBoundingClientRect();
    if (!box) return 0;
    const share = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    return from + share * (to - from);
  };
  const move = (event: PointerEvent) => {
    if (!event.currentTarget.hasPointerCapture(event.pointerId)) return;
    const ms = timeAt(event);
    if (anchor.current === null) playback.seek(ms);
    else playback.setLoop([Math.min(anchor.current, ms), Math.max(anchor.current, ms)]);
  };
  return {
    onPointerDown: (event: PointerEvent) => {
      if (event.button !== 0) return;
      event.currentTarget.setPointerCapture(event.pointerId);
      anchor.current = event.shiftKey ? timeAt(event) : null;
      move(event);
    },
    onPointerMove: move,
  };
}

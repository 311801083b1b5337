import { type KeyboardEvent, type PointerEvent, useRef } from "react";
import { clock } from "../format";
import { type Part, withEdge } from "../highlights/parts";
import type { Reel } from "../highlights/useReel";
import { t } from "../texts";
import { MARKS } from "./lanes";
import { usePlayback } from "./playback";
import type { Stretch } from "./series";

const STEP_MS = 100;

/** The parts of the reel on the time axis; each edge is dragged, or moved by arrow keys. */
export function Marks({ reel, range }: { reel: Reel; range: Stretch }) {
  const box = useRef<HTMLDivElement>(null);
  const playback = usePlayback();
  const share = (ms: number) => (100 * (ms - range[0])) / (range[1] - range[0]);
  const timeAt = (x: number) => {
    const { left, width } = box.current?.getBoundingClientRect() ?? { left: 0, width: 1 };
    return range[0] + ((x - left) / width) * (range[1] - range[0]);
  };
  return (
    <div ref={box} className="marks" style={{ height: `${MARKS}px` }}>
      {reel.parts.map((part, index) => (
        <div
          // biome-ignore lint/suspicious/noArrayIndexKey: parts are known by their place alone
          key={index}
          className="mark"
          style={{ left: `${share(part.startMs)}%`, width: `${share(part.endMs) - share(part.startMs)}%` }}
        >
          {(["startMs", "endMs"] as const).map((edge) => (
            <Edge
              key={edge}
              part={part}
              edge={edge}
              number={index + 1}
              durationMs={playback.durationMs}
              timeAt={timeAt}
              onChange={(to) => reel.change(index, to)}
            />
          ))}
          <span aria-hidden="true">{index + 1}</span>
        </div>
      ))}
    </div>
  );
}

interface EdgeProps {
  part: Part;
  edge: keyof Part;
  number: number;
  durationMs: number;
  timeAt: (x: number) => number;
  onChange: (to: Part) => void;
}

function Edge({ part, edge, number, durationMs, timeAt, onChange }: EdgeProps) {
  const playback = usePlayback();
  const move = (ms: number) => {
    const to = withEdge(part, edge, ms, durationMs);
    onChange(to);
    playback.seek(to[edge]);
  };
  const press = (event: KeyboardEvent) => {
    const by = { ArrowLeft: -STEP_MS, ArrowRight: STEP_MS }[event.key];
    if (by === undefined) return;
    event.preventDefault();
    move(part[edge] + by);
  };
  const drag = (event: PointerEvent) => {
    if (event.currentTarget.hasPointerCapture(event.pointerId)) move(timeAt(event.clientX));
  };
  return (
    <div
      role="slider"
      tabIndex={0}
      className={`edge edge-${edge === "startMs" ? "start" : "end"}`}
      aria-label={edge === "startMs" ? t.highlights.edgeStart(number) : t.highlights.edgeEnd(number)}
      aria-valuemin={0}
      aria-valuemax={durationMs}
      aria-valuenow={part[edge]}
      aria-valuetext={clock(part[edge], true)}
      onKeyDown={press}
      onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
      onPointerMove={drag}
    />
  );
}

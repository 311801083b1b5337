import { type KeyboardEvent, type PointerEvent, useRef, useState } from "react";
import { boundsOf, clamp, drawnTo, type Edge, type Grip, gripsOf, marksFor } from "../audio/edges";
import { type Segment, segmentAt } from "../audio/segments";
import { precise, span } from "../format";
import { t } from "../texts";
import { SPEECH } from "./lanes";
import { usePlayback, usePlayhead } from "./playback";
import type { Stretch } from "./series";
import type { EdgeDraft } from "./useEdgeDraft";

const SECOND_MS = 1000;
const BUBBLE_PX = 115;

interface Props {
  draft: EdgeDraft;
  speakers: readonly number[];
  /** Where the lanes of speech begin, in pixels from the top. */
  top: number;
  range: Stretch;
  /** The part of the recording in which segments may lie. */
  within: Stretch;
  width: number;
  /** How far one press of an arrow key moves an edge. */
  stepMs: number;
}

/** The edges of the segments of speech: each is dragged, or moved by arrow keys. */
export function SegmentEdges({ draft, speakers, top, range, within, width, stepMs }: Props) {
  const playback = usePlayback();
  const ms = usePlayhead(250);
  const box = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState<string | null>(null);
  const { segments, keys, moving } = draft;
  const msPerPx = (range[1] - range[0]) / Math.max(1, width);
  const x = (at: number) => (at - range[0]) / msPerPx;
  const inView = segments.flatMap((one, at) =>
    one.endMs >= range[0] && one.startMs <= range[1] ? [{ one, key: keys[at] ?? "" }] : [],
  );
  const spoken = keys[segmentAt(segments, ms)];
  const chosen = [moving?.key, focused, spoken].find((key) => inView.some((seen) => seen.key === key));
  const stop = chosen ?? inView[0]?.key;
  const hop = (key: string, edge: Edge, by: 1 | -1) => {
    const to = inView[inView.findIndex((seen) => seen.key === key) + by];
    if (!to) return;
    draft.commit();
    setFocused(to.key);
    playback.seek(to.one.startMs);
    // A narrow segment has edges only once it is chosen.
    requestAnimationFrame(() => {
      box.current?.querySelector<HTMLElement>(`[data-edge="${to.key}-${edge}"]`)?.focus();
    });
  };
  return (
    <div ref={box} className="segment-edges">
      {inView.map(({ one, key }) =>
        gripsOf(x(one.startMs), x(one.endMs), width, key === stop).map((grip) => (
          <Handle
            key={`${key}-${grip.edge}`}
            id={key}
            one={one}
            grip={grip}
            draft={draft}
            top={top + speakers.indexOf(one.speakerId) * SPEECH}
            within={within}
            msPerPx={msPerPx}
            stepMs={stepMs}
            isStop={key === stop}
            onFocus={() => setFocused(key)}
            onHop={(by) => hop(key, grip.edge, by)}
          />
        )),
      )}
      {moving && (
        <Bubble times={[moving.startMs, moving.endMs]} at={x(moving[moving.edge])} width={width} top={top} />
      )}
    </div>
  );
}

interface HandleProps extends Pick<Props, "draft" | "within" | "stepMs" | "top"> {
  id: string;
  one: Segment;
  grip: Grip;
  msPerPx: number;
  isStop: boolean;
  onFocus: () => void;
  onHop: (by: 1 | -1) => void;
}

function Handle({ id, one, grip, draft, top, within, msPerPx, stepMs, isStop, onFocus, onHop }: HandleProps) {
  const playback = usePlayback();
  const held = useRef<number | null>(null);
  const { edge, left, at } = grip;
  const kept = draft.kept[draft.keys.indexOf(id)] ?? one;
  const bounds = boundsOf(draft.kept, kept, edge, within);
  const drag = (event: PointerEvent) => {
    if (held.current === null) return;
    const ms = kept[edge] + (event.clientX - held.current) * msPerPx;
    const marks = event.altKey ? [] : marksFor(draft.kept, kept, playback.ms);
    draft.move(id, edge, drawnTo(ms, marks, msPerPx, bounds) ?? clamp(ms, bounds));
  };
  const letGo = (end: () => void) => {
    held.current = null;
    end();
  };
  const press = (event: KeyboardEvent) => {
    const act = {
      Enter: draft.commit,
      // Esc also ends what is looped; here it takes back what is being moved.
      Escape: draft.moving ? () => letGo(draft.cancel) : undefined,
      j: () => onHop(-1),
      l: () => onHop(1),
    }[event.key];
    const to = keyTarget(event, one[edge], stepMs, bounds);
    if (!act && to === undefined) return;
    event.preventDefault();
    if (act) act();
    else if (to !== undefined) draft.move(id, edge, clamp(to, bounds));
  };
  return (
    <div
      role="slider"
      tabIndex={isStop ? 0 : -1}
      className={`grip grip-${edge === "startMs" ? "start" : "end"}`}
      data-edge={`${id}-${edge}`}
      data-moving={draft.moving?.key === id && draft.moving.edge === edge}
      aria-label={(edge === "startMs" ? t.audio.edgeStart : t.audio.edgeEnd)(
        one.speaker,
        precise(kept.startMs),
      )}
      aria-valuemin={bounds[0]}
      aria-valuemax={bounds[1]}
      aria-valuenow={one[edge]}
      aria-valuetext={precise(one[edge])}
      style={{ left: `${left}px`, top: `${top}px`, "--at": `${at - left}px` } as React.CSSProperties}
      onKeyDown={press}
      onFocus={onFocus}
      onBlur={() => held.current === null && draft.commit()}
      onPointerDown={(event) => {
        if (event.button !== 0 || draft.isSaving) return;
        event.preventDefault();
        event.currentTarget.focus({ preventScroll: true });
        event.currentTarget.setPointerCapture(event.pointerId);
        held.current = event.clientX;
      }}
      onPointerMove={drag}
      onPointerUp={() => held.current !== null && letGo(draft.commit)}
      onPointerCancel={() => held.current !== null && letGo(draft.cancel)}
    />
  );
}

function keyTarget(event: KeyboardEvent, ms: number, stepMs: number, bounds: Stretch): number | undefined {
  const by = event.shiftKey ? 10 * stepMs : stepMs;
  const targets: Record<string, number> = {
    ArrowLeft: ms - by,
    ArrowDown: ms - by,
    ArrowRight: ms + by,
    ArrowUp: ms + by,
    PageDown: ms - SECOND_MS,
    PageUp: ms + SECOND_MS,
    Home: bounds[0],
    End: bounds[1],
  };
  return targets[event.key];
}

/** The times as they would be, beside the edge on its way; a screen reader hears them from the edge itself. */
function Bubble({
  times: [from, to],
  at,
  width,
  top,
}: {
  times: Stretch;
  at: number;
  width: number;
  top: number;
}) {
  const left = Math.min(Math.max(at, BUBBLE_PX), Math.max(BUBBLE_PX, width - BUBBLE_PX));
  return (
    <p className="edge-times numbers" style={{ left: `${left}px`, top: `${top}px` }} aria-hidden="true">
      {precise(from)} – {precise(to)} · {span(to - from)}
    </p>
  );
}

import { useMemo, useRef, useState } from "react";
import { type Edge, keysOf, type Times } from "../audio/edges";
import type { Segment } from "../audio/segments";

/** What takes the new times of a segment; settles once they are shown. */
export type MoveSegment = (segment: Segment, to: Times) => Promise<unknown>;

interface Draft extends Times {
  key: string;
  edge: Edge;
}

/** An edge on its way: shown at once, sent as one correction when it is let go. */
export interface EdgeDraft {
  /** The segments as they would be. */
  segments: readonly Segment[];
  keys: readonly string[];
  moving: Draft | null;
  /** Whether the server is being told; until then nothing else is moved. */
  isSaving: boolean;
  /** Segments as they are kept, in the order of `keys`. */
  kept: readonly Segment[];
  move: (key: string, edge: Edge, ms: number) => void;
  commit: () => void;
  cancel: () => void;
}

export function useEdgeDraft(kept: readonly Segment[], onMove: MoveSegment | undefined): EdgeDraft {
  const [moving, setMoving] = useState<Draft | null>(null);
  const [isSaving, setSaving] = useState(false);
  // What was moved and let go within one turn of the event loop has not been rendered yet.
  const latest = useRef(moving);
  const keys = useMemo(() => keysOf(kept), [kept]);
  const segments = useMemo(
    () => (moving ? kept.map((one, at) => (keys[at] === moving.key ? moved(one, moving) : one)) : kept),
    [kept, keys, moving],
  );
  const set = (to: Draft | null) => {
    latest.current = to;
    setMoving(to);
  };
  const move = (key: string, edge: Edge, ms: number) => {
    const one = kept[keys.indexOf(key)];
    if (!one || isSaving) return;
    const before = latest.current?.key === key ? latest.current : one;
    set({ key, edge, startMs: before.startMs, endMs: before.endMs, [edge]: ms });
  };
  const commit = async () => {
    const to = latest.current;
    const one = to && kept[keys.indexOf(to.key)];
    if (!to || isSaving) return;
    if (!onMove || !one || (one.startMs === to.startMs && one.endMs === to.endMs)) return set(null);
    setSaving(true);
    try {
      await onMove(one, { startMs: to.startMs, endMs: to.endMs });
    } catch {
      // Told in passing, as all refused edits are; the segment goes back to where it was.
    } finally {
      setSaving(false);
      set(null);
    }
  };
  const cancel = () => {
    if (!isSaving) set(null);
  };
  return { segments, keys, moving, isSaving, kept, move, commit, cancel };
}

function moved(one: Segment, { startMs, endMs }: Times): Segment {
  return { ...one, startMs, endMs };
}

import { useMemo } from "react";
import type { Schemas } from "../api/client";
import type { Heard } from "../video/Timeline";
import type { AudioEditing } from "./edits";
import type { Segment } from "./segments";

/** What the timeline shows of a sound, and how the times of its segments are corrected. */
export function useHeard(
  audio: Schemas["Audio"] | undefined,
  segments: readonly Segment[],
  editing: AudioEditing,
  stepMs: number,
): Heard {
  const { mutateAsync } = editing.correct;
  return useMemo(
    () => ({
      audioId: audio?.id ?? "",
      segments,
      within: [audio?.start_millis ?? 0, audio?.end_millis || (audio?.audio_duration ?? 0)],
      onMove: (was, to) =>
        mutateAsync({ text: was.text, speakerId: was.speakerId, startMs: to.startMs, endMs: to.endMs, was }),
      stepMs: Math.max(1, stepMs),
    }),
    [audio?.id, audio?.start_millis, audio?.end_millis, audio?.audio_duration, segments, mutateAsync, stepMs],
  );
}

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import type { Schemas } from "../api/client";
import { getAudio } from "../api/media";
import { type AudioEditing, useAudioEditing, useAudioEdits } from "./edits";
import { type Segment, segmentsOf } from "./segments";

const WATCH_MS = 1000;

/** The sound of a video: what is said in it, and the means to correct that. */
export interface Sound {
  audio: Schemas["Audio"] | undefined;
  segments: readonly Segment[];
  editing: AudioEditing;
  history: Schemas["EditHistory"] | undefined;
}

export function useSoundOf(audio_id: string): Sound {
  const query = useQuery({
    queryKey: ["medium", "audio", audio_id],
    queryFn: () => getAudio(audio_id),
    enabled: audio_id !== "",
    refetchInterval: ({ state }) =>
      state.data?.segment_audio_emotions?.some((one) => one.scores_pending) ? WATCH_MS : false,
  });
  const editing = useAudioEditing(audio_id);
  const history = useAudioEdits(audio_id);
  const segments = useMemo(() => segmentsOf(query.data), [query.data]);
  return { audio: query.data, segments, editing, history: history.data };
}

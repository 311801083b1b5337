/** Corrections of a transcript and of who speaks: logged by the server, and undone as those of videos are. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, api, form } from "../api/client";
import { tell } from "../shell/toasts";
import type { Times } from "./edges";
import type { Segment } from "./segments";

export function useAudioEdits(audio_id: string) {
  return useQuery({
    queryKey: ["edits", audio_id],
    queryFn: () =>
      answer(
        api.GET("/v2/audios/{audio_id}/edits", {
          params: { path: { audio_id }, query: { page_size: 1000 } },
        }),
      ),
    enabled: audio_id !== "",
  });
}

function useEdit<T>(audio_id: string, edit: (given: T) => Promise<unknown>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: edit,
    onSuccess: (reply) => {
      if (typeof reply === "object" && reply && "message" in reply) tell(String(reply.message));
    },
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ["edits", audio_id] }),
        queries.invalidateQueries({ queryKey: ["medium", "audio", audio_id] }),
      ]),
  });
}

type Change = Pick<Segment, "startMs" | "endMs" | "text" | "speakerId"> & {
  /** The times so far, by which the segment is known again. */
  was: Times;
};

export function useAudioEditing(audio_id: string) {
  const path = { audio_id };
  return {
    correct: useEdit(audio_id, (to: Change) =>
      answer(
        api.PUT("/v1/audios/{audio_id}/transcript", {
          params: { path },
          body: [
            {
              start_millis: to.startMs,
              end_millis: to.endMs,
              segment: to.text,
              speaker_id: to.speakerId,
              was_start_millis: to.was.startMs,
              was_end_millis: to.was.endMs,
            },
          ],
        }),
      ),
    ),
    remove: useEdit(audio_id, (index: number) =>
      answer(
        api.DELETE("/v1/audios/{audio_id}/{segment_index}", {
          params: { path: { audio_id, segment_index: index } },
        }),
      ),
    ),
    rename: useEdit(audio_id, ({ speaker, name }: { speaker: number; name: string }) =>
      answer(
        api.PUT("/v1/audios/{audio_id}/speakers/names", {
          params: { path },
          body: [{ speaker_id: speaker, name }],
        }),
      ),
    ),
    merge: useEdit(audio_id, ({ into, others }: { into: number; others: readonly number[] }) =>
      answer(
        api.PUT("/v2/audios/{audio_id}/speakers/merge", {
          params: { path },
          ...form({ selected_speaker_id: into, merge_speaker_id: others.join(",") }),
        }),
      ),
    ),
    undo: useEdit(audio_id, () => answer(api.POST("/v2/audios/{audio_id}/edits/undo", { params: { path } }))),
    redo: useEdit(audio_id, () => answer(api.POST("/v2/audios/{audio_id}/edits/redo", { params: { path } }))),
  };
}

export type AudioEditing = ReturnType<typeof useAudioEditing>;

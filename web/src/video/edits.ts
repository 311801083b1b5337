/** Corrections of a video: every one is logged by the server and can be undone. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, api, form } from "../api/client";
import { EMOTIONS, type Emotion, type Scores } from "../palette";
import { tell } from "../shell/toasts";

const NOTHING = Object.fromEntries(EMOTIONS.map((name) => [name, 0])) as Scores;

export function useEdits(video_id: string) {
  return useQuery({
    queryKey: ["edits", video_id],
    queryFn: () =>
      answer(
        api.GET("/v2/videos/{video_id}/edits", {
          params: { path: { video_id }, query: { page_size: 1000 } },
        }),
      ),
  });
}

/** Runs an edit, says what it did, and has everything that shows the video fetched anew. */
function useEdit<T>(video_id: string, edit: (given: T) => Promise<{ message?: string } | unknown>) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: edit,
    onSuccess: (reply) => {
      if (typeof reply === "object" && reply && "message" in reply) tell(String(reply.message));
    },
    onSettled: () =>
      Promise.all([
        queries.invalidateQueries({ queryKey: ["edits", video_id] }),
        queries.invalidateQueries({ queryKey: ["medium", "video", video_id] }),
        queries.invalidateQueries({ queryKey: ["standing", "video", video_id] }),
      ]),
  });
}

export function useEditing(video_id: string) {
  const path = { video_id };
  return {
    rename: useEdit(video_id, ({ face, name }: { face: number; name: string }) =>
      answer(
        api.PUT("/v1/videos/{video_id}/faces/names", { params: { path }, body: [{ face_id: face, name }] }),
      ),
    ),
    merge: useEdit(video_id, ({ into, faces }: { into: number; faces: readonly number[] }) =>
      answer(
        api.PUT("/v1/videos/{video_id}/faces", {
          params: { path },
          ...form({ selected_face_id: into, merge_face_id: faces.join(",") }),
        }),
      ),
    ),
    remove: useEdit(video_id, (faces: readonly number[]) =>
      answer(
        api.DELETE("/v1/videos/{video_id}/faces", {
          params: { path },
          ...form({ face_ids: faces.join(",") }),
        }),
      ),
    ),
    split: useEdit(video_id, ({ face, first, last }: { face: number; first: number; last: number }) =>
      answer(
        api.POST("/v1/videos/{video_id}/faces/{face_id}/split", {
          params: { path: { video_id, face_id: String(face) } },
          ...form({ first_frame: String(first), last_frame: String(last) }),
        }),
      ),
    ),
    note: useEdit(video_id, ({ frame, face, note }: { frame: number; face: number; note: string }) =>
      answer(
        api.PUT("/v1/videos/{video_id}/frames/{frame_id}/faces/{face_id}/note", {
          params: { path: { video_id, frame_id: String(frame), face_id: String(face) } },
          ...form({ note }),
        }),
      ),
    ),
    label: useEdit(video_id, ({ frame, face, emotion }: { frame: number; face: number; emotion: Emotion }) =>
      answer(
        api.PUT("/v1/videos/{video_id}/frames/{frame_id}/faces/{face_id}/emotions", {
          params: { path: { video_id, frame_id: String(frame), face_id: String(face) } },
          ...form({ ...NOTHING, [emotion]: 1 }),
        }),
      ),
    ),
    undo: useEdit(video_id, () => answer(api.POST("/v2/videos/{video_id}/edits/undo", { params: { path } }))),
    redo: useEdit(video_id, () => answer(api.POST("/v2/videos/{video_id}/edits/redo", { params: { path } }))),
  };
}

export type Editing = ReturnType<typeof useEditing>;

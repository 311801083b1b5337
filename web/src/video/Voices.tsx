import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, api, type Schemas } from "../api/client";
import { isUnderWay } from "../library/useLibrary";
import { tell } from "../shell/toasts";
import { t } from "../texts";
import { nameOf } from "./People";

const WATCH_MS = 1500;

interface Props {
  video: Schemas["VideoResponse"];
  speakers: readonly { id: number; name: string }[];
}

/** Whose voice is whose: found by how mouths move, or said by hand. */
export function Voices({ video, speakers }: Props) {
  const queries = useQueryClient();
  const path = { video_id: video.id };
  const key = ["voices", video.id];
  const query = useQuery({
    queryKey: key,
    queryFn: () => answer(api.GET("/v2/videos/{video_id}/speaker-face-match", { params: { path } })),
    refetchInterval: ({ state }) => (isUnderWay(state.data?.status ?? "") ? WATCH_MS : false),
  });
  // Links give names to both sides, and are edits like any other.
  const onSettled = () => queries.invalidateQueries();
  const match = useMutation({
    mutationFn: () => answer(api.POST("/v2/videos/{video_id}/speaker-face-match", { params: { path } })),
    onSuccess: (done) => tell(done.message),
    onSettled,
  });
  const link = useMutation({
    mutationFn: ({ face, speaker }: { face: number; speaker: number }) =>
      answer(
        api.PUT("/v2/videos/{video_id}/speaker-face-match", {
          params: { path },
          body: [{ face_id: face, speaker_id: speaker, name: null }],
        }),
      ),
    onSuccess: (done) => tell(done.message),
    onSettled,
  });
  if (speakers.length === 0) return null;
  const linked = new Map(query.data?.links.map((one) => [one.speaker_id, one.face_id]));
  const busy = match.isPending || link.isPending || isUnderWay(query.data?.status ?? "");
  return (
    <details className="voices">
      <summary>{t.voices.title}</summary>
      <div className="stack tight">
        <ul className="stack tight">
          {speakers.map((speaker) => (
            <li key={speaker.id}>
              <label className="actions">
                <span className="wrap">{speaker.name}</span>
                <select
                  className="narrow"
                  value={linked.get(speaker.id) ?? ""}
                  disabled={busy}
                  onChange={(event) => link.mutate({ face: Number(event.target.value), speaker: speaker.id })}
                >
                  <option value="" disabled>
                    {t.voices.nobody}
                  </option>
                  {video.faces?.faces.map((face) => (
                    <option key={face.face_id} value={face.face_id}>
                      {nameOf(face)}
                    </option>
                  ))}
                </select>
              </label>
              {query.data?.refused.map(
                (one) => one.speaker_id === speaker.id && <small key={one.speaker_id}>{one.reason}</small>,
              )}
            </li>
          ))}
        </ul>
        <p>
          <button type="button" disabled={busy} onClick={() => match.mutate()}>
            {t.voices.match}
          </button>
        </p>
      </div>
    </details>
  );
}

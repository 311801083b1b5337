import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { answer, api } from "../api/client";
import { t } from "../texts";

const WATCH_MS = 2000;

interface Props {
  id: string;
  make: string;
}

/** Has the annotated video made, waits for it, and then offers it. */
export function AnnotatedVideo({ id, make }: Props) {
  const [wanted, setWanted] = useState(0);
  const query = useQuery({
    queryKey: ["annotated", id, wanted],
    queryFn: () =>
      answer(
        api.GET("/v2/videos/{video_id}/annotated_video", {
          params: { path: { video_id: id }, query: { retry: wanted > 1 } },
        }),
      ),
    enabled: wanted > 0,
    staleTime: 0,
    refetchInterval: ({ state }) =>
      state.data && "status" in state.data && state.data.status !== "failed" ? WATCH_MS : false,
  });
  const found = query.data;
  if (found && "download_url" in found) {
    return (
      <a className="button" href={found.download_url} download={found.filename}>
        ↓ {t.video.annotated}
      </a>
    );
  }
  const failed = query.isError || (found && "status" in found && found.status === "failed");
  if (wanted && !failed) {
    return (
      <p className="actions soft" role="status">
        <span className="spinner" aria-hidden="true" /> {t.video.annotatedMaking}
      </p>
    );
  }
  return (
    <div className="actions">
      {failed && <span role="alert">{query.error?.message ?? t.video.annotatedFailed}</span>}
      <button type="button" onClick={() => setWanted(wanted + 1)}>
        {make}
      </button>
    </div>
  );
}

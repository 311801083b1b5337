import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo, useState } from "react";
import { answer, api, form, type Schemas } from "../api/client";
import { isUnderWay } from "../library/useLibrary";
import { moved, type Part } from "./parts";

const WATCH_MS = 2000;

/** The parts of a video's reel, as they are or as they are being changed, and the making of the reel. */
export function useReel(video_id: string) {
  const queries = useQueryClient();
  const key = ["highlights", video_id];
  const query = useQuery({
    queryKey: key,
    queryFn: () => answer(api.GET("/v1/videos/{video_id}/highlights", { params: { path: { video_id } } })),
    refetchInterval: ({ state }) => (isUnderWay(state.data?.highlight_status ?? "") ? WATCH_MS : false),
  });
  const [draft, setDraft] = useState<readonly Part[] | null>(null);
  const made = {
    onSuccess: () => setDraft(null),
    onSettled: () => queries.invalidateQueries({ queryKey: key }),
  };
  const find = useMutation({
    mutationFn: () => answer(api.POST("/v1/videos/highlights", form({ video_id }))),
    ...made,
  });
  const show = useMutation({
    mutationFn: (parts: readonly Part[]) =>
      answer(
        api.PUT("/v1/videos/{video_id}/highlights", {
          params: { path: { video_id } },
          body: parts.map((one) => ({ start_millis: one.startMs, end_millis: one.endMs })),
        }),
      ),
    ...made,
  });
  const kept = useMemo(() => partsOf(query.data?.segments), [query.data]);
  const parts = draft ?? kept;
  return {
    found: query.data,
    busy: isUnderWay(query.data?.highlight_status ?? "") || find.isPending || show.isPending,
    parts,
    isChanged: draft !== null,
    change: (index: number, to: Part) => setDraft(parts.map((one, at) => (at === index ? to : one))),
    add: (part: Part) => setDraft([...parts, part]),
    remove: (index: number) => setDraft(parts.filter((_, at) => at !== index)),
    move: (index: number, by: 1 | -1) => setDraft(moved(parts, index, by)),
    forget: () => setDraft(null),
    find: () => find.mutate(),
    make: () => show.mutate(parts),
  };
}

export type Reel = ReturnType<typeof useReel>;

function partsOf(segments: readonly Schemas["HighlightSegment"][] | undefined): Part[] {
  return (segments ?? []).map((one) => ({ startMs: one.start_millis, endMs: one.end_millis }));
}

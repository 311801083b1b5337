/** The outline of a sound of any length: the server tells how loud each stretch of what is in view is. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { answer, api, type Schemas } from "../api/client";
import { around, type Stretch } from "../video/series";

export type Wave = Schemas["PeaksResponse"];

const ASK_AGAIN_MS = 1000;
const BINS_AT_MOST = 4000;

export function useWave(audio_id: string, view: Stretch, durationMs: number, points: number) {
  const [start_ms, end_ms] = around(view, durationMs);
  // More points where the stretch reaches beyond the view, in steps that a resized window shares.
  const bins = Math.min(
    BINS_AT_MOST,
    Math.ceil((points * (end_ms - start_ms)) / Math.max(1, view[1] - view[0]) / 200) * 200,
  );
  return useQuery({
    queryKey: ["peaks", audio_id, start_ms, end_ms, bins],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/v2/audios/{audio_id}/peaks", {
          params: { path: { audio_id }, query: { start_ms, end_ms, bins } },
          signal,
        }),
      ),
    enabled: audio_id !== "" && points > 0 && durationMs > 0,
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) => (state.data?.status === "processing" ? ASK_AGAIN_MS : false),
    staleTime: Number.POSITIVE_INFINITY, // the sound stays what it is
  });
}

/**
 * How tall each pixel's column is, 0 to 1 of the loudest moment of the whole sound; -1 where nothing is known.
 * Where a stretch is wider than a pixel, pixels share it.
 */
export function columnsOf(wave: Wave, [from, to]: Stretch, width: number): number[] {
  const msPerPx = (to - from) / Math.max(1, width);
  const most = Math.max(wave.loudest, 1);
  return Array.from({ length: width }, (_, x) => {
    const first = Math.floor((from + x * msPerPx - wave.start_ms) / wave.bin_ms);
    const last = Math.max(first, Math.ceil((from + (x + 1) * msPerPx - wave.start_ms) / wave.bin_ms) - 1);
    let loud = -1;
    for (let at = Math.max(0, first); at <= last && at < wave.peaks.length; at++) {
      loud = Math.max(loud, (wave.peaks[at] ?? 0) / most);
    }
    return loud;
  });
}

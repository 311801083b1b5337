/** What everybody showed over time, drawn together into as many points as there is room for. */
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { answer, api, type Schemas } from "../api/client";

export type Timeline = Schemas["TimelineResponse"];
export type Series = Schemas["TimelineFace"];
export type Stretch = readonly [number, number];

const FINEST_MS = 200;

/**
 * A stretch around a view that many views near it share, so that panning and zooming ask the server seldom:
 * twice the smallest halving of the whole that holds the view, beginning at a multiple of its half.
 */
export function around([from, to]: Stretch, durationMs: number): Stretch {
  let span = durationMs;
  while (span / 2 >= Math.max(to - from, FINEST_MS)) span /= 2;
  if (span === durationMs) return [0, durationMs];
  const start = Math.floor(from / (span / 2)) * (span / 2);
  return [Math.floor(start), Math.min(durationMs, Math.ceil(start + 2 * span))];
}

export function useSeries(
  video_id: string,
  edition: number,
  view: Stretch,
  durationMs: number,
  points: number,
) {
  const [start_ms, end_ms] = around(view, durationMs);
  // More points where the stretch reaches beyond the view, in steps that a resized window shares.
  const bins = Math.min(
    4000,
    Math.ceil((points * (end_ms - start_ms)) / Math.max(1, view[1] - view[0]) / 200) * 200,
  );
  return useQuery({
    queryKey: ["timeline", video_id, edition, start_ms, end_ms, bins],
    queryFn: ({ signal }) =>
      answer(
        api.GET("/v2/videos/{video_id}/timeline", {
          params: { path: { video_id }, query: { start_ms, end_ms, bins } },
          signal,
        }),
      ),
    enabled: video_id !== "" && points > 0,
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY, // another edition has another key
  });
}

/**
 * Values smoothed over time by a Gaussian that falls to half at `smoothMs / 2` on either side, as the API
 * smooths frames; no mean reaches across a pause in which the person is not seen.
 */
export function smooth(
  values: readonly number[],
  stretches: readonly number[],
  binMs: number,
  smoothMs: number,
): readonly number[] {
  const reach = Math.floor((1.5 * smoothMs) / binMs);
  if (reach < 1) return values;
  const gap = Math.max(500, smoothMs) / binMs;
  return values.map((_, at) => {
    let sum = 0;
    let total = 0;
    for (const direction of [-1, 1]) {
      for (let i = direction < 0 ? at : at + 1; i >= 0 && i < values.length; i += direction) {
        const away = Math.abs((stretches[i] ?? 0) - (stretches[at] ?? 0));
        const step = Math.abs((stretches[i] ?? 0) - (stretches[i - direction] ?? stretches[i] ?? 0));
        if (away > reach || (i !== at && step > gap)) break;
        const weight = 2 ** -(((2 * away * binMs) / smoothMs) ** 2);
        sum += weight * (values[i] ?? 0);
        total += weight;
      }
    }
    return sum / total;
  });
}

import { useQuery } from "@tanstack/react-query";
import { request } from "../api/client";

/** How loud a sound is at most in every twentieth of a second, 0 to 1. */
export type Peaks = Float32Array;

export const PEAKS_PER_S = 20;
const RATE_HZ = 8000;
/** Decoded sound of more than this would fill the memory of the tab. */
const LONGEST_MS = 30 * 60_000;

/** The outline of a sound, decoded in the browser; undefined while it is not known, or where it is too long. */
export function usePeaks(key: string, url: string, durationMs: number) {
  return useQuery({
    queryKey: ["peaks", key],
    queryFn: async ({ signal }) => {
      const bytes = await (await fetchSound(url, signal)).arrayBuffer();
      const sound = await new OfflineAudioContext(1, 1, RATE_HZ).decodeAudioData(bytes);
      return peaksOf(Array.from({ length: sound.numberOfChannels }, (_, n) => sound.getChannelData(n)));
    },
    enabled: url !== "" && durationMs > 0 && durationMs <= LONGEST_MS,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
}

/** A link that the store signed needs no key, and other hosts should not be shown ours. */
function fetchSound(url: string, signal: AbortSignal): Promise<Response> {
  return new URL(url, location.href).origin === location.origin
    ? request(url, { signal })
    : fetch(url, { signal });
}

export function peaksOf(channels: readonly Float32Array[], rateHz = RATE_HZ): Peaks {
  const step = rateHz / PEAKS_PER_S;
  const length = channels[0]?.length ?? 0;
  const peaks = new Float32Array(Math.ceil(length / step));
  for (const channel of channels) {
    for (let at = 0; at < length; at++) {
      const place = Math.floor(at / step);
      const loud = Math.abs(channel[at] ?? 0);
      if (loud > (peaks[place] ?? 0)) peaks[place] = loud;
    }
  }
  return peaks;
}

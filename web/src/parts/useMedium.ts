import { useQuery } from "@tanstack/react-query";
import type { Kind } from "../api/media";
import { isUnderWay } from "../library/useLibrary";

const WATCH_MS = 1000;
/** Signed links work for an hour; what holds them is fetched anew before that. */
const RENEW_MS = 45 * 60_000;

/** A medium's whole document, asked for again while its analysis, or what `isBusy` tells of, goes on. */
export function useMedium<T extends { status: string }>(
  kind: Kind,
  id: string,
  fetch: (id: string) => Promise<T>,
  isBusy: (medium: T) => boolean = () => false,
) {
  return useQuery({
    queryKey: ["medium", kind, id],
    queryFn: () => fetch(id),
    refetchInterval: ({ state }) =>
      state.data && (isUnderWay(state.data.status) || isBusy(state.data)) ? WATCH_MS : RENEW_MS,
  });
}

import {
  type InfiniteData,
  type QueryClient,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from "@tanstack/react-query";
import { useEffect } from "react";
import { save } from "../api/client";
import { type Batch, type Cursor, fetchBatch, merge, START } from "../api/library";
import { accessTo, type Item } from "../api/media";
import { fileName } from "../parts/fileName";
import { tell } from "../shell/toasts";
import { t } from "../texts";

const WATCH_MS = 1000;

export function useLibrary() {
  const query = useInfiniteQuery<Batch, Error, InfiniteData<Batch, Cursor>, string[], Cursor>({
    queryKey: ["library"],
    queryFn: ({ pageParam }) => fetchBatch(pageParam),
    initialPageParam: START,
    getNextPageParam: (last) => last.next,
  });
  return { ...query, ...merge(query.data) };
}

/** How an item's analysis goes, asked for again and again until it ends. */
export function useStanding({ kind, id, status }: Pick<Item, "kind" | "id" | "status">) {
  const queries = useQueryClient();
  const query = useQuery({
    queryKey: ["standing", kind, id],
    queryFn: () => accessTo(kind).standing(id),
    refetchInterval: ({ state }) => (isUnderWay(state.data?.status ?? status) ? WATCH_MS : false),
  });
  const now = query.data?.status;
  useEffect(() => {
    if (now && now !== status && !isUnderWay(now)) queries.invalidateQueries({ queryKey: ["library"] });
  }, [now, status, queries]);
  return query.data;
}

export function isUnderWay(status: string): boolean {
  return status === "queue" || status === "processing";
}

/** Takes a deleted medium out of the list as it is shown, before the server is asked again. */
export function forget(queries: QueryClient, id: string): void {
  queries.setQueryData<InfiniteData<Batch, Cursor>>(["library"], (data) => {
    if (!data) return data;
    const without = (items: Batch["items"]) =>
      Object.fromEntries(
        Object.entries(items).map(([kind, list]) => [kind, list.filter((one) => one.id !== id)]),
      );
    return { ...data, pages: data.pages.map((page) => ({ ...page, items: without(page.items) })) };
  });
  queries.invalidateQueries({ queryKey: ["library"] });
}

/** Deletes media one after the other; what was deleted before a failure stays so. */
export function useDeletion(after: () => void) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (items: readonly Item[]) => {
      for (const { kind, id } of items) {
        await accessTo(kind).remove(id);
        forget(queries, id);
      }
      return items.length;
    },
    onSuccess: (count) => tell(t.library.deletedMany(count)),
    onSettled: () => {
      after();
      return queries.invalidateQueries({ queryKey: ["library"] });
    },
  });
}

/** Saves everything that is known of each medium, one JSON document after the other. */
export function useExport() {
  return useMutation({
    mutationFn: async (items: readonly Item[]) => {
      for (const { kind, id, title } of items) {
        await save(`/v2/${kind}/${id}/exports/json`, fileName(title, "json"));
      }
    },
  });
}

export function useAgain() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ kind, id }: Pick<Item, "kind" | "id">) => accessTo(kind).again(id),
    onSuccess: () => tell(t.common.queuedAgain),
    onSettled: () => queries.invalidateQueries(),
  });
}

/** Queues media for a new analysis one after the other; those before a failure stay queued. */
export function useManyAgain() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (items: readonly Item[]) => {
      for (const { kind, id } of items) await accessTo(kind).again(id);
      return items.length;
    },
    onSuccess: (count) => tell(t.library.againMany(count)),
    onSettled: () => queries.invalidateQueries(),
  });
}

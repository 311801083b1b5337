/** One list, newest first, made from the lists of all kinds, which the API pages apart. */
import type { InfiniteData } from "@tanstack/react-query";
import { type Item, KINDS, type Kind, listPage } from "./media";

export const PAGE = 24;

/** Where each kind's list goes on: the last id seen, or null once it has ended. */
export type Cursor = Partial<Record<Kind, string | null>>;

export interface Batch {
  items: Partial<Record<Kind, Item[]>>;
  counts: Partial<Record<Kind, number>>;
  next: Cursor | null;
}

export const START: Cursor = Object.fromEntries(KINDS.map((kind) => [kind, ""]));

export async function fetchBatch(cursor: Cursor): Promise<Batch> {
  const open = (Object.entries(cursor) as [Kind, string | null][]).filter(([, after]) => after !== null);
  const pages = await Promise.all(open.map(([kind, after]) => listPage(kind, after ?? "", PAGE)));
  const batch: Batch = { items: {}, counts: {}, next: { ...cursor } };
  open.forEach(([kind], index) => {
    const page = pages[index];
    if (!page || !batch.next) return;
    batch.items[kind] = page.items;
    batch.counts[kind] = page.count;
    batch.next[kind] = page.items.length < PAGE ? null : (page.items.at(-1)?.id ?? null);
  });
  if (batch.next && Object.values(batch.next).every((after) => after === null)) batch.next = null;
  return batch;
}

export interface Merged {
  items: Item[];
  total: number;
}

/**
 * All that is loaded, newest first. What is older than the oldest item of a kind that has more to load is
 * held back, for items of that kind may belong before it.
 */
export function merge(data: InfiniteData<Batch, Cursor> | undefined): Merged {
  const batches = data?.pages ?? [];
  const byKind = new Map<Kind, Item[]>();
  const counts: Partial<Record<Kind, number>> = {};
  for (const batch of batches) {
    for (const [kind, items] of Object.entries(batch.items) as [Kind, Item[]][]) {
      byKind.set(kind, [...(byKind.get(kind) ?? []), ...items]);
    }
    Object.assign(counts, batch.counts);
  }
  const next = batches.at(-1)?.next ?? {};
  let horizon = "";
  for (const [kind, items] of byKind) {
    const oldest = items.at(-1)?.createdAt ?? "";
    if (next[kind] && oldest > horizon) horizon = oldest;
  }
  const items = [...byKind.values()].flat().filter((item) => item.createdAt >= horizon);
  items.sort((a, b) =>
    a.createdAt < b.createdAt ? 1 : a.createdAt > b.createdAt ? -1 : a.id < b.id ? 1 : -1,
  );
  return { items, total: Object.values(counts).reduce((sum, count) => sum + count, 0) };
}

export interface Filter {
  kind: Kind | "";
  status: string;
  words: string;
  /** Id of a project, NO_PROJECT, or empty for all. */
  project: string;
  /** The leading label, or empty for any. */
  leading: string;
}

export const NO_PROJECT = "none";
export const EVERYTHING: Filter = { kind: "", status: "", words: "", project: "", leading: "" };

/** Whether anything is asked for at all. */
export function isNarrow(filter: Filter): boolean {
  return Object.values(filter).some((asked) => asked !== "");
}

export function matches(item: Item, filter: Filter): boolean {
  if (filter.kind && item.kind !== filter.kind) return false;
  if (filter.status && item.status !== filter.status) return false;
  if (filter.project && item.project !== (filter.project === NO_PROJECT ? "" : filter.project)) return false;
  if (filter.leading && item.leading !== filter.leading) return false;
  const text = `${item.title} ${item.description}`.toLocaleLowerCase();
  return filter.words
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word));
}

import { describe, expect, it } from "vitest";
import {
  type Batch,
  type Cursor,
  EVERYTHING,
  isNarrow,
  matches,
  merge,
  NO_PROJECT,
} from "../src/api/library";
import type { Item, Kind } from "../src/api/media";

function item(kind: Kind, id: string, minute: number, facts: Partial<Item> = {}): Item {
  const createdAt = `2026-11-26T07:${String(minute).padStart(2, "0")}:00+00:00`;
  return {
    kind,
    id,
    createdAt,
    title: id,
    description: "",
    status: "completed",
    durationMs: 0,
    words: 0,
    thumbnail: "",
    failure: "",
    project: "",
    leading: "",
    ...facts,
  };
}

function loaded(...pages: Batch[]) {
  return { pages, pageParams: pages.map(() => ({}) as Cursor) };
}

describe("the merged library", () => {
  it("puts all kinds into one order, newest first", () => {
    const batch: Batch = {
      items: { video: [item("video", "v2", 9), item("video", "v1", 3)], text: [item("text", "t1", 5)] },
      counts: { video: 2, text: 1 },
      next: null,
    };
    const { items, total } = merge(loaded(batch));
    expect(items.map((one) => one.id)).toEqual(["v2", "t1", "v1"]);
    expect(total).toBe(3);
  });

  it("holds back what is older than the oldest of a kind that has more to load", () => {
    const batch: Batch = {
      items: { video: [item("video", "v9", 9), item("video", "v8", 8)], text: [item("text", "t1", 1)] },
      counts: { video: 5, text: 1 },
      next: { video: "v8", text: null },
    };
    expect(merge(loaded(batch)).items.map((one) => one.id)).toEqual(["v9", "v8"]);
    const more: Batch = { items: { video: [item("video", "v2", 2)] }, counts: { video: 3 }, next: null };
    expect(merge(loaded(batch, more)).items.map((one) => one.id)).toEqual(["v9", "v8", "v2", "t1"]);
  });

  it("counts each kind by its newest answer, once", () => {
    const first: Batch = {
      items: { text: [item("text", "a", 4)] },
      counts: { text: 3 },
      next: { text: "a" },
    };
    const second: Batch = { items: { text: [item("text", "b", 2)] }, counts: { text: 2 }, next: null };
    expect(merge(loaded(first, second)).total).toBe(2);
  });

  it("is empty before anything has come", () => {
    expect(merge(undefined)).toEqual({ items: [], total: 0 });
  });
});

describe("filters", () => {
  const talk = item("video", "Team Talk", 1, { description: "Für Jörg", status: "failed" });
  it("finds every word, in any order and case, in title and description", () => {
    expect(matches(talk, { ...EVERYTHING, kind: "", status: "", words: "jörg TALK" })).toBe(true);
    expect(matches(talk, { ...EVERYTHING, kind: "", status: "", words: "talk anna" })).toBe(false);
  });
  it("go by kind and status together", () => {
    expect(matches(talk, { ...EVERYTHING, kind: "video", status: "failed", words: "" })).toBe(true);
    expect(matches(talk, { ...EVERYTHING, kind: "video", status: "completed", words: "" })).toBe(false);
    expect(matches(talk, { ...EVERYTHING, kind: "text", status: "failed", words: "" })).toBe(false);
  });
  it("go by project, also by none, and by what leads", () => {
    const inside = item("image", "i", 1, { project: "p1", leading: "happy" });
    expect(matches(inside, { ...EVERYTHING, project: "p1" })).toBe(true);
    expect(matches(talk, { ...EVERYTHING, project: "p1" })).toBe(false);
    expect(matches(inside, { ...EVERYTHING, project: NO_PROJECT })).toBe(false);
    expect(matches(talk, { ...EVERYTHING, project: NO_PROJECT })).toBe(true);
    expect(matches(inside, { ...EVERYTHING, leading: "happy" })).toBe(true);
    expect(matches(talk, { ...EVERYTHING, leading: "happy" })).toBe(false);
  });
  it("are known to ask for something", () => {
    expect(isNarrow(EVERYTHING)).toBe(false);
    expect(isNarrow({ ...EVERYTHING, project: "p1" })).toBe(true);
  });
});

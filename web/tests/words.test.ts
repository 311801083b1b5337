import { describe, expect, it } from "vitest";
import { leadingOf } from "../src/api/media";
import { toProblem } from "../src/api/problem";
import { kindOf } from "../src/api/uploads";
import { neighbour, segmentAt } from "../src/audio/segments";
import { affectNumber, ago, clock, percent, span } from "../src/format";
import { titleOf } from "../src/library/AddMedia";
import { sentimentOf } from "../src/palette";
import { fileName } from "../src/parts/fileName";
import { notesIn } from "../src/video/Notes";

describe("times and numbers", () => {
  it("are written as media players write them", () => {
    expect(clock(62_400)).toBe("1:02");
    expect(clock(62_450, true)).toBe("1:02.4");
    expect(clock(3_662_000)).toBe("1:01:02");
    expect(clock(-5)).toBe("0:00");
  });
  it("have signs and shares", () => {
    expect(affectNumber(0.5)).toBe("+0.50");
    expect(affectNumber(0)).toBe("0.00");
    expect(percent(0.126)).toBe("13%");
    expect(span(4400)).toBe("4.4 sec");
    expect(span(185_000)).toBe("3 min 5 sec");
  });
  it("say how long ago", () => {
    const now = Date.parse("2026-11-26T08:00:00Z");
    expect(ago("2026-11-26T07:59:30Z", now)).toBe("this minute");
    expect(ago("2026-11-26T07:55:00Z", now)).toBe("5 minutes ago");
    expect(ago("2026-11-26T05:00:00Z", now)).toBe("3 hours ago");
  });
});

describe("errors of the API", () => {
  it("say what was wrong, by sentence, field or message", () => {
    expect(toProblem(404, { detail: "Gone.", code: "not_found", request_id: "r1" })).toMatchObject({
      message: "Gone.",
      code: "not_found",
      requestId: "r1",
      status: 404,
    });
    const fields = [{ loc: ["body", "title"], msg: "too short", type: "x" }];
    expect(toProblem(422, { detail: fields }).message).toBe("title: too short");
    expect(toProblem(500, { error_id: "1601", message: "Not ready." })).toMatchObject({
      message: "Not ready.",
      code: "1601",
    });
    expect(toProblem(502, null).code).toBe("http_502");
  });
});

describe("what is sent", () => {
  it("is told by type, else by name", () => {
    expect(kindOf({ name: "a.bin", type: "video/mp4" })).toBe("video");
    expect(kindOf({ name: "talk.MP3", type: "" })).toBe("audio");
    expect(kindOf({ name: "notes.md", type: "text/markdown" })).toBe("text");
    expect(kindOf({ name: "table.xlsx", type: "application/zip" })).toBeNull();
  });
  it("gets a title from its address", () => {
    expect(titleOf("https://example.org/a/My%20clip.mp4?x=1")).toBe("My clip");
    expect(titleOf("https://example.org/")).toBe("example.org");
  });
  it("is saved under a name that file systems take", () => {
    expect(fileName("../Déjà vu: 1/2", "csv")).toBe("Déjà_vu_1_2.csv");
    expect(fileName("", "csv")).toBe("emoscope.csv");
  });
});

describe("labels", () => {
  it("lead by the largest score", () => {
    expect(leadingOf({ sad: 0.2, happy: 0.7, fear: 0.1 })).toBe("happy");
    expect(leadingOf(null)).toBe("");
  });
  it("belong to a group", () => {
    expect(sentimentOf("remorse")).toBe("negative");
    expect(sentimentOf("surprise")).toBe("ambiguous");
  });
});

describe("speech", () => {
  const segments = [0, 2000, 5000].map((startMs, index) => ({
    index,
    startMs,
    endMs: startMs + 900,
    speakerId: 0,
    speaker: "speaker_0",
    text: "",
    voice: null,
    words: null,
    pending: false,
  }));
  it("is found at the playhead, and beside it", () => {
    expect(segmentAt(segments, 2500)).toBe(1);
    expect(segmentAt(segments, -1)).toBe(-1);
    expect(neighbour(segments, 2500, 1)).toBe(5000);
    expect(neighbour(segments, 2100, -1)).toBe(0);
    expect(neighbour(segments, 5000, 1)).toBeUndefined();
  });
});

describe("notes", () => {
  const edit = (number: number, text: string, status = "applied", frame = 5) => ({
    number,
    kind: "note",
    status,
    summary: "",
    details: { frame, face_id: 0, text },
    reason: "",
    user_id: "",
    created_at: "",
  });
  it("are the newest of each place that were not undone or removed", () => {
    const edits = [
      edit(4, "", "applied", 9),
      edit(3, "new", "undone"),
      edit(2, "second"),
      edit(1, "first"),
      edit(0, "gone", "applied", 9),
    ];
    expect(notesIn(edits)).toEqual([{ frame: 5, face: 0, note: "second" }]);
  });
});

import { act, cleanup, fireEvent, render, screen } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { boundsOf, drawnTo, gripsOf, keysOf, marksFor, type Times } from "../src/audio/edges";
import type { Segment } from "../src/audio/segments";
import { columnsOf, type Wave } from "../src/audio/useWave";
import { Playback, PlaybackProvider } from "../src/video/playback";
import { SegmentEdges } from "../src/video/SegmentEdges";
import { type MoveSegment, useEdgeDraft } from "../src/video/useEdgeDraft";

function said(index: number, startMs: number, endMs: number, speakerId = 0): Segment {
  const speaker = `speaker_${speakerId}`;
  return { index, startMs, endMs, speakerId, speaker, text: "…", voice: null, words: null, pending: false };
}

const ONE = said(0, 1000, 3000);
const OTHER = said(1, 2500, 4000, 1);
const THIRD = said(2, 5000, 6000);
const TALK = [ONE, OTHER, THIRD];

describe("an edge", () => {
  it("stays within the recording and off its own speaker's other segments, and leaves 100 ms", () => {
    expect(boundsOf(TALK, ONE, "startMs", [200, 10_000])).toEqual([200, 2900]);
    expect(boundsOf(TALK, ONE, "endMs", [200, 10_000])).toEqual([1100, 5000]);
    expect(boundsOf(TALK, THIRD, "startMs", [200, 10_000])).toEqual([3000, 5900]);
    expect(boundsOf(TALK, THIRD, "endMs", [200, 10_000])).toEqual([5100, 10_000]);
  });

  it("may stay where it is, even where it should not be", () => {
    const short = said(0, 1000, 1050);
    expect(boundsOf([short], short, "startMs", [0, 9000])).toEqual([0, 1000]);
    expect(boundsOf([short], short, "endMs", [0, 9000])).toEqual([1050, 9000]);
  });

  it("is drawn to the nearest edge of another segment or the playhead within 8 pixels", () => {
    const marks = marksFor(TALK, ONE, 3100.4);
    expect(marks).toEqual([2500, 4000, 5000, 6000, 3100]);
    expect(drawnTo(3950, marks, 10, [1100, 5000])).toBe(4000);
    expect(drawnTo(3170, marks, 10, [1100, 5000])).toBe(3100);
    expect(drawnTo(3200, marks, 10, [1100, 5000])).toBeNull();
    expect(drawnTo(4990, marks, 10, [1100, 4999])).toBeNull();
  });
});

describe("grips", () => {
  it("lie inside a wide segment, beside the middle of a narrow chosen one, and nowhere out of view", () => {
    expect(gripsOf(100, 200, 500, false)).toEqual([
      { edge: "startMs", left: 100, at: 100 },
      { edge: "endMs", left: 176, at: 200 },
    ]);
    expect(gripsOf(100, 110, 500, false)).toEqual([]);
    expect(gripsOf(100, 110, 500, true).map((grip) => grip.left)).toEqual([81, 105]);
    expect(gripsOf(-50, 200, 500, false).map((grip) => grip.edge)).toEqual(["endMs"]);
  });

  it("are known by the voice and which of its segments it is", () => {
    expect(keysOf(TALK)).toEqual(["0-0", "1-0", "0-1"]);
  });
});

/** Edges over ten seconds on 1000 pixels, so that a pixel is 10 ms. */
function Stage({ onMove }: { onMove: MoveSegment }) {
  const draft = useEdgeDraft(TALK, onMove);
  return (
    <SegmentEdges
      draft={draft}
      speakers={[0, 1]}
      top={0}
      range={[0, 10_000]}
      within={[0, 10_000]}
      width={1000}
      stepMs={10}
    />
  );
}

function stage() {
  const sent: [number, Times][] = [];
  let settle: () => void = () => undefined;
  const onMove: MoveSegment = (one, to) => {
    sent.push([one.index, to]);
    return new Promise<void>((resolve) => {
      settle = resolve;
    });
  };
  const playback = new Playback(10_000);
  render(
    <PlaybackProvider value={playback}>
      <Stage onMove={onMove} />
    </PlaybackProvider>,
  );
  return { sent, playback, saved: () => act(async () => settle()) };
}

function edge(name: RegExp): HTMLElement {
  const found = screen.getByRole("slider", { name });
  found.setPointerCapture ??= vi.fn();
  return found;
}

function now(grip: HTMLElement): string | null {
  return grip.getAttribute("aria-valuenow");
}

const END = /^End of what speaker_0 says at 0:01/;

describe("moving an edge", () => {
  afterEach(cleanup);

  it("by dragging shows the times at once and sends one correction when it is let go", async () => {
    const { sent, saved } = stage();
    const grip = edge(END);
    fireEvent.pointerDown(grip, { button: 0, clientX: 300, pointerId: 1 });
    fireEvent.pointerMove(grip, { clientX: 330, pointerId: 1 });
    expect([now(grip), grip.getAttribute("aria-valuetext")]).toEqual(["3300", "0:03.300"]);
    screen.getByText(/^0:01.000 – 0:03.300/);
    fireEvent.pointerMove(grip, { clientX: 396, pointerId: 1 });
    expect(now(grip)).toBe("4000");
    fireEvent.pointerMove(grip, { clientX: 396, pointerId: 1, altKey: true });
    expect(now(grip)).toBe("3960");
    expect(sent).toEqual([]);
    fireEvent.pointerUp(grip, { pointerId: 1 });
    expect(sent).toEqual([[0, { startMs: 1000, endMs: 3960 }]]);
    await saved();
    expect(screen.queryByText(/–/)).toBeNull();
    expect(sent.length).toBe(1);
  });

  it("is taken back by Esc, while dragging and by keys", () => {
    const { sent } = stage();
    const grip = edge(END);
    fireEvent.pointerDown(grip, { button: 0, clientX: 300, pointerId: 1 });
    fireEvent.pointerMove(grip, { clientX: 500, pointerId: 1 });
    fireEvent.keyDown(grip, { key: "Escape" });
    expect(now(grip)).toBe("3000");
    fireEvent.pointerMove(grip, { clientX: 520, pointerId: 1 });
    fireEvent.pointerUp(grip, { pointerId: 1 });
    fireEvent.keyDown(grip, { key: "ArrowRight" });
    fireEvent.keyDown(grip, { key: "Escape" });
    fireEvent.keyDown(grip, { key: "Enter" });
    expect([now(grip), sent]).toEqual(["3000", []]);
  });

  it("by arrow keys goes 10 ms a press, and is sent by Enter or on leaving", async () => {
    const { sent, saved } = stage();
    const grip = edge(END);
    fireEvent.focus(grip);
    for (const key of ["ArrowRight", "ArrowRight", "ArrowLeft"]) fireEvent.keyDown(grip, { key });
    fireEvent.keyDown(grip, { key: "ArrowRight", shiftKey: true });
    expect([now(grip), sent]).toEqual(["3110", []]);
    fireEvent.keyDown(grip, { key: "Enter" });
    expect(sent).toEqual([[0, { startMs: 1000, endMs: 3110 }]]);
    await saved();
    fireEvent.keyDown(grip, { key: "End" });
    expect(now(grip)).toBe("5000");
    fireEvent.blur(grip);
    expect(sent[1]).toEqual([0, { startMs: 1000, endMs: 5000 }]);
  });

  it("leaves Esc to the loop where nothing is being moved", () => {
    stage();
    const grip = edge(END);
    expect(fireEvent.keyDown(grip, { key: "Escape" })).toBe(true);
    fireEvent.keyDown(grip, { key: "ArrowLeft" });
    expect(fireEvent.keyDown(grip, { key: "Escape" })).toBe(false);
  });

  it("has one segment's edges as stops of the Tab key: that at the playhead", () => {
    const { playback } = stage();
    const stops = () =>
      screen
        .getAllByRole("slider")
        .filter((one) => one.tabIndex === 0)
        .map((one) => one.getAttribute("aria-label"));
    expect(stops().every((name) => name?.includes("0:01.000"))).toBe(true);
    act(() => playback.seek(5500));
    expect(stops()).toEqual([
      "Beginning of what speaker_0 says at 0:05.000",
      "End of what speaker_0 says at 0:05.000",
    ]);
  });
});

describe("the columns of a waveform", () => {
  const wave: Wave = {
    id: "a",
    status: "completed",
    start_ms: 100,
    end_ms: 140,
    bin_ms: 10,
    loudest: 5000,
    peaks: [0, 5000, 2500, 1000],
  };

  it("are as tall as the loudest stretch in each, of the loudest in all", () => {
    expect(columnsOf(wave, [100, 140], 2)).toEqual([1, 0.5]);
    expect(columnsOf(wave, [110, 130], 4)).toEqual([1, 1, 0.5, 0.5]);
  });

  it("are none before and behind what is known", () => {
    expect(columnsOf(wave, [80, 160], 8)).toEqual([-1, -1, 0, 1, 0.5, 0.2, -1, -1]);
  });

  it("of silence are flat", () => {
    expect(columnsOf({ ...wave, loudest: 0, peaks: [0, 0] }, [100, 120], 2)).toEqual([0, 0]);
  });
});

import { describe, expect, it, vi } from "vitest";
import { type Frame, Frames } from "../src/video/frames";

const settle = () => new Promise((resolve) => setTimeout(resolve));

/** Frames whose times are given, as a server would answer windows of them. */
function server(times: readonly number[]) {
  return vi.fn(
    async (first: number, length: number): Promise<Frame[]> =>
      times
        .slice(first, first + length)
        .map((ms, index) => ({ frame: first + index, ms, note: "", faces: [] })),
  );
}

const even = (count: number, fps: number) =>
  Array.from({ length: count }, (_, n) => Math.round((n * 1000) / fps));

describe("the frames around the playhead", () => {
  it("are those that are shown, also at the rounded edge of a frame", async () => {
    const frames = new Frames(25, 500, server(even(500, 25)));
    expect(frames.at(0)).toBeNull();
    await settle();
    expect(frames.at(0)?.frame).toBe(0);
    expect(frames.at(39)?.frame).toBe(1); // the browser's 39.99 ms is frame 1's beginning
    expect(frames.at(60)?.frame).toBe(1);
  });

  it("are fetched once, with the window that follows, and not beyond the end", async () => {
    const load = server(even(100, 25));
    const frames = new Frames(25, 100, load);
    for (let ms = 0; ms < 2000; ms += 40) frames.at(ms);
    await settle();
    frames.at(3999);
    await settle();
    expect(load.mock.calls).toEqual([
      [0, 75],
      [75, 75],
    ]);
  });

  it("are found by time where they come unevenly", async () => {
    const times = even(300, 25).map((ms, n) => (n < 70 ? ms : ms + 400));
    const frames = new Frames(25, 300, server(times));
    frames.at(2000);
    await settle();
    expect(frames.at((70 * 1000) / 25 + 410)?.frame).toBe(70);
  });

  it("are not fetched all the way that the playhead is dragged along", async () => {
    const load = server(even(10_000, 25));
    const frames = new Frames(25, 10_000, load);
    for (let ms = 0; ms < 400_000; ms += 3000) frames.at(ms);
    await settle();
    await settle();
    expect(load.mock.calls.length).toBeLessThan(8);
    expect(load.mock.calls.at(-1)?.[0]).toBeGreaterThan(9800);
  });

  it("are asked for again after a failure", async () => {
    const load = vi
      .fn()
      .mockRejectedValueOnce(new Error("lost"))
      .mockImplementation(server(even(50, 25)));
    const frames = new Frames(25, 50, load);
    frames.at(0);
    await settle();
    frames.at(0);
    await settle();
    expect(frames.at(0)?.frame).toBe(0);
  });

  it("step one by one, into the middle of the next", async () => {
    const frames = new Frames(25, 100, server(even(100, 25)));
    frames.at(0);
    await settle();
    expect(frames.step(80, 1)).toBe(140);
    expect(frames.step(80, -1)).toBe(60);
  });
});

import { describe, expect, it } from "vitest";
import { around, smooth } from "../src/video/series";

describe("the stretch that is fetched for a view", () => {
  it("is the whole where the view is more than half of it", () => {
    expect(around([10_000, 50_000], 60_000)).toEqual([0, 60_000]);
  });

  it("holds the view wherever that lies, and is at most four times as wide as it", () => {
    const end = 3_600_000;
    for (let from = 0; from < end - 7000; from += 41_317) {
      const [start, stop] = around([from, from + 7000], end);
      expect(start).toBeLessThanOrEqual(from);
      expect(stop).toBeGreaterThanOrEqual(from + 7000);
      expect(stop - start).toBeLessThanOrEqual(4 * 7100);
    }
  });

  it("stays the same for views side by side", () => {
    expect(around([100_000, 107_000], 3_600_000)).toEqual(around([100_500, 107_500], 3_600_000));
  });
});

describe("smoothing", () => {
  const stretches = [0, 1, 2, 3, 4, 5, 6];
  it("leaves values as they are where it is narrower than a stretch", () => {
    const values = [0, 1, 0];
    expect(smooth(values, [0, 1, 2], 100, 0)).toBe(values);
  });

  it("spreads a peak evenly to both sides and keeps a constant", () => {
    const spread = smooth([0, 0, 0, 1, 0, 0, 0], stretches, 100, 300);
    expect(spread[3]).toBeGreaterThan(0.3);
    expect(spread[2]).toBeCloseTo(spread[4] ?? 0);
    expect(spread[2]).toBeGreaterThan(0);
    for (const value of smooth([1, 1, 1, 1, 1, 1, 1], stretches, 100, 300)) expect(value).toBeCloseTo(1);
  });

  it("does not reach across a time without the face", () => {
    expect(smooth([1, 1, 0, 0], [0, 1, 9, 10], 100, 700)).toEqual([1, 1, 0, 0]);
    expect(smooth([1, 1, 0, 0], [0, 1, 7, 8], 100, 700)[1]).toBeLessThan(1);
  });
});

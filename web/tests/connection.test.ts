import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { isLost, noteFound, noteLost, onConnection } from "../src/api/connection";

/** What `/health` does, one entry for each time it is asked; the last one stays. */
let health: ("answers" | "refuses" | "hangs")[] = [];
let asked: string[] = [];

function answerOf(how: "answers" | "refuses" | "hangs", signal: AbortSignal | null): Promise<Response> {
  if (how === "answers") return Promise.resolve(new Response("{}"));
  if (how === "refuses") return Promise.reject(new TypeError("Failed to fetch"));
  return new Promise((_, reject) => {
    signal?.addEventListener("abort", () => reject(signal.reason));
  });
}

/** `AbortSignal.timeout` runs by a clock of its own, which fake timers do not move. */
function timeout(ms: number): AbortSignal {
  const stop = new AbortController();
  setTimeout(() => stop.abort(new DOMException("", "TimeoutError")), ms);
  return stop.signal;
}

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  vi.spyOn(AbortSignal, "timeout").mockImplementation(timeout);
  vi.stubGlobal("fetch", (path: string, { signal }: RequestInit) => {
    asked.push(path);
    const how = health.length > 1 ? health.shift() : health[0];
    return answerOf(how ?? "answers", signal ?? null);
  });
});

afterEach(() => {
  noteFound();
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
});

describe("a request that failed", () => {
  it("shows no banner while the server answers", async () => {
    health = ["answers"];
    const told = vi.fn();
    const forget = onConnection(told);
    noteLost();
    await vi.advanceTimersByTimeAsync(30_000);
    expect([isLost(), asked, told.mock.calls.length]).toEqual([false, ["/health"], 0]);
    forget();
  });

  it("shows none where the second question is answered", async () => {
    health = ["hangs", "answers"];
    noteLost();
    await vi.advanceTimersByTimeAsync(4900);
    expect([isLost(), asked.length]).toEqual([false, 1]);
    await vi.advanceTimersByTimeAsync(10_000);
    expect([isLost(), asked.length]).toEqual([false, 2]);
  });

  it("shows the banner after two questions without an answer, and takes it away with the next answer", async () => {
    health = ["hangs", "hangs", "refuses", "answers"];
    const seen: boolean[] = [];
    const forget = onConnection(() => seen.push(isLost()));
    noteLost();
    await vi.advanceTimersByTimeAsync(9900);
    expect(isLost()).toBe(false);
    await vi.advanceTimersByTimeAsync(200);
    expect(isLost()).toBe(true);
    await vi.advanceTimersByTimeAsync(3000);
    expect(isLost()).toBe(true);
    await vi.advanceTimersByTimeAsync(3000);
    expect([isLost(), seen, asked.length]).toEqual([false, [true, false], 4]);
    forget();
  });

  it("asks no second time while it is being found out, and believes any other answer", async () => {
    health = ["hangs"];
    noteLost();
    noteLost();
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked.length).toBe(1);
    noteFound();
    await vi.advanceTimersByTimeAsync(30_000);
    expect([isLost(), asked.length]).toEqual([false, 1]);
  });
});

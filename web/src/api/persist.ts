/** Trying again what failed for a reason that may pass. */
import { isLost, onConnection } from "./connection";
import { ConnectionLost, Problem } from "./problem";

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
const REFUSALS_AT_MOST = 10;
const PASSING = new Set([408, 409, 423, 502, 503, 504]);

export interface Trying {
  signal: AbortSignal;
  /** Told true when it has to wait before the next try, and false when that begins. */
  onTrouble: (waiting: boolean) => void;
}

/**
 * Does the action until it works, ever more slowly; the action says by `getsOn` when it is not stuck.
 * A lost connection is waited for without end, a server that refuses is given up after some tries in a row.
 */
export async function persist<T>(
  action: (getsOn: () => void) => Promise<T>,
  { signal, onTrouble }: Trying,
): Promise<T> {
  let tries = 0;
  let refusals = 0;
  const getsOn = () => {
    tries = 0;
    refusals = 0;
  };
  for (;;) {
    try {
      return await action(getsOn);
    } catch (error) {
      if (signal.aborted || !mayPass(error)) throw error;
      if (!(error instanceof ConnectionLost) && ++refusals > REFUSALS_AT_MOST) throw error;
    }
    onTrouble(true);
    await untilNext(tries++, signal);
    onTrouble(false);
  }
}

export function mayPass(error: unknown): boolean {
  if (error instanceof ConnectionLost) return true;
  return error instanceof Problem && (PASSING.has(error.status) || error.code === "too_many_requests");
}

/** Half a second, then twice as long each time; less where the connection is found again meanwhile. */
function untilNext(tries: number, signal: AbortSignal): Promise<void> {
  const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** tries) * (0.75 + Math.random() / 4);
  return new Promise((resolve, reject) => {
    const wasLost = isLost();
    const leave = onConnection(() => {
      if (wasLost && !isLost()) end(resolve);
    });
    const timer = setTimeout(() => end(resolve), wait);
    const abort = () => end(() => reject(signal.reason));
    const end = (how: () => void) => {
      clearTimeout(timer);
      leave();
      signal.removeEventListener("abort", abort);
      how();
    };
    signal.addEventListener("abort", abort);
    if (signal.aborted) abort();
  });
}

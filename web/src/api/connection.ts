/**
 * Whether the server answers. A request that failed is no proof that it does not, as a busy server may drop one:
 * only when `/health` stays silent twice is it taken for lost. Then it is asked again until it answers.
 */
import { useSyncExternalStore } from "react";

const listeners = new Set<() => void>();
const PATIENCE_MS = 5000;
const TRIES = 2;
const AGAIN_MS = 3000;
type State = "found" | "doubted" | "lost";
let state: State = "found";
/** Counts what is known anew, so that an answer to an older question changes nothing. */
let turn = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

/** A request got no answer. */
export function noteLost(): void {
  if (state !== "found") return;
  state = "doubted";
  turn += 1;
  confirm(turn);
}

/** The server has answered. */
export function noteFound(): void {
  if (state === "found") return;
  clearTimeout(timer);
  turn += 1;
  set("found");
}

async function confirm(asked: number): Promise<void> {
  for (let number = 0; number < TRIES; number++) {
    const answers = await ask();
    if (asked !== turn) return;
    if (answers) return noteFound();
  }
  set("lost");
  timer = setTimeout(wait, AGAIN_MS);
}

async function wait(): Promise<void> {
  const asked = turn;
  const answers = await ask();
  if (asked !== turn) return;
  if (answers) noteFound();
  else timer = setTimeout(wait, AGAIN_MS);
}

async function ask(): Promise<boolean> {
  try {
    await fetch("/health", { cache: "no-store", signal: AbortSignal.timeout(PATIENCE_MS) });
    return true;
  } catch {
    return false;
  }
}

/** Listeners hear of what people see: a doubt is none of it. */
function set(to: State): void {
  const before = isLost();
  state = to;
  if (before !== isLost()) for (const listener of listeners) listener();
}

export function useConnectionLost(): boolean {
  return useSyncExternalStore(onConnection, isLost);
}

export function onConnection(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function isLost(): boolean {
  return state === "lost";
}

/** Whether the server answers. When it stops, it is asked again and again until it does. */
import { useSyncExternalStore } from "react";

const listeners = new Set<() => void>();
const AGAIN_MS = 3000;
let lost = false;
let timer: ReturnType<typeof setTimeout> | undefined;

export function noteLost(): void {
  if (lost) return;
  set(true);
  timer = setTimeout(ask, AGAIN_MS);
}

export function noteFound(): void {
  if (!lost) return;
  clearTimeout(timer);
  set(false);
}

async function ask(): Promise<void> {
  try {
    await fetch("/health", { cache: "no-store" });
    noteFound();
  } catch {
    timer = setTimeout(ask, AGAIN_MS);
  }
}

function set(to: boolean): void {
  lost = to;
  for (const listener of listeners) listener();
}

export function useConnectionLost(): boolean {
  return useSyncExternalStore(onConnection, () => lost);
}

export function onConnection(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function isLost(): boolean {
  return lost;
}

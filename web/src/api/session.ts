/**
 * Who the browser speaks for: a log-in that a cookie keeps, which scripts cannot read, or an API key that this
 * tab keeps until it is closed. Nothing else knows which of the two it is.
 */
import { useSyncExternalStore } from "react";

const PLACE = "emoscope.key";

export interface Session {
  /** asking: whether a cookie is still good is not known yet. */
  state: "asking" | "out" | "in";
  /** Whether the server refused what it had known before. */
  ended: boolean;
  /** The last characters of the key; empty for a log-in. */
  hint: string;
}

interface Account {
  csrf_token?: string;
}

const listeners = new Set<() => void>();
let key = readKey();
let csrfToken = "";
let session: Session = { state: key ? "in" : "asking", ended: false, hint: key.slice(-4) };

function readKey(): string {
  try {
    return sessionStorage.getItem(PLACE) ?? "";
  } catch {
    return ""; // storage may be forbidden
  }
}

function keepKey(to: string): void {
  key = to;
  try {
    if (key) sessionStorage.setItem(PLACE, key);
    else sessionStorage.removeItem(PLACE);
  } catch {
    // Then the key lasts as long as the page.
  }
}

function become(to: Session): void {
  session = to;
  for (const listener of listeners) listener();
}

/** Finds out whether a cookie of an earlier visit is still good. */
export async function resume(): Promise<void> {
  if (session.state !== "asking") return;
  try {
    const reply = await fetch("/v2/accounts/me");
    if (reply.ok) logIn((await reply.json()) as Account);
    else become({ state: "out", ended: false, hint: "" });
  } catch {
    become({ state: "out", ended: false, hint: "" });
  }
}

/** The server has logged the browser in. */
export function logIn(account: Account): void {
  keepKey("");
  csrfToken = account.csrf_token ?? "";
  become({ state: "in", ended: false, hint: "" });
}

export function enterKey(given: string): void {
  keepKey(given);
  csrfToken = "";
  become({ state: "in", ended: false, hint: given.slice(-4) });
}

export async function signOut(): Promise<void> {
  const headers = authHeaders();
  const hadCookie = csrfToken !== "";
  leave(false);
  // Where this fails the cookie stays, and a reload shows that the log-in goes on.
  if (hadCookie) await fetch("/v2/accounts/log-out", { method: "POST", headers }).catch(() => undefined);
}

/** The server no longer takes the key or the cookie. */
export function endSession(): void {
  if (session.state === "in") leave(true);
}

function leave(ended: boolean): void {
  keepKey("");
  csrfToken = "";
  become({ state: "out", ended, hint: "" });
}

/** Headers by which requests show who sends them; a cookie must be joined by a token that other sites lack. */
export function authHeaders(given: string = key): Record<string, string> {
  if (given) return { "X-API-Key": given };
  return csrfToken ? { "X-CSRF-Token": csrfToken } : {};
}

export function useSession(): Session {
  return useSyncExternalStore(subscribe, () => session);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

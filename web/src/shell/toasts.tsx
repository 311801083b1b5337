import { useSyncExternalStore } from "react";
import { Problem } from "../api/problem";
import { t } from "../texts";

interface Toast {
  key: number;
  kind: "news" | "error";
  message: string;
  small: string;
}

const NEWS_MS = 5000;
const listeners = new Set<() => void>();
let toasts: readonly Toast[] = [];
let nextKey = 1;

/** Says in passing that something was done. */
export function tell(message: string): void {
  const key = add({ kind: "news", message, small: "" });
  setTimeout(() => drop(key), NEWS_MS);
}

/** Shows what went wrong until it is put away. */
export function complain(error: unknown): void {
  const message = error instanceof Error && error.message ? error.message : t.problem.unknown;
  const small =
    error instanceof Problem ? [error.code, error.requestId && t.common.requestId(error.requestId)] : [];
  if (toasts.some((toast) => toast.message === message)) return;
  add({ kind: "error", message, small: small.filter(Boolean).join(" · ") });
}

function add(toast: Omit<Toast, "key">): number {
  const key = nextKey++;
  set([...toasts.slice(-3), { key, ...toast }]);
  return key;
}

function drop(key: number): void {
  set(toasts.filter((toast) => toast.key !== key));
}

function set(to: readonly Toast[]): void {
  toasts = to;
  for (const listener of listeners) listener();
}

export function Toasts() {
  const shown = useSyncExternalStore(subscribe, () => toasts);
  return (
    <div className="toasts" role="status" aria-live="polite">
      {shown.map((toast) => (
        <div key={toast.key} className={`toast toast-${toast.kind}`}>
          <div>
            {toast.kind === "error" && <strong>{t.problem.title}. </strong>}
            {toast.message}
            {toast.small && <small className="toast-small">{toast.small}</small>}
          </div>
          <button type="button" className="quiet" aria-label={t.common.close} onClick={() => drop(toast.key)}>
            ✕
          </button>
        </div>
      ))}
    </div>
  );
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** One request whose upload can be watched, which `fetch` cannot do. */
import { noteFound, noteLost } from "./connection";
import { ConnectionLost, type Problem, toProblem } from "./problem";
import { authHeaders, endSession } from "./session";

const SILENCE_MS = 60_000;

export interface Exchange {
  body?: XMLHttpRequestBodyInit;
  headers?: Record<string, string>;
  signal: AbortSignal;
  onSent?: (bytes: number, total: number) => void;
  /** After so long without a byte more, or an answer to the last one, the connection is taken for dead. */
  silenceMs?: number;
}

export interface Reply {
  status: number;
  header(name: string): string;
  document: unknown;
}

/** What the server answered, whatever it was. Rejects with ConnectionLost, or with the signal's reason. */
export function exchange(method: string, path: string, options: Exchange): Promise<Reply> {
  const { body, headers = {}, signal, onSent, silenceMs = SILENCE_MS } = options;
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(signal.reason);
    const request = new XMLHttpRequest();
    let timer: ReturnType<typeof setTimeout>;
    const alive = () => {
      clearTimeout(timer);
      timer = setTimeout(() => lose(), silenceMs);
    };
    const stop = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
      request.abort();
    };
    const lose = () => {
      stop();
      noteLost();
      reject(new ConnectionLost());
    };
    const abort = () => {
      stop();
      reject(signal.reason);
    };
    request.open(method, path);
    for (const [name, value] of Object.entries({ ...authHeaders(), ...headers })) {
      request.setRequestHeader(name, value);
    }
    request.upload.onprogress = (event) => {
      alive();
      if (event.lengthComputable) onSent?.(event.loaded, event.total);
    };
    request.onload = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", abort);
      noteFound();
      if (request.status === 401) endSession();
      resolve(replyOf(request));
    };
    request.onerror = lose;
    signal.addEventListener("abort", abort);
    alive();
    request.send(body ?? null);
  });
}

function replyOf(request: XMLHttpRequest): Reply {
  let document: unknown = null;
  try {
    document = JSON.parse(request.responseText);
  } catch {
    // Not every answer has a body.
  }
  return { status: request.status, header: (name) => request.getResponseHeader(name) ?? "", document };
}

export function isGood({ status }: Reply): boolean {
  return status >= 200 && status < 300;
}

export function problemIn({ status, document }: Reply): Problem {
  return toProblem(status, document);
}

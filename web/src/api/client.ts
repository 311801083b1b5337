import createClient, { type Middleware } from "openapi-fetch";
import { noteFound, noteLost } from "./connection";
import { ConnectionLost, toProblem } from "./problem";
import type { components, paths } from "./schema";
import { authHeaders, endSession } from "./session";

export type Schemas = components["schemas"];

const attend: Middleware = {
  onRequest({ request }) {
    for (const [name, value] of Object.entries(authHeaders())) request.headers.set(name, value);
    return request;
  },
  onResponse({ response }) {
    noteFound();
    if (response.status === 401) endSession();
    return response;
  },
  onError() {
    noteLost();
    return new ConnectionLost();
  },
};

/** The API, typed from the server's own OpenAPI document. */
export const api = createClient<paths>({
  baseUrl: globalThis.location?.origin ?? "",
  fetch: (request) => globalThis.fetch(request),
});
api.use(attend);

/** The data of a reply, or its error thrown as a `Problem`. */
export async function answer<T>(
  reply: Promise<{ data?: T; error?: unknown; response: Response }>,
): Promise<NonNullable<T>> {
  const { data, error, response } = await reply;
  if (!response.ok) throw toProblem(response.status, error);
  return data as NonNullable<T>;
}

/** Options that send a body as a form. */
export function form<T extends object>(body: T) {
  return { body, headers: { "Content-Type": "application/x-www-form-urlencoded" } };
}

/** Any path of the API with the caller's headers, for what is no JSON: downloads and streams. */
export async function request(path: string, init: RequestInit = {}): Promise<Response> {
  let response: Response;
  try {
    response = await fetch(path, { ...init, headers: { ...authHeaders(), ...init.headers } });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    noteLost();
    throw new ConnectionLost();
  }
  noteFound();
  if (response.status === 401) endSession();
  if (!response.ok) throw toProblem(response.status, await response.json().catch(() => null));
  return response;
}

/** Saves what a path answers with as a file. */
export async function save(path: string, filename: string): Promise<void> {
  const blob = await (await request(path)).blob();
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = filename;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

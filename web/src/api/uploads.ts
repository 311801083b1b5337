/** Sending media: a queue with progress per file that outlives the page it was started on. */
import { useSyncExternalStore } from "react";
import { t } from "../texts/en";
import { noteFound, noteLost } from "./connection";
import type { Kind } from "./media";
import { toProblem } from "./problem";
import { assign } from "./projects";
import { authHeaders, endSession } from "./session";

export interface Upload {
  key: number;
  name: string;
  kind: Kind;
  state: "waiting" | "sending" | "done" | "failed" | "cancelled";
  percent: number;
  message: string;
  /** Id of the medium, once the server has taken it. */
  id: string;
  /** Id of the project to put it into; empty for none. */
  project: string;
}

const TARGETS: Record<Kind, { path: string; file: string; url: string }> = {
  video: { path: "/v2/videos", file: "video_file", url: "video_url" },
  audio: { path: "/v2/audios", file: "audio_file", url: "media_url" },
  image: { path: "/v2/images", file: "image_file", url: "image_url" },
  text: { path: "/v2/texts", file: "text", url: "" },
};

const AT_ONCE = 2;
const listeners = new Set<() => void>();
const bodies = new Map<number, FormData | URLSearchParams>();
const running = new Map<number, XMLHttpRequest>();
let uploads: readonly Upload[] = [];
let nextKey = 1;
let project = "";

/** Called when the server has taken a medium. */
let onAccepted: (kind: Kind, id: string) => void = () => undefined;

export function whenAccepted(action: (kind: Kind, id: string) => void): void {
  onAccepted = action;
}

const EXTENSIONS: Record<string, Kind> = {
  mp4: "video", mov: "video", avi: "video", webm: "video", mpeg: "video", mpg: "video", m4v: "video",
  mp3: "audio", wav: "audio", aac: "audio", m4a: "audio", flac: "audio", ogg: "audio", opus: "audio",
  jpg: "image", jpeg: "image", png: "image", webp: "image",
  txt: "text", md: "text",
}; // biome-ignore format: a table

/** What a file seems to be, by its type or else its name; the server looks at the content. */
export function kindOf(file: { name: string; type: string }): Kind | null {
  const family = file.type.split("/")[0];
  if (family === "video" || family === "audio" || family === "image") return family;
  const extension = file.name.split(".").pop()?.toLowerCase() ?? "";
  return EXTENSIONS[extension] ?? (file.type === "text/plain" ? "text" : null);
}

export async function addFile(file: File): Promise<void> {
  const kind = kindOf(file);
  const title = file.name.replace(/\.[^.]+$/, "").slice(0, 150) || file.name.slice(0, 150);
  if (kind === null) {
    put({ ...fresh(file.name, "text"), state: "failed", message: t.library.unknownKind });
  } else if (kind === "text") {
    addText(await file.text(), title, file.name);
  } else {
    const body = new FormData();
    body.set("title", title);
    body.set(TARGETS[kind].file, file, file.name);
    add(fresh(file.name, kind), body);
  }
}

export function addText(text: string, title: string, name = title): void {
  add(fresh(name, "text"), new URLSearchParams({ title, text }));
}

export function addAddress(url: string, kind: Kind, title: string): void {
  const body = new FormData();
  body.set("title", title);
  body.set(TARGETS[kind].url, url);
  add(fresh(title, kind), body);
}

export function cancelUpload(key: number): void {
  running.get(key)?.abort();
  finish(key, { state: "cancelled", message: t.library.uploadCancelled });
}

/** Takes everything off the list that is over. */
export function clearUploads(): void {
  set(uploads.filter((one) => one.state === "waiting" || one.state === "sending"));
}

function fresh(name: string, kind: Kind): Upload {
  return { key: nextKey++, name, kind, state: "waiting", percent: 0, message: "", id: "", project };
}

function add(upload: Upload, body: FormData | URLSearchParams): void {
  if (upload.kind === "video" && upload.project) body.set("project_id", upload.project);
  bodies.set(upload.key, body);
  put(upload);
  startNext();
}

function startNext(): void {
  while (running.size < AT_ONCE) {
    const next = uploads.find((one) => one.state === "waiting");
    const body = next && bodies.get(next.key);
    if (!next || !body) return;
    send(next, body);
  }
}

function send({ key, kind }: Upload, body: FormData | URLSearchParams): void {
  const request = new XMLHttpRequest();
  running.set(key, request);
  change(key, { state: "sending" });
  request.open("POST", TARGETS[kind].path);
  for (const [name, value] of Object.entries(authHeaders())) request.setRequestHeader(name, value);
  request.upload.onprogress = (event) => {
    if (event.lengthComputable) change(key, { percent: Math.round((100 * event.loaded) / event.total) });
  };
  request.onload = () => {
    noteFound();
    received(key, kind, request);
  };
  request.onerror = () => {
    noteLost();
    finish(key, { state: "failed", message: t.problem.network });
  };
  request.send(body);
}

function received(key: number, kind: Kind, request: XMLHttpRequest): void {
  const reply = parsed(request.responseText);
  if (request.status >= 200 && request.status < 300 && typeof reply?.id === "string") {
    finish(key, { state: "done", percent: 100, id: reply.id, message: t.library.uploaded });
    void accepted(key, kind, reply.id);
    return;
  }
  if (request.status === 401) endSession();
  finish(key, { state: "failed", message: toProblem(request.status, reply).message });
}

/** Only videos take their project with the upload; the others are put into it now. */
async function accepted(key: number, kind: Kind, id: string): Promise<void> {
  const wanted = uploads.find((one) => one.key === key)?.project;
  if (wanted && kind !== "video") {
    await assign(wanted, [id]).catch((error: Error) =>
      change(key, { state: "failed", message: t.projects.notMoved(error.message) }),
    );
  }
  onAccepted(kind, id);
}

function parsed(text: string): Record<string, unknown> | null {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function finish(key: number, facts: Partial<Upload>): void {
  running.delete(key);
  bodies.delete(key);
  change(key, facts);
  startNext();
}

function put(upload: Upload): void {
  set([...uploads, upload]);
}

function change(key: number, facts: Partial<Upload>): void {
  set(uploads.map((one) => (one.key === key ? { ...one, ...facts } : one)));
}

function set(to: readonly Upload[]): void {
  uploads = to;
  for (const listener of listeners) listener();
}

/** The project into which everything goes that is added from now on. */
export function setUploadProject(id: string): void {
  project = id;
  for (const listener of listeners) listener();
}

export function useUploadProject(): string {
  return useSyncExternalStore(subscribe, () => project);
}

export function useUploads(): readonly Upload[] {
  return useSyncExternalStore(subscribe, () => uploads);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Sending media: a queue with progress per file that outlives the page it was started on. */
import { useSyncExternalStore } from "react";
import { t } from "../texts";
import { type Exchange, exchange, isGood, problemIn } from "./exchange";
import type { Kind } from "./media";
import { persist } from "./persist";
import { Problem } from "./problem";
import { assign } from "./projects";
import { discard, forgetUpload, PIECE_BYTES, recall, transfer } from "./tus";

export interface Upload {
  key: number;
  name: string;
  kind: Kind;
  state: "waiting" | "sending" | "paused" | "done" | "failed" | "cancelled";
  percent: number;
  message: string;
  /** Whether it goes in pieces, so that it can be paused and gone on with. */
  inPieces: boolean;
  /** Whether it waits for the connection or the server before it goes on by itself. */
  stuck: boolean;
  /** Id of the medium, once the server has taken it. */
  id: string;
  /** Id of the project to put it into; empty for none. */
  project: string;
}

interface Body {
  form: FormData | URLSearchParams;
  file: File | null;
}

const TARGETS: Record<Kind, { path: string; file: string; url: string }> = {
  video: { path: "/v2/videos", file: "video_file", url: "video_url" },
  audio: { path: "/v2/audios", file: "audio_file", url: "media_url" },
  image: { path: "/v2/images", file: "image_file", url: "image_url" },
  text: { path: "/v2/texts", file: "text", url: "" },
};

const AT_ONCE = 2;
/** A server that keeps media elsewhere sends the whole file there before it answers. */
const TAKING_MS = 15 * 60_000;
const listeners = new Set<() => void>();
/** What is to be sent; a file that goes in pieces is not in the form. */
const bodies = new Map<number, Body>();
const running = new Map<number, AbortController>();
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
    const inPieces = file.size > PIECE_BYTES;
    body.set("title", title);
    if (!inPieces) body.set(TARGETS[kind].file, file, file.name);
    add({ ...fresh(file.name, kind), inPieces }, body, inPieces ? file : null);
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
  const file = bodies.get(key)?.file;
  const id = file ? recall(file) : "";
  stop(key, { state: "cancelled", message: t.library.uploadCancelled, stuck: false });
  bodies.delete(key);
  if (file && id) {
    forgetUpload(file);
    void discard(id);
  }
}

/** Lets an upload that goes in pieces rest; what has arrived stays at the server. */
export function pauseUpload(key: number): void {
  stop(key, { state: "paused", stuck: false });
}

export function resumeUpload(key: number): void {
  change(key, { state: "waiting" });
  startNext();
}

/** Takes everything off the list that is over. */
export function clearUploads(): void {
  set(uploads.filter(isOpen));
}

export function isOpen({ state }: Upload): boolean {
  return state === "waiting" || state === "sending" || state === "paused";
}

function fresh(name: string, kind: Kind): Upload {
  const begun = { state: "waiting", percent: 0, message: "", inPieces: false, stuck: false } as const;
  return { key: nextKey++, name, kind, ...begun, id: "", project };
}

function add(upload: Upload, form: FormData | URLSearchParams, file: File | null = null): void {
  if (upload.kind === "video" && upload.project) form.set("project_id", upload.project);
  bodies.set(upload.key, { form, file });
  put(upload);
  startNext();
}

function startNext(): void {
  while (running.size < AT_ONCE) {
    const next = uploads.find((one) => one.state === "waiting");
    const body = next && bodies.get(next.key);
    if (!next || !body) return;
    void send(next, body);
  }
}

async function send({ key, kind }: Upload, body: Body): Promise<void> {
  const stopper = new AbortController();
  running.set(key, stopper);
  change(key, { state: "sending" });
  try {
    const id = await (body.file
      ? sentInPieces(key, kind, body.form, body.file, stopper.signal)
      : taken(kind, body.form, {
          signal: stopper.signal,
          onSent: (bytes, total) => change(key, { percent: Math.round((100 * bytes) / total) }),
        }));
    finish(key, { state: "done", percent: 100, id, message: t.library.uploaded });
    await accepted(key, kind, id);
  } catch (error) {
    if (!stopper.signal.aborted) finish(key, { state: "failed", message: (error as Error).message });
  }
}

/** Brings the file to the server and has a medium made of it; the id of that. */
async function sentInPieces(
  key: number,
  kind: Kind,
  form: FormData | URLSearchParams,
  file: File,
  signal: AbortSignal,
): Promise<string> {
  const trying = { signal, onTrouble: (stuck: boolean) => change(key, { stuck }) };
  const onProgress = (bytes: number) => change(key, { percent: Math.floor((100 * bytes) / file.size) });
  const upload = await transfer(file, { ...trying, onProgress });
  form.set("upload_id", upload);
  try {
    // The key makes sure that a request whose answer was lost is not done twice.
    const headers = { "Idempotency-Key": upload };
    const options = { headers, signal, silenceMs: TAKING_MS };
    const id = await persist(() => taken(kind, form, options), trying);
    forgetUpload(file);
    return id;
  } catch (error) {
    if (!signal.aborted && error instanceof Problem && error.status === 422) {
      forgetUpload(file); // no later try would be answered otherwise
      void discard(upload);
    }
    throw error;
  }
}

/** The id of the medium that the server has made of a form. */
async function taken(kind: Kind, form: FormData | URLSearchParams, options: Exchange): Promise<string> {
  const reply = await exchange("POST", TARGETS[kind].path, { ...options, body: form });
  const id = (reply.document as { id?: unknown } | null)?.id;
  if (!isGood(reply) || typeof id !== "string") throw problemIn(reply);
  return id;
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

function finish(key: number, facts: Partial<Upload>): void {
  running.delete(key);
  bodies.delete(key);
  change(key, { ...facts, stuck: false });
  startNext();
}

function stop(key: number, facts: Partial<Upload>): void {
  running.get(key)?.abort();
  running.delete(key);
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
  return useSyncExternalStore(subscribe, listUploads);
}

export function listUploads(): readonly Upload[] {
  return uploads;
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

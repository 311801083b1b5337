/** Files that go to the server in pieces, by the tus protocol: what has arrived is never sent twice. */
import { exchange, isGood, problemIn } from "./exchange";
import { persist, type Trying } from "./persist";

/** From this size on files go in pieces of this size, in bytes. */
export const PIECE_BYTES = 8 * 1024 ** 2;

const UPLOADS = "/v2/uploads";
const PLACE = "emoscope.upload:";
/** Longer than a server keeps an upload that nobody goes on with. */
const FORGET_MS = 14 * 24 * 3600_000;
const DISCARD_MS = 60_000;
const VERSION = { "Tus-Resumable": "1.0.0" };

export interface Transfer extends Trying {
  onProgress: (bytes: number) => void;
}

/**
 * The id of an upload that holds the whole file. What had arrived before, also from an earlier visit to the page,
 * is gone on with. Rejects with a Problem where the server refuses, or with the signal's reason.
 */
export function transfer(file: File, given: Transfer): Promise<string> {
  return persist(async (getsOn) => {
    const { id, offset: begin } = (await known(file, given.signal)) ?? (await begun(file, given.signal));
    let offset = begin;
    given.onProgress(offset);
    while (offset < file.size) {
      offset = await put(id, file, offset, given);
      getsOn();
    }
    return id;
  }, given);
}

async function put(id: string, file: File, offset: number, given: Transfer): Promise<number> {
  const reply = await exchange("PATCH", `${UPLOADS}/${id}`, {
    body: file.slice(offset, offset + PIECE_BYTES),
    headers: {
      ...VERSION,
      "Content-Type": "application/offset+octet-stream",
      "Upload-Offset": `${offset}`,
    },
    signal: given.signal,
    onSent: (bytes) => given.onProgress(offset + bytes),
  });
  if (!isGood(reply)) throw problemIn(reply);
  return Number(reply.header("Upload-Offset"));
}

async function known(file: File, signal: AbortSignal): Promise<{ id: string; offset: number } | null> {
  const id = recall(file);
  if (!id) return null;
  const reply = await exchange("HEAD", `${UPLOADS}/${id}`, { headers: VERSION, signal });
  if (isGood(reply) && Number(reply.header("Upload-Length")) === file.size) {
    return { id, offset: Number(reply.header("Upload-Offset")) };
  }
  if (reply.status >= 500 || reply.status === 401 || reply.status === 429) throw problemIn(reply);
  forgetUpload(file);
  return null;
}

async function begun(file: File, signal: AbortSignal): Promise<{ id: string; offset: number }> {
  const reply = await exchange("POST", UPLOADS, {
    headers: {
      ...VERSION,
      "Upload-Length": `${file.size}`,
      "Upload-Metadata": `filename ${base64(file.name)}`,
    },
    signal,
  });
  if (!isGood(reply)) throw problemIn(reply);
  const id = reply.header("Location").split("/").pop() ?? "";
  remember(file, id);
  return { id, offset: 0 };
}

/** Erases what has arrived of a file; where that fails, the server does it in a day or so. */
export async function discard(id: string): Promise<void> {
  const signal = AbortSignal.timeout(DISCARD_MS);
  const erase = async () => {
    const reply = await exchange("DELETE", `${UPLOADS}/${id}`, { headers: VERSION, signal });
    if (!isGood(reply)) throw problemIn(reply);
  };
  // The server may not have noticed yet that the request before was given up.
  await persist(erase, { signal, onTrouble: () => undefined }).catch(() => undefined);
}

/** The id of the upload that this file was begun as, empty where it was not. */
export function recall(file: File): string {
  try {
    return localStorage.getItem(placeOf(file))?.split(" ")[0] ?? "";
  } catch {
    return ""; // storage may be forbidden
  }
}

export function forgetUpload(file: File): void {
  try {
    localStorage.removeItem(placeOf(file));
  } catch {
    // Then nothing was remembered either.
  }
}

function remember(file: File, id: string): void {
  try {
    for (const place of Object.keys(localStorage)) {
      const at = Number(localStorage.getItem(place)?.split(" ")[1]);
      if (place.startsWith(PLACE) && Date.now() - at > FORGET_MS) localStorage.removeItem(place);
    }
    localStorage.setItem(placeOf(file), `${id} ${Date.now()}`);
  } catch {
    // Then it can be gone on with until the page is left.
  }
}

/** A browser does not tell where a file lies; these tell files apart well enough. */
function placeOf(file: File): string {
  return `${PLACE}${file.size}:${file.lastModified}:${file.name}`;
}

function base64(text: string): string {
  return btoa(String.fromCharCode(...new TextEncoder().encode(text)));
}

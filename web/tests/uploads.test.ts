import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

const MIB = 1024 ** 2;
const HEADERS = { "Tus-Resumable": "1.0.0" };

interface Seen {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: XMLHttpRequestBodyInit | null;
}

/** What a server of ours does, in memory, behind the browser's XMLHttpRequest. */
class TusServer {
  seen: Seen[] = [];
  uploads = new Map<string, { length: number; offset: number }>();
  /** How many bytes of the next pieces arrive before the connection is cut. */
  cuts: number[] = [];
  /** What media are answered with. */
  media: { status: number; body: object }[] = [];
  /** Called when a piece has come, before that is answered. */
  atPiece: () => void = () => undefined;

  count(method: string): number {
    return this.seen.filter((one) => one.method === method).length;
  }

  /** Null for a connection that was cut. */
  answer(seen: Seen): { status: number; headers: Record<string, string>; body?: object } | null {
    this.seen.push(seen);
    const id = seen.path.split("/")[3] ?? "";
    const upload = this.uploads.get(id);
    if (seen.path === "/v2/uploads") {
      const made = `upload-${this.uploads.size + 1}`;
      this.uploads.set(made, { length: Number(seen.headers["Upload-Length"]), offset: 0 });
      return { status: 201, headers: { Location: `/v2/uploads/${made}` } };
    }
    if (!seen.path.startsWith("/v2/uploads/")) {
      const reply = this.media.shift() ?? { status: 200, body: { id: "medium-1" } };
      return { ...reply, headers: {} };
    }
    if (!upload) return { status: 404, headers: {}, body: { code: "upload_not_found", detail: "Gone." } };
    if (seen.method === "DELETE") {
      this.uploads.delete(id);
      return { status: 204, headers: {} };
    }
    if (seen.method === "PATCH") {
      if (Number(seen.headers["Upload-Offset"]) !== upload.offset) throw new Error("wrong offset");
      const cut = this.cuts.shift();
      upload.offset += cut ?? (seen.body as Blob).size;
      this.atPiece();
      if (cut !== undefined) return null;
    }
    const state = { "Upload-Offset": `${upload.offset}`, "Upload-Length": `${upload.length}` };
    return { status: seen.method === "HEAD" ? 200 : 204, headers: state };
  }
}

let server: TusServer;

vi.setConfig({ testTimeout: 30_000 });

/** A busy machine takes its time. */
function until(check: () => void): Promise<void> {
  return vi.waitFor(check, 10_000);
}

function requestClass() {
  return class {
    upload: { onprogress?: (event: object) => void } = {};
    status = 0;
    responseText = "";
    onload?: () => void;
    onerror?: () => void;
    headers: Record<string, string> = {};
    received: Record<string, string> = {};
    aborted = false;
    method = "";
    path = "";
    open(method: string, path: string) {
      this.method = method;
      this.path = path;
    }
    setRequestHeader(name: string, value: string) {
      this.headers[name] = value;
    }
    getResponseHeader(name: string) {
      return this.received[name] ?? null;
    }
    abort() {
      this.aborted = true;
    }
    send(body: XMLHttpRequestBodyInit | null) {
      setTimeout(() => {
        if (this.aborted) return;
        const reply = server.answer({ method: this.method, path: this.path, headers: this.headers, body });
        if (this.aborted) return;
        const bytes = body instanceof Blob ? body.size : 1;
        this.upload.onprogress?.({ lengthComputable: true, loaded: bytes, total: bytes });
        if (!reply) return this.onerror?.();
        this.status = reply.status;
        this.received = reply.headers;
        this.responseText = reply.body ? JSON.stringify(reply.body) : "";
        this.onload?.();
      });
    }
  };
}

type Uploads = typeof import("../src/api/uploads");

/** The module as a freshly loaded page has it. */
async function page(): Promise<Uploads> {
  vi.resetModules();
  return import("../src/api/uploads");
}

function film(size = 20 * MIB, lastModified = 1): File {
  return new File([new Uint8Array(size)], "tür.mp4", { type: "video/mp4", lastModified });
}

function only(uploads: Uploads) {
  const [one] = uploads.listUploads();
  if (!one) throw new Error("nothing is uploaded");
  return one;
}

beforeEach(() => {
  server = new TusServer();
  vi.stubGlobal("XMLHttpRequest", requestClass());
  vi.stubGlobal("fetch", async () => Response.json({}));
  localStorage.clear();
});

afterEach(() => vi.unstubAllGlobals());

describe("a large file", () => {
  it("goes in pieces, and a medium is made of it once", async () => {
    const uploads = await page();
    const accepted = vi.fn();
    uploads.whenAccepted(accepted);
    await uploads.addFile(film());
    await until(() => expect(only(uploads).state).toBe("done"));
    expect(server.seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "POST /v2/uploads",
      ...Array(3).fill("PATCH /v2/uploads/upload-1"),
      "POST /v2/videos",
    ]);
    expect(server.seen[0]?.headers).toMatchObject({
      ...HEADERS,
      "Upload-Length": `${20 * MIB}`,
      "Upload-Metadata": "filename dMO8ci5tcDQ=",
    });
    const made = server.seen.at(-1);
    expect(Object.fromEntries(made?.body as FormData)).toEqual({ title: "tür", upload_id: "upload-1" });
    expect(made?.headers["Idempotency-Key"]).toBe("upload-1");
    expect(only(uploads)).toMatchObject({ percent: 100, id: "medium-1" });
    await until(() => expect(accepted).toHaveBeenCalledWith("video", "medium-1"));
    expect(localStorage.length).toBe(0);
  });

  it("goes on by itself where it was cut", async () => {
    server.cuts = [3 * MIB];
    const uploads = await page();
    await uploads.addFile(film());
    await until(() => expect(only(uploads).stuck).toBe(true));
    await until(() => expect(only(uploads).state).toBe("done"));
    const offsets = server.seen.flatMap((one) => one.headers["Upload-Offset"] ?? []);
    expect(offsets.map(Number)).toEqual([0, 3 * MIB, 11 * MIB, 19 * MIB]);
    expect([server.count("HEAD"), only(uploads).stuck]).toEqual([1, false]);
  });

  it("goes on after the page was loaded anew, if it is the same file", async () => {
    server.cuts = [5 * MIB];
    const left = await page();
    server.atPiece = () => left.pauseUpload(only(left).key); // as leaving a page does
    await left.addFile(film());
    await until(() => expect(only(left).state).toBe("paused"));
    server.atPiece = () => undefined;
    const uploads = await page();
    await uploads.addFile(film());
    await until(() => expect(only(uploads).state).toBe("done"));
    expect(server.uploads.size).toBe(1);
    expect(Number(server.seen.filter((one) => one.method === "PATCH")[1]?.headers["Upload-Offset"])).toBe(
      5 * MIB,
    );
    await uploads.addFile(film(20 * MIB, 2));
    await until(() => expect(server.uploads.size).toBe(2));
  });

  it("rests while it is paused", async () => {
    const uploads = await page();
    server.atPiece = () => uploads.pauseUpload(only(uploads).key);
    await uploads.addFile(film());
    await until(() => expect(only(uploads).state).toBe("paused"));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([only(uploads).state, server.count("PATCH")]).toEqual(["paused", 1]);
    server.atPiece = () => undefined;
    uploads.resumeUpload(only(uploads).key);
    await until(() => expect(only(uploads).state).toBe("done"));
    expect(server.count("PATCH")).toBe(3);
  });
});

describe("a large file that is not wanted", () => {
  it("is erased at the server when it is cancelled", async () => {
    const uploads = await page();
    server.atPiece = () => uploads.cancelUpload(only(uploads).key);
    await uploads.addFile(film());
    await until(() => expect(server.count("PATCH")).toBe(1));
    await until(() => expect(server.uploads.size).toBe(0));
    expect(server.count("PATCH")).toBe(1);
    expect([only(uploads).state, localStorage.length]).toEqual(["cancelled", 0]);
  });

  it("that the server refuses is told in its words and erased", async () => {
    server.media = [{ status: 422, body: { code: "unsupported_media", detail: "No video." } }];
    const uploads = await page();
    await uploads.addFile(film());
    await until(() => expect(only(uploads)).toMatchObject({ state: "failed", message: "No video." }));
    await until(() => expect(server.uploads.size).toBe(0));
  });

  it("stays at the server where a refusal may have passed by the next try", async () => {
    server.media = [{ status: 402, body: { code: "credit_expired", detail: "Spent." } }];
    const uploads = await page();
    await uploads.addFile(film());
    await until(() => expect(only(uploads).message).toBe("Spent."));
    expect(server.uploads.get("upload-1")?.offset).toBe(20 * MIB);
    await uploads.addFile(film());
    await until(() => expect(uploads.listUploads()[1]?.state).toBe("done"));
    expect(server.count("PATCH")).toBe(3);
  });

  it("is begun anew where the server has forgotten it", async () => {
    localStorage.setItem(`emoscope.upload:${20 * MIB}:1:tür.mp4`, `gone ${Date.now()}`);
    const uploads = await page();
    await uploads.addFile(film());
    await until(() => expect(only(uploads).state).toBe("done"));
    expect(server.count("HEAD")).toBe(1);
  });
});

describe("a small file", () => {
  it("goes in one request", async () => {
    const uploads = await page();
    await uploads.addFile(film(MIB));
    await until(() => expect(only(uploads).state).toBe("done"));
    expect(server.seen.map((one) => one.path)).toEqual(["/v2/videos"]);
    const form = server.seen[0]?.body;
    expect(form instanceof FormData && form.get("video_file")).toBeInstanceOf(File);
  });
});

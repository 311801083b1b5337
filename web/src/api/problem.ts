import { t } from "../texts";

/** What the server answered instead of what was asked for. */
export class Problem extends Error {
  readonly code: string;
  readonly status: number;
  readonly requestId: string;

  constructor(status: number, code: string, message: string, requestId = "") {
    super(message);
    this.name = "Problem";
    this.status = status;
    this.code = code;
    this.requestId = requestId;
  }
}

/** The server could not be reached. */
export class ConnectionLost extends Error {
  constructor() {
    super(t.problem.network);
    this.name = "ConnectionLost";
  }
}

/** Reads an error document: `detail` is a sentence, or a list of faults of fields, or there is a `message`. */
export function toProblem(status: number, body: unknown): Problem {
  const found = typeof body === "object" && body !== null ? (body as Record<string, unknown>) : {};
  const message = sentence(found.detail) || sentence(found.message) || t.problem.unknown;
  return new Problem(
    status,
    text(found.code) || text(found.error_id) || `http_${status}`,
    message,
    text(found.request_id),
  );
}

function sentence(detail: unknown): string {
  if (typeof detail === "string") return detail;
  if (!Array.isArray(detail)) return "";
  return detail
    .map((fault: { loc?: unknown[]; msg?: string }) => {
      const field = fault.loc?.filter((part) => part !== "body" && part !== "query").join(".");
      return field ? `${field}: ${fault.msg}` : fault.msg;
    })
    .join("; ");
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

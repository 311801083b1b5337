/** Server-sent events from a POST, which the browser's own EventSource cannot send. */
import { request } from "../api/client";
import type { Kind } from "../api/media";
import { toProblem } from "../api/problem";

interface Event {
  name: string;
  data: Record<string, unknown>;
}

/** Asks about a medium; gives the answer piece by piece. Throws a `Problem` where it breaks off. */
export async function* ask(
  kind: Kind,
  id: string,
  message: string,
  signal: AbortSignal,
): AsyncGenerator<string> {
  const reply = await request(`/v2/${kind}/${id}/ai-insights?stream=true`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: "text/event-stream" },
    body: JSON.stringify({ message }),
    signal,
  });
  if (!reply.body) return;
  for await (const { name, data } of eventsOf(reply.body)) {
    if (name === "stream_chunk") yield String(data.text ?? "");
    if (name === "error") throw toProblem(reply.status, data);
    if (name === "done") return;
  }
}

export async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<Event> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  try {
    while (true) {
      const { done, value } = await reader.read();
      text += decoder.decode(value, { stream: !done }).replaceAll("\r\n", "\n");
      const blocks = text.split("\n\n");
      text = blocks.pop() ?? "";
      for (const block of blocks) {
        const event = toEvent(block);
        if (event) yield event;
      }
      if (done) return;
    }
  } finally {
    await reader.cancel();
  }
}

function toEvent(block: string): Event | null {
  let name = "message";
  const data: string[] = [];
  for (const line of block.split("\n")) {
    const [field, value] = [line.slice(0, line.indexOf(":")), line.slice(line.indexOf(":") + 1).trimStart()];
    if (field === "event") name = value;
    if (field === "data") data.push(value);
  }
  if (data.length === 0) return null; // a heartbeat
  try {
    return { name, data: JSON.parse(data.join("\n")) };
  } catch {
    return null;
  }
}

import { type FormEvent, useState } from "react";
import { request } from "../api/client";
import { Problem } from "../api/problem";
import { complain } from "../shell/toasts";
import { t } from "../texts";
import type { Operation } from "./document";

const SHOWN = 20_000;

interface Reply {
  heading: string;
  body: string;
}

/** Sends a reading operation with the caller's own key and shows what comes back. */
export function RunForm({ operation }: { operation: Operation }) {
  const [values, setValues] = useState<Record<string, string>>({});
  const [reply, setReply] = useState<Reply | null>(null);
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setReply(await send(addressOf(operation, values)));
    setBusy(false);
  };
  return (
    <form className="stack tight" onSubmit={submit}>
      <div className="run-fields">
        {operation.parameters.map((one) => (
          <label key={one.name}>
            {one.name}
            <input
              required={one.required ?? false}
              value={values[one.name] ?? ""}
              onChange={(event) => setValues({ ...values, [one.name]: event.target.value })}
            />
          </label>
        ))}
      </div>
      <p>
        <button type="submit" className="primary" disabled={busy}>
          {t.reference.try}
        </button>
      </p>
      {reply && (
        <div role="status" className="stack tight">
          <strong>{reply.heading}</strong>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
          <pre className="reply-body" tabIndex={0}>
            {reply.body}
          </pre>
        </div>
      )}
    </form>
  );
}

export function addressOf({ path, parameters }: Operation, values: Record<string, string>): string {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ""));
  const query = new URLSearchParams();
  for (const one of parameters) {
    const value = values[one.name];
    if (one.in === "query" && value) query.set(one.name, value);
  }
  return query.size ? `${filled}?${query}` : filled;
}

async function send(address: string): Promise<Reply | null> {
  const began = performance.now();
  try {
    const reply = await request(address);
    const text = await reply.text();
    return {
      heading: t.reference.reply(reply.status, Math.round(performance.now() - began)),
      body: pretty(text),
    };
  } catch (error) {
    if (!(error instanceof Problem)) {
      complain(error);
      return null;
    }
    const heading = t.reference.reply(error.status, Math.round(performance.now() - began));
    return { heading, body: `${error.code}\n${error.message}` };
  }
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2).slice(0, SHOWN);
  } catch {
    return text.slice(0, SHOWN);
  }
}

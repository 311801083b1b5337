import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { ConnectionLost, toProblem } from "../api/problem";
import { authHeaders, enterKey } from "../api/session";
import { t } from "../texts";

export function KeyForm() {
  const [key, setKey] = useState("");
  const [fault, setFault] = useState("");
  const [busy, setBusy] = useState(false);
  const faultId = useId();
  const queries = useQueryClient();

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    const problem = await refusal(key.trim());
    setBusy(false);
    setFault(problem);
    if (problem) return;
    queries.clear();
    enterKey(key.trim());
  };

  return (
    <form className="stack" onSubmit={submit}>
      <p>{t.signIn.lead}</p>
      <label>
        {t.signIn.key}
        <input
          type="password"
          autoComplete="off"
          spellCheck={false}
          required
          value={key}
          aria-invalid={fault !== ""}
          aria-describedby={faultId}
          onChange={(event) => setKey(event.target.value)}
        />
      </label>
      <div id={faultId} role="alert">
        {fault && <p className="notice bad">{fault}</p>}
      </div>
      <button type="submit" className="primary" disabled={busy}>
        {t.signIn.submit}
      </button>
      <p className="soft">{t.signIn.how}</p>
      <pre>{t.signIn.command}</pre>
    </form>
  );
}

/** Why the server does not take the key; empty where it does. */
async function refusal(key: string): Promise<string> {
  try {
    const reply = await fetch("/v2/accounts/me", { headers: authHeaders(key) });
    if (reply.ok) return "";
    if (reply.status === 401) return t.signIn.refused;
    return toProblem(reply.status, await reply.json().catch(() => null)).message;
  } catch {
    // Also where the key has characters that no header can carry.
    return /^[\x21-\x7e]+$/.test(key) ? new ConnectionLost().message : t.signIn.refused;
  }
}

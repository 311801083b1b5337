import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { toProblem } from "../api/problem";
import { logIn } from "../api/session";
import { t } from "../texts";

/** Sends a form that, if all is well, logs the browser in. A refusal is told beside the form. */
function useEntrance(path: string) {
  const [fault, setFault] = useState("");
  const [busy, setBusy] = useState(false);
  const queries = useQueryClient();
  const send = async (fields: Record<string, string>) => {
    setBusy(true);
    try {
      const headers = { "Content-Type": "application/json" };
      const reply = await fetch(path, { method: "POST", headers, body: JSON.stringify(fields) });
      const body: unknown = await reply.json().catch(() => null);
      if (reply.ok) {
        queries.clear();
        logIn(body as { csrf_token?: string });
        return;
      }
      setFault(toProblem(reply.status, body).message);
    } catch {
      setFault(t.problem.network);
    }
    setBusy(false);
  };
  return { fault, busy, send };
}

export function PasswordForm() {
  const entrance = useEntrance("/v2/accounts/log-in");
  return (
    <EntranceForm entrance={entrance} submit={t.signIn.submit}>
      <Field name="email" label={t.signIn.email} type="email" autoComplete="username" />
      <Field name="password" label={t.signIn.password} type="password" autoComplete="current-password" />
    </EntranceForm>
  );
}

export function SignUpForm({ policy }: { policy: string }) {
  const entrance = useEntrance("/v2/accounts/sign-up");
  return (
    <EntranceForm entrance={entrance} submit={t.signIn.create}>
      {policy === "first" && <p className="notice">{t.signIn.first}</p>}
      <Field name="email" label={t.signIn.email} type="email" autoComplete="username" />
      <Field name="name" label={t.signIn.name} type="text" autoComplete="name" optional />
      <Field name="password" label={t.signIn.newPassword} type="password" autoComplete="new-password" />
      {policy === "invitation" && (
        <Field name="invitation" label={t.signIn.invitation} type="text" autoComplete="off" />
      )}
    </EntranceForm>
  );
}

interface FormProps {
  entrance: ReturnType<typeof useEntrance>;
  submit: string;
  children: ReactNode;
}

function EntranceForm({ entrance, submit, children }: FormProps) {
  const onSubmit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    entrance.send(Object.fromEntries([...fields].map(([name, value]) => [name, String(value)])));
  };
  return (
    <form className="stack" onSubmit={onSubmit}>
      {children}
      <div role="alert">{entrance.fault && <p className="notice bad">{entrance.fault}</p>}</div>
      <button type="submit" className="primary" disabled={entrance.busy}>
        {submit}
      </button>
    </form>
  );
}

interface FieldProps {
  name: string;
  label: string;
  type: string;
  autoComplete: string;
  optional?: boolean;
}

function Field({ name, label, type, autoComplete, optional = false }: FieldProps) {
  return (
    <label>
      {label}
      <input name={name} type={type} autoComplete={autoComplete} required={!optional} />
    </label>
  );
}

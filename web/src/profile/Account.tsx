import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { answer, api, type Schemas } from "../api/client";
import { logIn } from "../api/session";
import { tell } from "../shell/toasts";
import { t } from "../texts";

/** Who is signed in, how, and as what they are known. */
export function Account({ account, hint }: { account: Schemas["Account"]; hint: string }) {
  const [name, setName] = useState(account.name);
  const queries = useQueryClient();
  const rename = useMutation({
    mutationFn: () => answer(api.PUT("/v2/accounts/me", { body: { name } })),
    onSuccess: (found) => {
      queries.setQueryData(["account"], found);
      tell(t.common.saved);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    rename.mutate();
  };
  return (
    <section className="panel stack">
      <div>
        <h2 className="wrap">{account.email}</h2>
        <p className="soft">{hint ? t.profile.keyLead(hint) : t.profile.cookieLead}</p>
      </div>
      <form className="text-foot" onSubmit={submit}>
        <label>
          {t.profile.name}
          <input
            maxLength={200}
            autoComplete="name"
            value={name}
            onChange={(event) => setName(event.target.value)}
          />
        </label>
        <button type="submit" disabled={rename.isPending || name === account.name}>
          {t.common.save}
        </button>
      </form>
      {account.has_password && <Password />}
    </section>
  );
}

function Password() {
  const change = useMutation({
    mutationFn: (fields: FormData) =>
      answer(
        api.PUT("/v2/accounts/password", {
          body: {
            old_password: String(fields.get("old_password")),
            new_password: String(fields.get("new_password")),
          },
        }),
      ),
    onSuccess: (account) => {
      logIn(account); // every earlier log-in has ended, this browser's too
      tell(t.profile.passwordChanged);
    },
  });
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = event.currentTarget;
    change.mutate(new FormData(form), { onSuccess: () => form.reset() });
  };
  return (
    <details>
      <summary>{t.profile.changePassword}</summary>
      <form className="stack tight" onSubmit={submit}>
        <label>
          {t.profile.oldPassword}
          <input name="old_password" type="password" autoComplete="current-password" required />
        </label>
        <label>
          {t.signIn.newPassword}
          <input name="new_password" type="password" autoComplete="new-password" minLength={10} required />
        </label>
        <p>
          <button type="submit" disabled={change.isPending}>
            {t.profile.changePassword}
          </button>
        </p>
      </form>
    </details>
  );
}

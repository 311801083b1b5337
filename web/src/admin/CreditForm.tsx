import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { answer, api, type Schemas } from "../api/client";
import { tell } from "../shell/toasts";
import { t } from "../texts";

interface Props {
  user: Schemas["UserItem"];
  onDone: () => void;
}

/** Grants credits and says whether analyses end with the balance. */
export function CreditForm({ user, onDone }: Props) {
  const [amount, setAmount] = useState("");
  const [limited, setLimited] = useState(user.credits_limited);
  const [note, setNote] = useState("");
  const queries = useQueryClient();
  const grant = useMutation({
    mutationFn: () =>
      answer(
        api.POST("/v2/accounts/users/{user_id}/credits", {
          params: { path: { user_id: user.id } },
          body: { amount: Number(amount), limited, note: note.trim() },
        }),
      ),
    meta: { toldInPlace: true },
    onSuccess: () => {
      tell(t.common.saved);
      onDone();
    },
    onSettled: () => {
      for (const name of ["users", "usage", "account"]) queries.invalidateQueries({ queryKey: [name] });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    grant.mutate();
  };
  return (
    <form className="stack" onSubmit={submit}>
      <p className="numbers">{t.admin.has(user.credit_balance)}</p>
      <label>
        {t.admin.amount}
        <input type="number" step="any" value={amount} onChange={(event) => setAmount(event.target.value)} />
      </label>
      <label>
        {t.admin.note}
        <input maxLength={500} value={note} onChange={(event) => setNote(event.target.value)} />
      </label>
      <label className="check">
        <input type="checkbox" checked={limited} onChange={(event) => setLimited(event.target.checked)} />
        {t.admin.limitedLabel}
      </label>
      <div role="alert">{grant.isError && <p className="notice bad wrap">{grant.error.message}</p>}</div>
      <p className="actions end">
        <button type="submit" className="primary" disabled={grant.isPending}>
          {t.common.save}
        </button>
      </p>
    </form>
  );
}

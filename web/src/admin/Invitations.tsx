import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { answer, api, type Schemas } from "../api/client";
import { date } from "../format";
import { copyText } from "../parts/copyText";
import { Confirm } from "../parts/Dialog";
import { Loading, Unavailable } from "../shell/Fallbacks";
import { tell } from "../shell/toasts";
import { t } from "../texts";

type Invitation = Schemas["InvitationItem"];

/** Invitations: made, their code told once, listed while they are open, withdrawn. */
export function Invitations() {
  const queries = useQueryClient();
  const query = useQuery({
    queryKey: ["invitations"],
    queryFn: () => answer(api.GET("/v2/accounts/invitations")),
  });
  const [doomed, setDoomed] = useState<Invitation | null>(null);
  const refresh = () => queries.invalidateQueries({ queryKey: ["invitations"] });
  const make = useMutation({
    mutationFn: (body: Schemas["NewInvitation"]) => answer(api.POST("/v2/accounts/invitations", { body })),
    onSettled: refresh,
  });
  const withdraw = useMutation({
    mutationFn: (invitation_id: string) =>
      answer(api.DELETE("/v2/accounts/invitations/{invitation_id}", { params: { path: { invitation_id } } })),
    onSuccess: (done, id) => {
      tell(done.message);
      if (make.data?.id === id) make.reset(); // its code no longer works
    },
    onSettled: refresh,
  });
  return (
    <section className="panel stack">
      <h2>{t.admin.invitations}</h2>
      <InvitationForm busy={make.isPending} onInvite={make.mutate} />
      {make.data && (
        <div className="notice stack tight" role="status">
          <p>{t.admin.codeOnce}</p>
          <div className="spread">
            <code className="wrap">{make.data.code}</code>
            <button type="button" onClick={() => copyText(make.data.code)}>
              {t.common.copy}
            </button>
          </div>
        </div>
      )}
      {query.isPending && <Loading />}
      {query.isError && <Unavailable error={query.error} onRetry={() => query.refetch()} />}
      {query.data?.length === 0 && <p className="soft">{t.admin.noInvitations}</p>}
      <ul>
        {query.data?.map((one) => (
          <li key={one.id} className="download">
            <span className="wrap">
              {one.email || t.admin.anybody} · {t.admin.roles[one.role] ?? one.role}{" "}
              <small>{t.admin.until(date(one.expires_at))}</small>
            </span>
            <button
              type="button"
              aria-label={`${t.admin.withdraw}: ${one.email || t.admin.anybody}`}
              onClick={() => setDoomed(one)}
            >
              {t.admin.withdraw}
            </button>
          </li>
        ))}
      </ul>
      <Confirm
        open={doomed !== null}
        onClose={() => setDoomed(null)}
        title={t.admin.withdrawTitle(doomed?.email || t.admin.anybody)}
        lead={t.admin.withdrawLead}
        action={t.admin.withdraw}
        onConfirm={() => doomed && withdraw.mutate(doomed.id)}
      />
    </section>
  );
}

interface FormProps {
  busy: boolean;
  onInvite: (body: Schemas["NewInvitation"]) => void;
}

function InvitationForm({ busy, onInvite }: FormProps) {
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const fields = new FormData(event.currentTarget);
    onInvite({
      email: String(fields.get("email")).trim(),
      role: String(fields.get("role")),
      days: Number(fields.get("days")),
    });
    event.currentTarget.reset();
  };
  return (
    <form className="text-foot" onSubmit={submit}>
      <label>
        {t.admin.invitationEmail}
        <input name="email" type="email" maxLength={320} />
      </label>
      <label>
        {t.admin.role}
        <select name="role" defaultValue="user">
          {Object.entries(t.admin.roles).map(([role, name]) => (
            <option key={role} value={role}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label>
        {t.admin.days}
        <input name="days" type="number" min={1} max={90} required defaultValue={7} />
      </label>
      <button type="submit" disabled={busy}>
        {t.admin.invite}
      </button>
    </form>
  );
}

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { answer, api, type Schemas } from "../api/client";
import { ago } from "../format";
import { copyText } from "../parts/copyText";
import { Confirm } from "../parts/Dialog";
import { Loading, Unavailable } from "../shell/Fallbacks";
import { tell } from "../shell/toasts";
import { t } from "../texts";

type Key = Schemas["Key"];

/** API keys: made, told once, ended. */
export function Keys() {
  const queries = useQueryClient();
  const query = useQuery({ queryKey: ["keys"], queryFn: () => answer(api.GET("/v2/accounts/keys")) });
  const [name, setName] = useState("");
  const [doomed, setDoomed] = useState<Key | null>(null);
  const refresh = () => queries.invalidateQueries({ queryKey: ["keys"] });
  const make = useMutation({
    mutationFn: () => answer(api.POST("/v2/accounts/keys", { body: { name: name.trim() } })),
    onSuccess: () => setName(""),
    onSettled: refresh,
  });
  const end = useMutation({
    mutationFn: (key_id: string) =>
      answer(api.DELETE("/v2/accounts/keys/{key_id}", { params: { path: { key_id } } })),
    onSuccess: (done) => tell(done.message),
    onSettled: refresh,
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate();
  };
  return (
    <section className="panel stack">
      <h2>{t.profile.keys}</h2>
      <form className="text-foot" onSubmit={submit}>
        <label>
          {t.profile.keyName}
          <input required maxLength={200} value={name} onChange={(event) => setName(event.target.value)} />
        </label>
        <button type="submit" disabled={make.isPending}>
          {t.profile.makeKey}
        </button>
      </form>
      {make.data && (
        <div className="notice stack tight" role="status">
          <p>{t.profile.keyOnce}</p>
          <div className="spread">
            <code className="wrap">{make.data.key}</code>
            <button type="button" onClick={() => copyText(make.data.key)}>
              {t.common.copy}
            </button>
          </div>
        </div>
      )}
      {query.isPending && <Loading />}
      {query.isError && <Unavailable error={query.error} onRetry={() => query.refetch()} />}
      <ul>
        {query.data?.map((key) => (
          <li key={key.id} className="download">
            <span className="wrap">
              {key.name || t.common.untitled} <code>{key.hint}</code>{" "}
              <small>{key.last_used_at ? t.profile.used(ago(key.last_used_at)) : t.profile.neverUsed}</small>
            </span>
            <button
              type="button"
              aria-label={`${t.profile.endKey}: ${key.name || key.hint}`}
              onClick={() => setDoomed(key)}
            >
              {t.profile.endKey}
            </button>
          </li>
        ))}
      </ul>
      <Confirm
        open={doomed !== null}
        onClose={() => setDoomed(null)}
        title={t.profile.endKeyTitle(doomed?.name || doomed?.hint || "")}
        lead={t.profile.endKeyLead}
        action={t.profile.endKey}
        onConfirm={() => doomed && end.mutate(doomed.id)}
      />
    </section>
  );
}

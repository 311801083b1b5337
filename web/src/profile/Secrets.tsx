import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answer, api, form } from "../api/client";
import { date } from "../format";
import { copyText } from "../parts/copyText";
import { Loading, Unavailable } from "../shell/Fallbacks";
import { tell } from "../shell/toasts";
import { t } from "../texts";

const OVERLAP_HOURS = 24;

/** What signs callbacks: shown only on request, and replaced without a gap. */
export function Secrets() {
  const [shown, setShown] = useState(false);
  const queries = useQueryClient();
  const query = useQuery({
    queryKey: ["webhook-secrets"],
    queryFn: () => answer(api.GET("/v2/webhooks/secrets")),
    enabled: shown,
  });
  const rotate = useMutation({
    mutationFn: () => answer(api.POST("/v2/webhooks/secrets", form({ overlap_hours: OVERLAP_HOURS }))),
    onSuccess: (found) => {
      queries.setQueryData(["webhook-secrets"], found);
      setShown(true);
      tell(t.profile.rotated);
    },
  });
  return (
    <div className="stack tight">
      <div className="spread">
        <h3>{t.profile.secrets}</h3>
        <div className="actions">
          <button type="button" aria-expanded={shown} onClick={() => setShown(!shown)}>
            {shown ? t.profile.hide : t.profile.reveal}
          </button>
          <button type="button" disabled={rotate.isPending} onClick={() => rotate.mutate()}>
            {t.profile.rotate}
          </button>
        </div>
      </div>
      {shown && query.isLoading && <Loading />}
      {shown && query.isError && <Unavailable error={query.error} onRetry={() => query.refetch()} />}
      {shown && (
        <ul className="stack tight">
          {query.data?.secrets.map((one) => (
            <li key={one.id} className="spread">
              <code className="wrap">{one.secret}</code>
              <span className="actions">
                <small>{one.expires_at ? t.profile.until(date(one.expires_at)) : t.profile.newest}</small>
                <button type="button" onClick={() => copyText(one.secret)}>
                  {t.common.copy}
                </button>
              </span>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

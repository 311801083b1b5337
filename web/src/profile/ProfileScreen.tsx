import { useState } from "react";
import { useAccount } from "../api/account";
import { useSession } from "../api/session";
import { Loading, Unavailable } from "../shell/Fallbacks";
import { usePageTitle } from "../shell/usePageTitle";
import { t } from "../texts";
import { Account } from "./Account";
import { Deliveries } from "./Deliveries";
import { Keys } from "./Keys";
import { Secrets } from "./Secrets";
import { Usage } from "./Usage";

export function ProfileScreen() {
  usePageTitle(t.profile.title);
  const { hint } = useSession();
  const [status, setStatus] = useState("");
  const query = useAccount();
  return (
    <div className="stack">
      <h1>{t.profile.title}</h1>
      {query.isPending && <Loading />}
      {query.isError && <Unavailable error={query.error} onRetry={() => query.refetch()} />}
      {query.data && (
        <div className="halves">
          <Account account={query.data} hint={hint} />
          <Usage />
        </div>
      )}
      <Keys />
      <section className="panel stack">
        <div>
          <h2>{t.profile.webhooks}</h2>
          <p className="soft">{t.profile.webhooksLead}</p>
        </div>
        <Secrets />
        <Deliveries status={status} onStatus={setStatus} />
      </section>
    </div>
  );
}

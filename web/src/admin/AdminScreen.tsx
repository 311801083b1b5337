import { useAccount } from "../api/account";
import { Loading, Unavailable } from "../shell/Fallbacks";
import { usePageTitle } from "../shell/usePageTitle";
import { t } from "../texts";
import { Invitations } from "./Invitations";
import { Users } from "./Users";

/** Users, their credits, and invitations. The server keeps everybody but admins out; the page only says so. */
export function AdminScreen() {
  usePageTitle(t.admin.title);
  const query = useAccount();
  return (
    <div className="stack">
      <h1>{t.admin.title}</h1>
      {query.isPending && <Loading />}
      {query.isError && <Unavailable error={query.error} onRetry={() => query.refetch()} />}
      {query.data && query.data.role !== "admin" && <p className="notice">{t.admin.notYours}</p>}
      {query.data?.role === "admin" && (
        <>
          <Users />
          <Invitations />
        </>
      )}
    </div>
  );
}

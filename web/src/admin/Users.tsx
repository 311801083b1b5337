import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useDeferredValue, useState } from "react";
import { answer, api, type Schemas } from "../api/client";
import { date } from "../format";
import { Dialog } from "../parts/Dialog";
import { Loading, Unavailable } from "../shell/Fallbacks";
import { number, t } from "../texts";
import { CreditForm } from "./CreditForm";

type User = Schemas["UserItem"];

/** As many as the server lists. */
const AT_MOST = 500;

export function Users() {
  const [words, setWords] = useState("");
  const [chosen, setChosen] = useState<User | null>(null);
  const search = useDeferredValue(words.trim());
  const query = useQuery({
    queryKey: ["users", search],
    queryFn: () => answer(api.GET("/v2/accounts/users", { params: { query: { search } } })),
    placeholderData: keepPreviousData,
  });
  return (
    <section className="panel stack">
      <h2>{t.admin.users}</h2>
      <label>
        <span className="hidden">{t.admin.searchUsers}</span>
        <input
          type="search"
          maxLength={320}
          placeholder={t.admin.searchUsers}
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
      </label>
      {query.isPending && <Loading />}
      {query.isError && <Unavailable error={query.error} onRetry={() => query.refetch()} />}
      {query.data?.length === 0 && <p>{t.admin.noUsers}</p>}
      {query.data && query.data.length > 0 && <Table users={query.data} onCredits={setChosen} />}
      {query.data?.length === AT_MOST && <p className="soft">{t.admin.atMost(AT_MOST)}</p>}
      <Dialog
        open={chosen !== null}
        onClose={() => setChosen(null)}
        title={t.admin.creditsOf(chosen?.email ?? "")}
      >
        {chosen && <CreditForm user={chosen} onDone={() => setChosen(null)} />}
      </Dialog>
    </section>
  );
}

function Table({ users, onCredits }: { users: readonly User[]; onCredits: (user: User) => void }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keys
    <section className="scroll-x" aria-label={t.admin.users} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t.admin.email}</th>
            <th scope="col">{t.admin.name}</th>
            <th scope="col">{t.admin.role}</th>
            <th scope="col">{t.admin.since}</th>
            <th scope="col">{t.admin.balance}</th>
            <th scope="col">{t.admin.limit}</th>
            <th scope="col">{t.admin.credits}</th>
          </tr>
        </thead>
        <tbody>
          {users.map((user) => (
            <tr key={user.id}>
              <th scope="row" className="plain">
                {user.email}
              </th>
              <td>{user.name}</td>
              <td>{t.admin.roles[user.role] ?? user.role}</td>
              <td className="one-line">{date(user.created_at)}</td>
              <td className="numbers">{number(user.credit_balance)}</td>
              <td>{user.credits_limited ? t.admin.limited : t.admin.unlimited}</td>
              <td>
                <button
                  type="button"
                  aria-label={`${t.common.edit}: ${t.admin.creditsOf(user.email)}`}
                  onClick={() => onCredits(user)}
                >
                  {t.common.edit}
                </button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

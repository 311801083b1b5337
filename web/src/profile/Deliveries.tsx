import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answer, api, type Schemas } from "../api/client";
import { ago, date } from "../format";
import { Loading, Unavailable } from "../shell/Fallbacks";
import { tell } from "../shell/toasts";
import { number, t } from "../texts";

type Delivery = Schemas["WebhookDeliveryItem"];

const PAGE = 20;
const STATUSES = Object.entries(t.profile.deliveryStatus);

interface Props {
  status: string;
  onStatus: (to: string) => void;
}

/** The log of callbacks, newest first. */
export function Deliveries({ status, onStatus }: Props) {
  const query = useInfiniteQuery({
    queryKey: ["deliveries", status],
    queryFn: async ({ pageParam }) => {
      const query = { status, start_after: pageParam, page_size: PAGE };
      const page = await answer(api.GET("/v2/webhooks/deliveries", { params: { query } }));
      return page.documents as Delivery[];
    },
    initialPageParam: "",
    getNextPageParam: (last: Delivery[]) => (last.length < PAGE ? undefined : last.at(-1)?.id),
  });
  const rows = query.data?.pages.flat() ?? [];
  return (
    <div className="stack tight">
      <div className="spread">
        <h3>{t.profile.deliveries}</h3>
        <select
          className="narrow"
          aria-label={t.library.status}
          value={status}
          onChange={(event) => onStatus(event.target.value)}
        >
          <option value="">{t.library.everyStatus}</option>
          {STATUSES.map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </select>
      </div>
      {query.isPending && <Loading />}
      {query.isError && <Unavailable error={query.error} onRetry={() => query.refetch()} />}
      {query.isSuccess && rows.length === 0 && <p className="soft">{t.profile.noDeliveries}</p>}
      {rows.length > 0 && <Table rows={rows} />}
      {query.hasNextPage && (
        <p>
          <button type="button" disabled={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
            {t.common.more}
          </button>
        </p>
      )}
    </div>
  );
}

function Table({ rows }: { rows: readonly Delivery[] }) {
  const [open, setOpen] = useState("");
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
    <section className="scroll-x" tabIndex={0} aria-label={t.profile.deliveries}>
      <table>
        <thead>
          <tr>
            <th scope="col">{t.profile.when}</th>
            <th scope="col">{t.profile.event}</th>
            <th scope="col">{t.profile.to}</th>
            <th scope="col">{t.profile.result}</th>
            <th scope="col">{t.profile.tries}</th>
            <th scope="col">
              <span className="hidden">{t.profile.replay}</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <Row
              key={row.id}
              row={row}
              open={row.id === open}
              onOpen={() => setOpen(row.id === open ? "" : row.id)}
            />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Row({ row, open, onOpen }: { row: Delivery; open: boolean; onOpen: () => void }) {
  const queries = useQueryClient();
  const replay = useMutation({
    mutationFn: () =>
      answer(
        api.POST("/v2/webhooks/deliveries/{delivery_id}/replay", {
          params: { path: { delivery_id: row.id } },
        }),
      ),
    onSuccess: () => tell(t.profile.replayed),
    onSettled: () => queries.invalidateQueries({ queryKey: ["deliveries"] }),
  });
  return (
    <>
      <tr>
        <td>
          <time dateTime={row.created_at}>{ago(row.created_at)}</time>
        </td>
        <td>
          {row.event} <small>{row.medium_status}</small>
        </td>
        <td className="wrap">{row.url}</td>
        <td>
          <span className={row.status === "failed" ? "badge failed" : "badge"}>
            {t.profile.deliveryStatus[row.status] ?? row.status}
            {row.response_code && ` · ${row.response_code}`}
          </span>
          {row.problem && <small className="wrap"> {row.problem}</small>}
        </td>
        <td>
          <button type="button" aria-expanded={open} disabled={row.tries === 0} onClick={onOpen}>
            {number(row.tries)}
          </button>
        </td>
        <td>
          <button
            type="button"
            disabled={replay.isPending || row.status === "waiting"}
            onClick={() => replay.mutate()}
          >
            {t.profile.replay}
          </button>
        </td>
      </tr>
      {open && (
        <tr>
          <td colSpan={6}>
            <Tries id={row.id} />
          </td>
        </tr>
      )}
    </>
  );
}

function Tries({ id }: { id: string }) {
  const query = useQuery({
    queryKey: ["deliveries", "one", id],
    queryFn: () =>
      answer(api.GET("/v2/webhooks/deliveries/{delivery_id}", { params: { path: { delivery_id: id } } })),
  });
  if (!query.data) return <Loading />;
  return (
    <ol className="stack tight">
      {query.data.log.map((one) => (
        <li key={one.began_at} className="numbers">
          {date(one.began_at)} · {t.reference.reply(one.response_code ?? 0, one.duration_ms)} {one.problem}
        </li>
      ))}
    </ol>
  );
}

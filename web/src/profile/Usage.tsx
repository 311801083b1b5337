import { useQuery } from "@tanstack/react-query";
import { answer, api, type Schemas } from "../api/client";
import { Loading, Unavailable } from "../shell/Fallbacks";
import { locale, number, t } from "../texts";

const DAYS = 30;
const DAY_MS = 86_400_000;
const TALL = 90;
const WIDE = 10;

/** What the last weeks' analyses have cost, as a chart with a table behind it. */
export function Usage() {
  const query = useQuery({
    queryKey: ["usage"],
    queryFn: () => answer(api.GET("/v2/accounts/usage", { params: { query: { days: DAYS } } })),
  });
  return (
    <section className="panel stack tight">
      <h2>{t.profile.usage}</h2>
      {query.isPending && <Loading />}
      {query.isError && <Unavailable error={query.error} onRetry={() => query.refetch()} />}
      {query.data && (
        <>
          <p>
            {t.profile.spent(total(query.data.days), DAYS)}{" "}
            {query.data.limited ? t.profile.left(query.data.balance) : t.profile.unlimited}
          </p>
          <Chart days={query.data.days} />
          <details>
            <summary>{t.profile.byDay}</summary>
            <Table days={query.data.days} />
          </details>
        </>
      )}
    </section>
  );
}

type Day = Schemas["UsageDay"];

function total(days: readonly Day[]): number {
  return days.reduce((sum, day) => sum + day.credits, 0);
}

function Chart({ days }: { days: readonly Day[] }) {
  const spent = new Map(days.map((day) => [day.date, day.credits]));
  const today = Math.floor(Date.now() / DAY_MS);
  const dates = Array.from({ length: DAYS }, (_, back) =>
    new Date((today - DAYS + 1 + back) * DAY_MS).toISOString().slice(0, 10),
  );
  const most = Math.max(1, ...spent.values());
  return (
    <svg
      className="usage"
      viewBox={`0 0 ${DAYS * WIDE} ${TALL}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={t.profile.spent(total(days), DAYS)}
    >
      {dates.map((date, index) => {
        const tall = ((spent.get(date) ?? 0) / most) * (TALL - 4);
        return (
          <rect key={date} x={index * WIDE + 1} width={WIDE - 2} y={TALL - 1 - tall} height={tall + 1} />
        );
      })}
    </svg>
  );
}

function Table({ days }: { days: readonly Day[] }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">{t.profile.day}</th>
          <th scope="col">{t.profile.analyses}</th>
          <th scope="col">{t.profile.credits}</th>
        </tr>
      </thead>
      <tbody>
        {days.map((day) => (
          <tr key={day.date}>
            <td>{new Date(day.date).toLocaleDateString(locale, { timeZone: "UTC" })}</td>
            <td>{number(day.analyses)}</td>
            <td>{number(day.credits)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import type { Kind } from "../api/media";
import { useAgain } from "../library/useLibrary";
import { Loading, Unavailable } from "../shell/Fallbacks";
import { usePageTitle } from "../shell/usePageTitle";
import { t } from "../texts";
import { MediumHead } from "./MediumHead";
import { ProgressLine } from "./ProgressLine";

interface Document {
  id: string;
  status: string;
  title?: string | null;
  description?: string;
  created_at?: unknown;
  stage?: string;
  progress?: number;
  attempts?: number;
  models?: Record<string, string>;
  error?: { code: string; message: string } | null;
}

interface Props<T extends Document> {
  kind: Kind;
  query: UseQueryResult<T>;
  /** What stands beside the title of an analysed medium: downloads and the like. */
  tools?: (medium: T) => ReactNode;
  children: (medium: T) => ReactNode;
}

/** A medium's page: its head always, its result once there is one, else how things stand. */
export function Gate<T extends Document>({ kind, query, tools, children }: Props<T>) {
  usePageTitle(query.data?.title ?? t.kinds[kind]);
  if (query.isPending) return <Loading />;
  if (query.isError && !query.data)
    return <Unavailable error={query.error} onRetry={() => query.refetch()} />;
  const medium = query.data;
  if (!medium) return null;
  return (
    <div className="stack">
      <MediumHead kind={kind} medium={medium}>
        {medium.status === "completed" && tools?.(medium)}
      </MediumHead>
      {medium.status === "completed" ? children(medium) : <Standing kind={kind} medium={medium} />}
    </div>
  );
}

function Standing({ kind, medium }: { kind: Kind; medium: Document }) {
  const again = useAgain();
  if (medium.status === "failed") {
    return (
      <section className="notice bad stack tight" role="alert">
        <h2>{t.medium.failed}</h2>
        <p>{medium.error?.message}</p>
        {medium.error && <small>{medium.error.code}</small>}
        <p>
          <button
            type="button"
            disabled={again.isPending}
            onClick={() => again.mutate({ kind, id: medium.id })}
          >
            {t.common.analyseAgain}
          </button>
        </p>
      </section>
    );
  }
  const waiting = medium.status === "queue";
  return (
    <section className="panel stack tight">
      <h2>{waiting ? t.medium.waiting : t.medium.processing}</h2>
      {waiting && <p>{t.medium.waitingLead}</p>}
      {(medium.attempts ?? 0) > 1 && <p className="soft">{t.medium.attempts(medium.attempts ?? 0)}</p>}
      {!waiting && (
        <ProgressLine
          status={medium.status}
          stage={medium.stage ?? ""}
          progress={medium.progress ?? 0}
          title={medium.title ?? ""}
        />
      )}
    </section>
  );
}

import { Link } from "@tanstack/react-router";
import { Problem } from "../api/problem";
import { t } from "../texts";
import { usePageTitle } from "./usePageTitle";

/** An address that leads nowhere. */
export function Missing() {
  usePageTitle(t.missing.title);
  return (
    <div className="stack">
      <h1>{t.missing.title}</h1>
      <p>{t.missing.lead}</p>
      <p>
        <Link to="/">{t.common.back}</Link>
      </p>
    </div>
  );
}

/** A page whose own code failed. */
export function Broken({ error }: { error: unknown }) {
  return (
    <div className="stack" role="alert">
      <h1>{t.crash.title}</h1>
      <p>{t.crash.lead}</p>
      <pre>{error instanceof Error ? error.message : String(error)}</pre>
      <p>
        <button type="button" onClick={() => location.reload()}>
          {t.crash.reload}
        </button>
      </p>
    </div>
  );
}

/** What a page shows when its first load failed. */
export function Unavailable({ error, onRetry }: { error: Error; onRetry: () => void }) {
  if (error instanceof Problem && error.status === 404) return <Missing />;
  return (
    <div className="notice bad stack tight" role="alert">
      <p>
        <strong>{t.problem.title}.</strong> {error.message}
      </p>
      {error instanceof Problem && (
        <small>
          {error.code}
          {error.requestId && ` · ${t.common.requestId(error.requestId)}`}
        </small>
      )}
      <div className="actions">
        <button type="button" onClick={onRetry}>
          {t.common.retry}
        </button>
        <Link to="/">{t.common.back}</Link>
      </div>
    </div>
  );
}

export function Loading() {
  return (
    <p className="actions soft" role="status">
      <span className="spinner" aria-hidden="true" /> {t.common.loading}
    </p>
  );
}

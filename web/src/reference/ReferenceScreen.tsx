import { useMemo, useState } from "react";
import { Loading, Unavailable } from "../shell/Fallbacks";
import { usePageTitle } from "../shell/usePageTitle";
import { t } from "../texts";
import { type ApiDocument, type Operation, useDocument } from "./document";
import { OperationDetails } from "./OperationDetails";

/** The API as this server describes it. */
export function ReferenceScreen() {
  usePageTitle(t.reference.title);
  const query = useDocument();
  if (query.isPending) return <Loading />;
  if (query.isError) return <Unavailable error={query.error} onRetry={() => query.refetch()} />;
  return <Reference document={query.data} />;
}

function Reference({ document }: { document: ApiDocument }) {
  const [words, setWords] = useState("");
  const groups = useMemo(() => grouped(document.operations, words), [document, words]);
  return (
    <div className="stack">
      <div className="spread">
        <div>
          <h1>{t.reference.title}</h1>
          <p>
            {t.reference.lead} <a href="/openapi.json">{t.reference.document}</a>
          </p>
        </div>
        <search>
          <input
            type="search"
            aria-label={t.reference.filter}
            placeholder={t.reference.filter}
            value={words}
            onChange={(event) => setWords(event.target.value)}
          />
        </search>
      </div>
      {groups.size === 0 && <p>{t.reference.none}</p>}
      {[...groups].map(([group, operations]) => (
        <section key={group} className="stack tight">
          <h2>{group}</h2>
          {operations.map((operation) => (
            <Entry key={operation.id} operation={operation} document={document} />
          ))}
        </section>
      ))}
    </div>
  );
}

function Entry({ operation, document }: { operation: Operation; document: ApiDocument }) {
  const [open, setOpen] = useState(false);
  return (
    <details className="operation" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <span className="method">{operation.method}</span>
        <code className="wrap">{operation.path}</code>
        <span className="soft">{operation.summary}</span>
      </summary>
      {open && <OperationDetails operation={operation} document={document} />}
    </details>
  );
}

function grouped(operations: readonly Operation[], words: string): Map<string, Operation[]> {
  const wanted = words.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const groups = new Map<string, Operation[]>();
  for (const operation of operations) {
    const text =
      `${operation.method} ${operation.path} ${operation.summary} ${operation.description}`.toLocaleLowerCase();
    if (!wanted.every((word) => text.includes(word))) continue;
    groups.set(operation.group, [...(groups.get(operation.group) ?? []), operation]);
  }
  return groups;
}

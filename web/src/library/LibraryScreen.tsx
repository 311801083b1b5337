import { useSearch } from "@tanstack/react-router";
import { useMemo, useRef, useState } from "react";
import { EVERYTHING, type Filter, isNarrow, matches } from "../api/library";
import { Loading, Unavailable } from "../shell/Fallbacks";
import { useKeys } from "../shell/shortcuts";
import { usePageTitle } from "../shell/usePageTitle";
import { t } from "../texts";
import { AddMedia } from "./AddMedia";
import { Cards } from "./Cards";
import { Filters } from "./Filters";
import { Selection } from "./Selection";
import { Unfinished } from "./Unfinished";
import { UploadList } from "./UploadList";
import { useLibrary } from "./useLibrary";

export function LibraryScreen() {
  usePageTitle(t.library.title);
  const search = useRef<HTMLInputElement>(null);
  const add = useRef<HTMLElement>(null);
  useKeys({
    "/": () => search.current?.focus(),
    n: () => add.current?.querySelector<HTMLElement>("[role=tab][aria-selected=true]")?.focus(),
  });
  return (
    <div className="stack">
      <h1>{t.library.title}</h1>
      <AddMedia section={add} />
      <UploadList />
      <Unfinished />
      <Shelf search={search} />
    </div>
  );
}

function Shelf({ search }: { search: React.RefObject<HTMLInputElement | null> }) {
  const library = useLibrary();
  const { project = "" } = useSearch({ strict: false });
  const [filter, setFilter] = useState<Filter>({ ...EVERYTHING, project });
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set());
  const shown = useMemo(() => library.items.filter((item) => matches(item, filter)), [library.items, filter]);
  const chosen = shown.filter((item) => selected.has(item.id));

  if (library.isPending) return <Loading />;
  if (library.isError && !library.data) {
    return <Unavailable error={library.error} onRetry={() => library.refetch()} />;
  }
  if (library.total === 0) {
    return (
      <div className="panel empty">
        <h2>{t.library.emptyTitle}</h2>
        <p>{t.library.empty}</p>
      </div>
    );
  }
  const toggle = (id: string) => {
    const next = new Set(selected);
    if (!next.delete(id)) next.add(id);
    setSelected(next);
  };
  return (
    <section className="stack" aria-label={t.library.title}>
      <h2 className="hidden">{t.library.all}</h2>
      <Filters items={library.items} filter={filter} onChange={setFilter} search={search} />
      <div className="spread">
        <p className="soft numbers" role="status">
          {t.library.shown(shown.length, library.total)}
        </p>
        <Selection
          chosen={chosen}
          onAll={() => setSelected(new Set(shown.map((item) => item.id)))}
          onNone={() => setSelected(new Set())}
        />
      </div>
      {shown.length === 0 && <p>{t.library.nothingFound}</p>}
      <Cards items={shown} selected={selected} onToggle={toggle} />
      {library.hasNextPage && (
        <p className="actions">
          <button type="button" disabled={library.isFetchingNextPage} onClick={() => library.fetchNextPage()}>
            {isNarrow(filter) ? t.library.loadAll : t.common.more}
          </button>
        </p>
      )}
    </section>
  );
}

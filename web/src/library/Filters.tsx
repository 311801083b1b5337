import type { RefObject } from "react";
import { type Filter, NO_PROJECT } from "../api/library";
import { type Item, KINDS, type Kind } from "../api/media";
import { useProjects } from "../api/projects";
import { emotionName } from "../parts/EmotionBars";
import { ProjectSelect } from "../projects/ProjectSelect";
import { t } from "../texts";

interface Props {
  /** All that is loaded. */
  items: readonly Item[];
  filter: Filter;
  onChange: (to: Filter) => void;
  search: RefObject<HTMLInputElement | null>;
}

const STATUSES = Object.entries(t.status);

export function Filters({ items, filter, onChange, search }: Props) {
  const { data: projects } = useProjects();
  return (
    <search className="filters">
      <label className="filter-words">
        <span className="hidden">{t.library.search}</span>
        <input
          ref={search}
          type="search"
          placeholder={t.library.search}
          value={filter.words}
          onChange={(event) => onChange({ ...filter, words: event.target.value })}
        />
      </label>
      <label>
        <span className="hidden">{t.library.type}</span>
        <select
          value={filter.kind}
          onChange={(event) => onChange({ ...filter, kind: event.target.value as Kind | "" })}
        >
          <option value="">{t.library.everyType}</option>
          {KINDS.map((kind) => (
            <option key={kind} value={kind}>
              {t.kindsMany[kind]}
            </option>
          ))}
        </select>
      </label>
      <label>
        <span className="hidden">{t.library.status}</span>
        <select
          value={filter.status}
          onChange={(event) => onChange({ ...filter, status: event.target.value })}
        >
          <option value="">{t.library.everyStatus}</option>
          {STATUSES.map(([status, name]) => (
            <option key={status} value={status}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <Leading
        items={items}
        value={filter.leading}
        onChange={(leading) => onChange({ ...filter, leading })}
      />
      {(projects?.length || filter.project) && (
        <ProjectSelect
          label={t.projects.one}
          quiet
          value={filter.project}
          onChange={(project) => onChange({ ...filter, project })}
          others={{ "": t.projects.every, [NO_PROJECT]: t.projects.none }}
        />
      )}
    </search>
  );
}

interface LeadingProps {
  items: readonly Item[];
  value: string;
  onChange: (to: string) => void;
}

/** The labels that lead in what is loaded: 8 of faces and voices, 28 of texts. */
function Leading({ items, value, onChange }: LeadingProps) {
  const found = new Set(items.map((item) => item.leading).filter(Boolean));
  if (value) found.add(value);
  const names = [...found].map((label) => ({ label, name: emotionName(label) }));
  names.sort((a, b) => a.name.localeCompare(b.name));
  if (names.length === 0) return null;
  return (
    <label>
      <span className="hidden">{t.library.leading}</span>
      <select value={value} onChange={(event) => onChange(event.target.value)}>
        <option value="">{t.library.everyLeading}</option>
        {names.map(({ label, name }) => (
          <option key={label} value={label}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { useIsAdmin } from "../api/account";
import {
  BANNED,
  LEGAL_BASES,
  type Project,
  type ProjectFields,
  PURPOSES,
  saveProject,
} from "../api/projects";
import { tell } from "../shell/toasts";
import { t } from "../texts";
import { basisName, purposeName } from "./names";

interface Props {
  /** The project to change, or null for a new one. */
  project: Project | null;
  onDone: (id: string) => void;
}

const BLANK: ProjectFields = {
  name: "",
  purpose: "research",
  legal_basis: "",
  description: "",
  justification: "",
};

/** The fields of a project. What the server refuses is told in its own words, where the choice was made. */
export function ProjectForm({ project, onDone }: Props) {
  const [fields, setFields] = useState<ProjectFields>(() => (project ? fieldsOf(project) : BLANK));
  const admin = useIsAdmin();
  const queries = useQueryClient();
  const save = useMutation({
    mutationFn: () => saveProject(project?.id ?? "", fields),
    meta: { toldInPlace: true },
    onSuccess: (saved) => {
      tell(t.common.saved);
      queries.invalidateQueries({ queryKey: ["projects"] });
      onDone(saved.id);
    },
  });
  const put = (change: Partial<ProjectFields>) => {
    save.reset();
    setFields({ ...fields, ...change });
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  return (
    <form className="stack" onSubmit={submit}>
      <label>
        {t.projects.name}
        <input
          required
          maxLength={200}
          value={fields.name}
          onChange={(event) => put({ name: event.target.value })}
        />
      </label>
      <label>
        {t.projects.purpose}
        <select value={fields.purpose} onChange={(event) => put({ purpose: event.target.value })}>
          {PURPOSES.map((one) => (
            <option key={one} value={one}>
              {BANNED.includes(one) ? t.projects.banned(purposeName(one)) : purposeName(one)}
            </option>
          ))}
        </select>
      </label>
      {admin && BANNED.includes(fields.purpose) && (
        <label>
          {t.projects.justification}
          <textarea
            rows={3}
            maxLength={5000}
            value={fields.justification}
            onChange={(event) => put({ justification: event.target.value })}
          />
          <small>{t.projects.justificationHelp}</small>
        </label>
      )}
      <label>
        {t.projects.basis}
        <select value={fields.legal_basis} onChange={(event) => put({ legal_basis: event.target.value })}>
          {LEGAL_BASES.map((one) => (
            <option key={one} value={one}>
              {basisName(one)}
            </option>
          ))}
        </select>
        <small>{t.projects.basisHelp}</small>
      </label>
      <label>
        {t.projects.notes}
        <textarea
          rows={3}
          maxLength={5000}
          value={fields.description}
          onChange={(event) => put({ description: event.target.value })}
        />
      </label>
      <div role="alert">{save.isError && <p className="notice bad wrap">{save.error.message}</p>}</div>
      <p className="actions end">
        <button type="submit" className="primary" disabled={save.isPending}>
          {project ? t.common.save : t.projects.make}
        </button>
      </p>
    </form>
  );
}

function fieldsOf({ name, purpose, legal_basis, description, justification }: Project): ProjectFields {
  return { name, purpose, legal_basis, description, justification };
}

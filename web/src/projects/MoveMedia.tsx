import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { assign, useProjects } from "../api/projects";
import { Dialog } from "../parts/Dialog";
import { tell } from "../shell/toasts";
import { t } from "../texts";
import { ProjectSelect } from "./ProjectSelect";

interface Props {
  open: boolean;
  onClose: () => void;
  ids: readonly string[];
}

/** No project's id: takes media out. */
const OUT = "-";

/** Puts the selected media into a project, or takes them out of theirs. */
export function MoveMedia({ open, onClose, ids }: Props) {
  return (
    <Dialog open={open} onClose={onClose} title={t.projects.moveTitle(ids.length)}>
      <Choice ids={ids} onDone={onClose} />
    </Dialog>
  );
}

function Choice({ ids, onDone }: { ids: readonly string[]; onDone: () => void }) {
  const { data: projects } = useProjects();
  const [chosen, setChosen] = useState("");
  const target = chosen || projects?.[0]?.id || "";
  const queries = useQueryClient();
  const move = useMutation({
    mutationFn: () => assign(target === OUT ? "" : target, ids),
    meta: { toldInPlace: true },
    onSuccess: () => {
      const name = projects?.find(({ id }) => id === target)?.name;
      tell(name === undefined ? t.projects.takenOut(ids.length) : t.projects.moved(ids.length, name));
      onDone();
    },
    onSettled: () => {
      queries.invalidateQueries({ queryKey: ["library"] });
      return queries.invalidateQueries({ queryKey: ["projects"] });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    move.mutate();
  };
  if (projects?.length === 0) {
    return (
      <p>
        {t.projects.noneYet} <Link to="/projects">{t.projects.make}</Link>
      </p>
    );
  }
  return (
    <form className="stack" onSubmit={submit}>
      <ProjectSelect
        label={t.projects.one}
        value={target}
        onChange={setChosen}
        others={{}}
        last={{ [OUT]: t.projects.none }}
      />
      <div role="alert">{move.isError && <p className="notice bad wrap">{move.error.message}</p>}</div>
      <p className="actions end">
        <button type="submit" className="primary" disabled={!target || move.isPending}>
          {t.projects.move}
        </button>
      </p>
    </form>
  );
}

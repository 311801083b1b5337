import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { deleteProject, type Project, useProjects } from "../api/projects";
import { date } from "../format";
import { Confirm, Dialog } from "../parts/Dialog";
import { Loading, Unavailable } from "../shell/Fallbacks";
import { tell } from "../shell/toasts";
import { usePageTitle } from "../shell/usePageTitle";
import { t } from "../texts";
import { basisName, purposeName } from "./names";
import { ProjectForm } from "./ProjectForm";

/** Projects: what media are processed for, and on which legal basis. */
export function ProjectsScreen() {
  usePageTitle(t.projects.title);
  const query = useProjects();
  const [edited, setEdited] = useState<Project | "new" | null>(null);
  const [doomed, setDoomed] = useState<Project | null>(null);
  const removal = useRemoval();
  return (
    <div className="stack">
      <div className="spread">
        <h1>{t.projects.title}</h1>
        <button type="button" className="primary" onClick={() => setEdited("new")}>
          {t.projects.make}
        </button>
      </div>
      <p className="soft">{t.projects.lead}</p>
      {query.isPending && <Loading />}
      {query.isError && <Unavailable error={query.error} onRetry={() => query.refetch()} />}
      {query.data?.length === 0 && (
        <div className="panel empty">
          <h2>{t.projects.emptyTitle}</h2>
          <p>{t.projects.empty}</p>
        </div>
      )}
      {query.data && query.data.length > 0 && (
        <ul className="projects">
          {query.data.map((project) => (
            <li key={project.id} className="panel stack tight">
              <Summary project={project} />
              <p className="actions">
                <button
                  type="button"
                  aria-label={`${t.common.edit}: ${project.name}`}
                  onClick={() => setEdited(project)}
                >
                  {t.common.edit}
                </button>
                <button
                  type="button"
                  aria-label={`${t.common.delete}: ${project.name}`}
                  onClick={() => setDoomed(project)}
                >
                  {t.common.delete}
                </button>
              </p>
            </li>
          ))}
        </ul>
      )}
      <Dialog
        open={edited !== null}
        onClose={() => setEdited(null)}
        title={edited === "new" ? t.projects.make : t.projects.change}
      >
        <ProjectForm project={edited === "new" ? null : edited} onDone={() => setEdited(null)} />
      </Dialog>
      <Confirm
        open={doomed !== null}
        onClose={() => setDoomed(null)}
        title={t.projects.deleteTitle(doomed?.name ?? "")}
        lead={t.projects.deleteLead}
        action={t.common.delete}
        onConfirm={() => doomed && removal.mutate(doomed.id)}
      />
    </div>
  );
}

function Summary({ project }: { project: Project }) {
  return (
    <>
      <h2 className="wrap">{project.name}</h2>
      <p>
        <Link to="/" search={{ project: project.id }}>
          {t.projects.media(project.media_count)}
        </Link>
      </p>
      <dl className="facts">
        <dt>{t.projects.purpose}</dt>
        <dd>{purposeName(project.purpose)}</dd>
        <dt>{t.projects.basis}</dt>
        <dd>{basisName(project.legal_basis ?? "")}</dd>
        {project.justification && (
          <>
            <dt>{t.projects.justification}</dt>
            <dd>{project.justification}</dd>
          </>
        )}
        <dt>{t.projects.made}</dt>
        <dd>{date(project.created_at)}</dd>
      </dl>
      {project.description && <p className="wrap">{project.description}</p>}
    </>
  );
}

function useRemoval() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: deleteProject,
    onSuccess: (done) => tell(done.message),
    onSettled: () => {
      queries.invalidateQueries({ queryKey: ["library"] });
      return queries.invalidateQueries({ queryKey: ["projects"] });
    },
  });
}

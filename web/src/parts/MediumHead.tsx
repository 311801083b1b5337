import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate } from "@tanstack/react-router";
import { type FormEvent, type ReactNode, useState } from "react";
import { answer, api, form } from "../api/client";
import { accessTo, type Kind } from "../api/media";
import { date } from "../format";
import { forget, useAgain } from "../library/useLibrary";
import { tell } from "../shell/toasts";
import { t } from "../texts";
import { Confirm, Dialog } from "./Dialog";
import { KindIcon } from "./KindIcon";

interface Head {
  id: string;
  title?: string | null;
  description?: string;
  created_at?: unknown;
  status: string;
  models?: Record<string, string>;
}

interface Props {
  kind: Kind;
  medium: Head;
  children: ReactNode;
}

const EDITABLE: readonly Kind[] = ["video", "audio", "image"];

export function MediumHead({ kind, medium, children }: Props) {
  const [open, setOpen] = useState<"" | "edit" | "delete" | "details">("");
  const close = () => setOpen("");
  const again = useAgain();
  const removal = useRemoval(kind, medium.id);
  return (
    <header className="medium-head">
      <p>
        <Link to="/">← {t.common.back}</Link>
      </p>
      <div className="spread">
        <h1 className="wrap medium-title">
          <KindIcon kind={kind} size={26} />
          {medium.title || t.common.untitled}
        </h1>
        <div className="actions">
          {children}
          {EDITABLE.includes(kind) && (
            <button type="button" onClick={() => setOpen("edit")}>
              {t.common.edit}
            </button>
          )}
          <button type="button" onClick={() => setOpen("details")}>
            {t.medium.details}
          </button>
          {medium.status === "completed" && (
            <button
              type="button"
              disabled={again.isPending}
              onClick={() => again.mutate({ kind, id: medium.id })}
            >
              {t.common.analyseAgain}
            </button>
          )}
          <button type="button" disabled={removal.isPending} onClick={() => setOpen("delete")}>
            {t.common.delete}
          </button>
        </div>
      </div>
      {medium.description && <p className="wrap soft">{medium.description}</p>}
      <Confirm
        open={open === "delete"}
        onClose={close}
        title={t.medium.deleteTitle}
        lead={t.library.confirm}
        action={t.common.delete}
        onConfirm={() => removal.mutate()}
      />
      <Dialog open={open === "edit"} onClose={close} title={t.medium.editTitle}>
        <EditForm kind={kind} medium={medium} onDone={close} />
      </Dialog>
      <Dialog open={open === "details"} onClose={close} title={t.medium.details}>
        <Details medium={medium} />
      </Dialog>
    </header>
  );
}

function useRemoval(kind: Kind, id: string) {
  const queries = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: () => accessTo(kind).remove(id),
    onSuccess: async () => {
      await navigate({ to: "/" });
      queries.removeQueries({ queryKey: ["medium", kind, id] });
      forget(queries, id);
      tell(t.common.deleted);
    },
  });
}

function EditForm({ kind, medium, onDone }: { kind: Kind; medium: Head; onDone: () => void }) {
  const queries = useQueryClient();
  const [title, setTitle] = useState(medium.title ?? "");
  const [description, setDescription] = useState(medium.description ?? "");
  const edit = useMutation({
    mutationFn: () => editMetadata(kind, medium.id, title, description),
    onSuccess: () => {
      queries.invalidateQueries();
      tell(t.common.saved);
      onDone();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    edit.mutate();
  };
  return (
    <form className="stack" onSubmit={submit}>
      <label>
        {t.common.title}
        <input
          required
          maxLength={kind === "image" ? 150 : 500}
          value={title}
          onChange={(event) => setTitle(event.target.value)}
        />
      </label>
      <label>
        {t.common.description}
        <textarea
          rows={4}
          maxLength={kind === "image" ? 300 : 20_000}
          value={description}
          onChange={(event) => setDescription(event.target.value)}
        />
      </label>
      <div className="actions end">
        <button type="button" onClick={onDone}>
          {t.common.cancel}
        </button>
        <button type="submit" className="primary" disabled={edit.isPending}>
          {t.common.save}
        </button>
      </div>
    </form>
  );
}

function editMetadata(kind: Kind, id: string, title: string, description: string): Promise<unknown> {
  const fields = { title, description };
  if (kind === "image") {
    return answer(
      api.PUT("/v1/images/{image_id}/metadata", {
        params: { path: { image_id: id } },
        ...form({ ...fields, image_url: "" }),
      }),
    );
  }
  if (kind === "audio") {
    return answer(
      api.PUT("/v1/audios/{audio_id}/metadata", { params: { path: { audio_id: id } }, ...form(fields) }),
    );
  }
  return answer(
    api.PUT("/v1/videos/{video_id}/metadata", { params: { path: { video_id: id } }, ...form(fields) }),
  );
}

function Details({ medium }: { medium: Head }) {
  return (
    <dl className="facts">
      <dt>{t.medium.created}</dt>
      <dd>{date(String(medium.created_at ?? ""))}</dd>
      <dt>{t.medium.id}</dt>
      <dd>
        <code className="wrap">{medium.id}</code>
      </dd>
      {Object.entries(medium.models ?? {}).map(([job, model]) => (
        <div key={job}>
          <dt>{job}</dt>
          <dd>
            <code>{model}</code>
          </dd>
        </div>
      ))}
    </dl>
  );
}

import type { Schemas } from "../api/client";
import { ago } from "../format";
import { t } from "../texts";
import type { Editing } from "./edits";

interface Props {
  history: Schemas["EditHistory"] | undefined;
  editing: Pick<Editing, "undo" | "redo">;
}

export function UndoRedo({ history, editing }: Props) {
  const busy = editing.undo.isPending || editing.redo.isPending;
  return (
    <>
      <button type="button" disabled={busy || !history?.can_undo} onClick={() => editing.undo.mutate({})}>
        ↶ {t.video.undo}
      </button>
      <button type="button" disabled={busy || !history?.can_redo} onClick={() => editing.redo.mutate({})}>
        ↷ {t.video.redo}
      </button>
    </>
  );
}

/** Everything that was corrected, newest first. */
export function Edits({ history, editing }: Props) {
  return (
    <div className="stack tight">
      <div className="actions">
        <UndoRedo history={history} editing={editing} />
      </div>
      {history?.edits.length === 0 && <p className="soft">{t.video.noEdits}</p>}
      <ol className="stack tight">
        {history?.edits.map((edit) => (
          <li key={edit.number} className="edit" data-status={edit.status}>
            <span className="wrap">{edit.summary}</span>
            <small>
              {[t.video.editStatus[edit.status], edit.reason, ago(edit.created_at)]
                .filter(Boolean)
                .join(" · ")}
            </small>
          </li>
        ))}
      </ol>
    </div>
  );
}

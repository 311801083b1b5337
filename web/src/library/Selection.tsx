import { useState } from "react";
import type { Item } from "../api/media";
import { Confirm } from "../parts/Dialog";
import { MoveMedia } from "../projects/MoveMedia";
import { t } from "../texts";
import { isUnderWay, useDeletion, useExport, useManyAgain } from "./useLibrary";

interface Props {
  chosen: readonly Item[];
  onAll: () => void;
  onNone: () => void;
}

/** What can be done with several media at once. */
export function Selection({ chosen, onAll, onNone }: Props) {
  const [asking, setAsking] = useState<"" | "delete" | "again" | "move">("");
  const close = () => setAsking("");
  const deletion = useDeletion(onNone);
  const exporting = useExport();
  const again = useManyAgain();
  const settled = chosen.filter((item) => !isUnderWay(item.status));
  return (
    <div className="actions">
      {chosen.length > 0 && (
        <>
          <span>{t.library.selected(chosen.length)}</span>
          <button
            type="button"
            className="danger"
            disabled={deletion.isPending}
            onClick={() => setAsking("delete")}
          >
            {t.library.deleteSelected}
          </button>
          <button type="button" disabled={exporting.isPending} onClick={() => exporting.mutate(chosen)}>
            {t.library.exportSelected}
          </button>
          <button type="button" onClick={() => setAsking("move")}>
            {t.projects.move}
          </button>
          <button
            type="button"
            disabled={again.isPending || settled.length === 0}
            onClick={() => setAsking("again")}
          >
            {t.library.againSelected}
          </button>
          <button type="button" onClick={onNone}>
            {t.library.clear}
          </button>
        </>
      )}
      <button type="button" onClick={onAll}>
        {t.library.selectAll}
      </button>
      <Confirm
        open={asking === "delete"}
        onClose={close}
        title={t.library.confirmTitle(chosen.length)}
        lead={t.library.confirm}
        action={t.common.delete}
        onConfirm={() => deletion.mutate(chosen)}
      />
      <Confirm
        open={asking === "again"}
        onClose={close}
        title={t.library.againTitle(settled.length)}
        lead={t.library.againLead}
        action={t.library.againSelected}
        harmless
        onConfirm={() => again.mutate(settled)}
      />
      <MoveMedia open={asking === "move"} onClose={close} ids={chosen.map(({ id }) => id)} />
    </div>
  );
}

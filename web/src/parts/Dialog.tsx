import { type ReactNode, useEffect, useId, useRef } from "react";
import { t } from "../texts";

interface Props {
  open: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
}

/** The browser's own modal dialog: it keeps the focus inside, closes on Escape, and gives the focus back. */
export function Dialog({ open, onClose, title, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const element = dialog.current;
    if (open && element && !element.open) element.showModal();
    if (!open && element?.open) element.close();
  }, [open]);
  return (
    <dialog ref={dialog} aria-labelledby={heading} onClose={onClose}>
      {open && (
        <div className="dialog-body">
          <header className="dialog-head">
            <h2 id={heading}>{title}</h2>
            <button type="button" className="quiet" aria-label={t.common.close} onClick={onClose}>
              ✕
            </button>
          </header>
          {children}
        </div>
      )}
    </dialog>
  );
}

interface ConfirmProps extends Omit<Props, "children"> {
  lead: string;
  action: string;
  /** Whether what is asked for destroys nothing. */
  harmless?: boolean;
  onConfirm: () => void;
}

/** Asks before what cannot be undone, or costs something. */
export function Confirm({ lead, action, harmless = false, onConfirm, ...dialog }: ConfirmProps) {
  return (
    <Dialog {...dialog}>
      <p>{lead}</p>
      <footer className="actions end">
        <button type="button" onClick={dialog.onClose}>
          {t.common.cancel}
        </button>
        <button
          type="button"
          className={harmless ? "primary" : "danger"}
          onClick={() => {
            dialog.onClose();
            onConfirm();
          }}
        >
          {action}
        </button>
      </footer>
    </Dialog>
  );
}

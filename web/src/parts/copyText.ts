import { complain, tell } from "../shell/toasts";
import { t } from "../texts";

/** Puts text on the clipboard and says so; browsers offer that on https and on this machine only. */
export async function copyText(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    tell(t.common.copied);
  } catch {
    complain(new Error(t.common.notCopied));
  }
}

import { useMutation, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { answer, api, form } from "../api/client";
import { tell } from "../shell/toasts";
import { t } from "../texts";

const CHARACTERS_AT_MOST = 1_000_000;

export function Rewrite({ id, words, onDone }: { id: string; words: string; onDone: () => void }) {
  const [text, setText] = useState(words);
  const queries = useQueryClient();
  const rewrite = useMutation({
    mutationFn: () =>
      answer(
        api.PUT("/v1/texts/{text_id}/emotions", {
          params: { path: { text_id: id } },
          ...form({ text, callback_url: "" }),
        }),
      ),
    onSuccess: () => {
      tell(t.common.queuedAgain);
      onDone();
      return queries.invalidateQueries();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    rewrite.mutate();
  };
  const tooLong = text.length > CHARACTERS_AT_MOST;
  return (
    <form className="stack" onSubmit={submit}>
      <textarea
        rows={14}
        required
        aria-label={t.text.edit}
        aria-invalid={tooLong}
        value={text}
        onChange={(event) => setText(event.target.value)}
      />
      {tooLong && <p className="notice bad">{t.text.tooLong(CHARACTERS_AT_MOST)}</p>}
      <div className="actions end">
        <button type="button" onClick={onDone}>
          {t.common.cancel}
        </button>
        <button type="submit" className="primary" disabled={rewrite.isPending || tooLong || !text.trim()}>
          {t.text.save}
        </button>
      </div>
    </form>
  );
}

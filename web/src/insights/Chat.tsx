import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useEffect, useRef, useState } from "react";
import { answer, api } from "../api/client";
import type { Kind } from "../api/media";
import { complain } from "../shell/toasts";
import { t } from "../texts";
import { CitedText } from "./CitedText";
import { ask } from "./stream";

interface Props {
  kind: Kind;
  id: string;
  /** Leads to a time that an answer cites, where the medium has times. */
  onSeek?: (ms: number) => void;
}

interface Running {
  question: string;
  text: string;
}

/** A conversation about a medium, answered from its figures. */
export function Chat({ kind, id, onSeek }: Props) {
  const { history, running, send, stop } = useConversation(kind, id);
  const [draft, setDraft] = useState("");
  const end = useRef<HTMLDivElement>(null);
  const messages = history.data?.messages ?? [];
  const length = running?.text.length ?? 0;
  useEffect(() => {
    if (messages.length + length > 0) end.current?.scrollIntoView({ block: "nearest" });
  }, [messages.length, length]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!draft.trim() || running) return;
    send(draft.trim());
    setDraft("");
  };
  return (
    <div className="chat">
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys */}
      <div className="chat-log" role="log" aria-label={t.chat.log} tabIndex={0}>
        {messages.length === 0 && !running && <p className="soft">{t.chat.empty}</p>}
        {messages.map((one) => (
          <Message key={one.message_id} mine={one.role === "user"} text={one.text} onSeek={onSeek} />
        ))}
        {running && (
          <>
            <Message mine text={running.question} onSeek={undefined} />
            <Message mine={false} text={running.text || "…"} onSeek={onSeek} />
          </>
        )}
        <div ref={end} />
      </div>
      {messages.length === 0 && !running && (
        <div className="actions">
          {t.chat.starters.map((question) => (
            <button key={question} type="button" onClick={() => send(question)}>
              {question}
            </button>
          ))}
        </div>
      )}
      <form className="chat-form" onSubmit={submit}>
        <input
          aria-label={t.chat.question}
          placeholder={t.chat.question}
          maxLength={10_000}
          value={draft}
          onChange={(event) => setDraft(event.target.value)}
        />
        {running ? (
          <button type="button" onClick={stop}>
            {t.chat.stop}
          </button>
        ) : (
          <button type="submit" className="primary" disabled={!draft.trim()}>
            {t.chat.send}
          </button>
        )}
      </form>
    </div>
  );
}

function Message({
  mine,
  text,
  onSeek,
}: {
  mine: boolean;
  text: string;
  onSeek: ((ms: number) => void) | undefined;
}) {
  return (
    <div className={mine ? "message mine" : "message"}>
      <span className="hidden">{mine ? t.chat.you : t.chat.analyst}: </span>
      <CitedText text={text} onSeek={mine ? undefined : onSeek} />
    </div>
  );
}

function useConversation(kind: Kind, id: string) {
  const queries = useQueryClient();
  const key = ["conversation", kind, id];
  const [running, setRunning] = useState<Running | null>(null);
  const abort = useRef<AbortController | null>(null);
  useEffect(() => () => abort.current?.abort(), []);
  const history = useQuery({
    queryKey: key,
    queryFn: () =>
      answer(
        api.GET("/v2/{media_type}/{media_id}/ai-insights", {
          params: { path: { media_type: kind, media_id: id } },
        }),
      ),
  });
  const send = async (question: string) => {
    const controller = new AbortController();
    abort.current = controller;
    let text = "";
    setRunning({ question, text });
    try {
      for await (const piece of ask(kind, id, question, controller.signal)) {
        text += piece;
        setRunning({ question, text });
      }
      await queries.invalidateQueries({ queryKey: key });
    } catch (error) {
      if (!controller.signal.aborted) complain(error);
    }
    setRunning(null);
  };
  return { history, running, send, stop: () => abort.current?.abort() };
}

import { type FormEvent, useEffect, useState } from "react";
import type { Schemas } from "../api/client";
import { clock } from "../format";
import { t } from "../texts";
import type { Editing } from "./edits";
import type { Frames } from "./frames";
import { usePlayback, usePlayhead } from "./playback";

interface Props {
  video: Schemas["VideoResponse"];
  frames: Frames;
  editing: Editing;
  history: Schemas["EditHistory"] | undefined;
}

interface Kept {
  frame: number;
  face: number;
  note: string;
}

export function Notes({ video, frames, editing, history }: Props) {
  const playback = usePlayback();
  usePlayhead(250);
  const frame = frames.at(playback.ms)?.frame ?? Math.round((playback.ms * video.fps) / 1000);
  const notes = notesIn(history?.edits ?? []);
  const timeOf = (number: number) => (number * 1000) / video.fps;
  return (
    <div className="stack">
      <Editor
        frame={frame}
        kept={notes.find((one) => one.frame === frame && one.face === 0)?.note ?? ""}
        time={clock(timeOf(frame), true)}
        editing={editing}
      />
      {notes.length === 0 && <p className="soft">{t.video.noNotes}</p>}
      <ul className="stack tight">
        {notes.map((one) => (
          <li key={`${one.frame}-${one.face}`} className="note-line">
            <button
              type="button"
              aria-label={t.video.seek(clock(timeOf(one.frame), true))}
              onClick={() => playback.seek(timeOf(one.frame + 0.5))}
            >
              {clock(timeOf(one.frame), true)}
            </button>
            <span className="wrap">
              {one.face > 0 && <strong>{t.video.unnamed(one.face)}: </strong>}
              {one.note}
            </span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function Editor({
  frame,
  kept,
  time,
  editing,
}: {
  frame: number;
  kept: string;
  time: string;
  editing: Editing;
}) {
  const playback = usePlayback();
  // The frame a draft was begun on keeps it, wherever the playhead goes.
  const [draft, setDraft] = useState<{ frame: number; time: string; text: string } | null>(null);
  useEffect(() => {
    if (draft) playback.pause();
  }, [draft, playback]);
  const at = draft ?? { frame, time, text: kept };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    editing.note.mutate({ frame: at.frame, face: 0, note: at.text }, { onSuccess: () => setDraft(null) });
  };
  return (
    <form className="note" onSubmit={submit}>
      <label className="note-label">
        {t.video.noteAt(at.time)}
        <textarea
          rows={3}
          maxLength={5000}
          value={at.text}
          onChange={(event) => setDraft({ frame: at.frame, time: at.time, text: event.target.value })}
        />
      </label>
      {draft && (
        <div className="actions">
          <button type="submit" className="primary" disabled={editing.note.isPending}>
            {t.common.save}
          </button>
          <button type="button" onClick={() => setDraft(null)}>
            {t.common.cancel}
          </button>
        </div>
      )}
    </form>
  );
}

/** The notes in effect: for each place the newest, unless that one is empty. */
export function notesIn(edits: readonly Schemas["EditItem"][]): Kept[] {
  const newest = new Map<string, Kept>();
  for (const { kind, status, details } of edits) {
    if (kind !== "note" || status !== "applied") continue;
    const place = `${details.frame}/${details.face_id}`;
    if (!newest.has(place)) {
      newest.set(place, {
        frame: Number(details.frame),
        face: Number(details.face_id ?? 0),
        note: String(details.text ?? ""),
      });
    }
  }
  return [...newest.values()].filter((one) => one.note.trim()).sort((a, b) => a.frame - b.frame);
}

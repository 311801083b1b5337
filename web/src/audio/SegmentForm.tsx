import { type FormEvent, useState } from "react";
import { t } from "../texts/en";
import type { AudioEditing } from "./edits";
import type { Segment } from "./segments";

interface Props {
  segment: Segment;
  speakers: readonly { id: number; name: string }[];
  editing: AudioEditing;
  onDone: () => void;
}

export function SegmentForm({ segment, speakers, editing, onDone }: Props) {
  const [text, setText] = useState(segment.text);
  const [speakerId, setSpeaker] = useState(segment.speakerId);
  const next = Math.max(-1, ...speakers.map((one) => one.id)) + 1;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    editing.correct.mutate({ ...segment, text, speakerId }, { onSuccess: onDone });
  };
  return (
    <form className="stack tight" onSubmit={submit}>
      <textarea
        // biome-ignore lint/a11y/noAutofocus: it takes the place of the button that was just pressed
        autoFocus
        rows={3}
        maxLength={10_000}
        aria-label={t.audio.segmentText}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => event.key === "Escape" && onDone()}
      />
      <label>
        {t.audio.segmentSpeaker}
        <select value={speakerId} onChange={(event) => setSpeaker(Number(event.target.value))}>
          {speakers.map((one) => (
            <option key={one.id} value={one.id}>
              {one.name}
            </option>
          ))}
          <option value={next}>{t.audio.newSpeaker}</option>
        </select>
      </label>
      <div className="actions">
        <button type="submit" className="primary" disabled={editing.correct.isPending}>
          {t.common.save}
        </button>
        <button type="button" onClick={onDone}>
          {t.common.cancel}
        </button>
        <button
          type="button"
          disabled={editing.remove.isPending}
          onClick={() => editing.remove.mutate(segment.index, { onSuccess: onDone })}
        >
          {t.audio.deleteSegment}
        </button>
      </div>
    </form>
  );
}

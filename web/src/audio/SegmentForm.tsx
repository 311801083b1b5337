import { type FormEvent, useState } from "react";
import { TimeField } from "../parts/TimeField";
import { t } from "../texts";
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
  const [startS, setStart] = useState(String(segment.startMs / 1000));
  const [endS, setEnd] = useState(String(segment.endMs / 1000));
  const next = Math.max(-1, ...speakers.map((one) => one.id)) + 1;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const [startMs, endMs] = [Math.round(Number(startS) * 1000), Math.round(Number(endS) * 1000)];
    editing.correct.mutate({ text, speakerId, startMs, endMs, was: segment }, { onSuccess: onDone });
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
      <div className="edges">
        <Time label={t.audio.begins} value={startS} onChange={setStart} />
        <Time label={t.audio.ends} value={endS} onChange={setEnd} />
      </div>
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

interface TimeProps {
  label: string;
  value: string;
  onChange: (to: string) => void;
}

/** A time in seconds, typed or taken from the playhead: what dragging an edge does, without dragging. */
function Time({ label, value, onChange }: TimeProps) {
  return (
    <TimeField
      label={label}
      here={t.audio.toPlayhead}
      step="any"
      required
      value={value}
      onType={onChange}
      onHere={(ms) => onChange(String(Math.round(ms) / 1000))}
    />
  );
}

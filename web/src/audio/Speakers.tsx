import { type FormEvent, useState } from "react";
import type { Schemas } from "../api/client";
import { leadingOf } from "../api/media";
import { capital, span } from "../format";
import { EmotionBars } from "../parts/EmotionBars";
import { t } from "../texts";
import type { AudioEditing } from "./edits";

interface Props {
  speakers: readonly Schemas["Speaker"][];
  editing: AudioEditing;
}

/** Whose voices are heard: their names, how long they speak, and what is heard in them. */
export function Speakers({ speakers, editing }: Props) {
  if (speakers.length === 0) return <p>{t.audio.noSpeech}</p>;
  return (
    <ul className="stack tight">
      {speakers.map((speaker) => (
        <li key={speaker.speaker_id} className="person">
          <Name speaker={speaker} editing={editing} />
          <p className="soft">
            {t.audio.talkTime(span(speaker.speaking_ms))} · {t.audio.segments(speaker.segment_count)}
            {speaker.text_emotions && ` · ${t.audio.words}: ${capital(leadingOf(speaker.text_emotions))}`}
          </p>
          {speaker.emotions && (
            <EmotionBars scores={speaker.emotions} top={3} label={`${t.audio.voice}: ${speaker.name}`} />
          )}
          {speakers.length > 1 && <Merge speaker={speaker} speakers={speakers} editing={editing} />}
        </li>
      ))}
    </ul>
  );
}

interface RowProps {
  speaker: Schemas["Speaker"];
  editing: AudioEditing;
}

function Name({ speaker, editing }: RowProps) {
  const [draft, setDraft] = useState<string | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const name = draft?.trim();
    if (name && name !== speaker.name) editing.rename.mutate({ speaker: speaker.speaker_id, name });
    setDraft(null);
  };
  if (draft === null) {
    return (
      <p className="person-name">
        <strong className="wrap">{speaker.name}</strong>
        <button
          type="button"
          className="quiet"
          aria-label={`${t.video.rename}: ${speaker.name}`}
          onClick={() => setDraft(speaker.named ? speaker.name : "")}
        >
          ✎
        </button>
      </p>
    );
  }
  return (
    <form className="person-name" onSubmit={submit}>
      <input
        // biome-ignore lint/a11y/noAutofocus: it takes the place of the button that was just pressed
        autoFocus
        maxLength={200}
        aria-label={t.video.renameLabel(speaker.name)}
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
        onKeyDown={(event) => event.key === "Escape" && setDraft(null)}
      />
      <button type="submit">{t.common.save}</button>
    </form>
  );
}

function Merge({ speaker, speakers, editing }: RowProps & { speakers: readonly Schemas["Speaker"][] }) {
  const others = speakers.filter((one) => one.speaker_id !== speaker.speaker_id);
  const merge = (id: string) => {
    if (id) editing.merge.mutate({ into: Number(id), others: [speaker.speaker_id] });
  };
  return (
    <select
      className="narrow"
      aria-label={t.audio.sameAs(speaker.name)}
      value=""
      disabled={editing.merge.isPending}
      onChange={(event) => merge(event.target.value)}
    >
      <option value="">{t.audio.sameAs(speaker.name)}</option>
      {others.map((one) => (
        <option key={one.speaker_id} value={one.speaker_id}>
          {one.name}
        </option>
      ))}
    </select>
  );
}

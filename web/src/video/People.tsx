import { type DragEvent, type FormEvent, useState } from "react";
import type { Schemas } from "../api/client";
import { percent, span } from "../format";
import { Confirm } from "../parts/Dialog";
import { EmotionBars } from "../parts/EmotionBars";
import { t } from "../texts";
import type { Editing } from "./edits";
import { Personality } from "./Personality";
import { usePlayback } from "./playback";

type Face = Schemas["Faces"];

const DRAGGED = "application/x-emoscope-face";

interface Props {
  video: Schemas["VideoResponse"];
  editing: Editing;
  edition: number;
  followed: number | null;
  onFollow: (face: number | null) => void;
}

export function nameOf(face: { face_id: number; name?: string | null }): string {
  return face.name || t.video.unnamed(face.face_id);
}

/** Who was seen: follow, name, merge, split and delete. */
export function People({ video, editing, edition, followed, onFollow }: Props) {
  const [selected, setSelected] = useState<readonly number[]>([]);
  const [doomed, setDoomed] = useState<Face | null>(null);
  const faces = video.faces?.faces ?? [];
  if (faces.length === 0) return <p>{t.video.noFaces}</p>;
  const chosen = selected.filter((id) => faces.some((face) => face.face_id === id));
  const into = faces.find((face) => face.face_id === chosen[0]);
  const merge = (target: number, others: readonly number[]) => {
    editing.merge.mutate({ into: target, faces: others }, { onSuccess: () => setSelected([]) });
  };
  const toggle = (id: number) =>
    setSelected(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
  return (
    <div className="stack tight">
      {faces.length > 1 && (
        <div className="stack tight">
          <p className="soft">{t.video.mergeHelp}</p>
          {into && chosen.length > 1 && (
            <button
              type="button"
              disabled={editing.merge.isPending}
              onClick={() => merge(into.face_id, chosen.slice(1))}
            >
              {t.video.mergeInto(nameOf(into))}
            </button>
          )}
        </div>
      )}
      <ul className="stack tight">
        {faces.map((face) => (
          <Person
            key={face.face_id}
            face={face}
            video={video}
            editing={editing}
            edition={edition}
            alone={faces.length === 1}
            selected={chosen.includes(face.face_id)}
            followed={face.face_id === followed}
            onSelect={() => toggle(face.face_id)}
            onFollow={() => onFollow(face.face_id === followed ? null : face.face_id)}
            onDelete={() => setDoomed(face)}
            onMerge={(other) => merge(face.face_id, [other])}
          />
        ))}
      </ul>
      <Confirm
        open={doomed !== null}
        onClose={() => setDoomed(null)}
        title={doomed ? t.video.deleteTitle(nameOf(doomed)) : ""}
        lead={t.video.deleteLead}
        action={t.common.delete}
        onConfirm={() => doomed && editing.remove.mutate([doomed.face_id])}
      />
    </div>
  );
}

interface PersonProps {
  face: Face;
  video: Schemas["VideoResponse"];
  editing: Editing;
  edition: number;
  alone: boolean;
  selected: boolean;
  followed: boolean;
  onSelect: () => void;
  onFollow: () => void;
  onDelete: () => void;
  onMerge: (other: number) => void;
}

function Person(props: PersonProps) {
  const { face, video, alone, selected, followed } = props;
  const [over, setOver] = useState(false);
  const drag = {
    draggable: !alone,
    onDragStart: (event: DragEvent) => event.dataTransfer.setData(DRAGGED, String(face.face_id)),
    onDragOver: (event: DragEvent) => {
      if (!event.dataTransfer.types.includes(DRAGGED)) return;
      event.preventDefault();
      setOver(true);
    },
    onDragLeave: () => setOver(false),
    onDrop: (event: DragEvent) => {
      event.preventDefault();
      setOver(false);
      const other = Number(event.dataTransfer.getData(DRAGGED));
      if (other && other !== face.face_id) props.onMerge(other);
    },
  };
  const name = nameOf(face);
  return (
    <li className="person" data-chosen={followed || over} {...drag}>
      <div className="person-head">
        {!alone && (
          <input
            type="checkbox"
            checked={selected}
            aria-label={t.video.selectPerson(name)}
            onChange={props.onSelect}
          />
        )}
        <button
          type="button"
          className="person-face"
          aria-pressed={followed}
          aria-label={`${t.video.follow}: ${name}`}
          onClick={props.onFollow}
        >
          <img src={face.image} alt="" draggable={false} />
        </button>
        <div className="person-words">
          <Name face={face} editing={props.editing} />
          <p className="soft">
            {t.video.screenTime(span(face.screen_time_ms))}
            {face.uncertain_share >= 0.1 && `, ${t.video.uncertain(percent(face.uncertain_share))}`}
          </p>
        </div>
      </div>
      {face.emotions && <EmotionBars scores={face.emotions} top={3} label={name} />}
      <Personality video_id={video.id} face_id={face.face_id} edition={props.edition} />
      <PersonActions
        face={face}
        video={video}
        editing={props.editing}
        alone={alone}
        onDelete={props.onDelete}
      />
    </li>
  );
}

function Name({ face, editing }: { face: Face; editing: Editing }) {
  const [draft, setDraft] = useState<string | null>(null);
  const name = nameOf(face);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const given = draft?.trim();
    if (given && given !== face.name) editing.rename.mutate({ face: face.face_id, name: given });
    setDraft(null);
  };
  if (draft === null) {
    return (
      <p className="person-name">
        <strong className="wrap">{name}</strong>
        <button
          type="button"
          className="quiet"
          aria-label={`${t.video.rename}: ${name}`}
          onClick={() => setDraft(face.name ?? "")}
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
        aria-label={t.video.renameLabel(name)}
        value={draft}
        onChange={(event) => setDraft(event.target.value)}
        onKeyDown={(event) => event.key === "Escape" && setDraft(null)}
      />
      <button type="submit">{t.common.save}</button>
    </form>
  );
}

type ActionProps = Pick<PersonProps, "face" | "video" | "editing" | "alone" | "onDelete">;

function PersonActions({ face, video, editing, alone, onDelete }: ActionProps) {
  const playback = usePlayback();
  const name = nameOf(face);
  const split = () => {
    const first = Math.round((playback.ms * video.fps) / 1000);
    editing.split.mutate({ face: face.face_id, first, last: video.total_frames_count - 1 });
  };
  return (
    <div className="actions person-actions">
      <button
        type="button"
        title={t.video.jump(name)}
        onClick={() => playback.seek(((face.first_frame + 0.5) * 1000) / video.fps)}
      >
        ⇤ {t.video.first}
        <span className="hidden">: {name}</span>
      </button>
      <button
        type="button"
        title={t.video.splitHelp(name)}
        disabled={editing.split.isPending}
        onClick={split}
      >
        {t.video.split}
        <span className="hidden">: {name}</span>
      </button>
      {!alone && (
        <button type="button" aria-label={`${t.video.deletePerson}: ${name}`} onClick={onDelete}>
          {t.video.deletePerson}
        </button>
      )}
    </div>
  );
}

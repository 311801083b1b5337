import { useEffect, useReducer } from "react";
import { affectNumber, percent } from "../format";
import { EMOTIONS, type Scores } from "../palette";
import { AffectPlane } from "../parts/AffectPlane";
import { EmotionBars, EmotionName } from "../parts/EmotionBars";
import { Wheel } from "../parts/Wheel";
import { t } from "../texts";
import type { Editing } from "./edits";
import type { Face, Frames } from "./frames";
import { nameOf } from "./People";
import { usePlayback, usePlayhead } from "./playback";

const TRAIL_MS = 2000;
const TRAIL_STEP_MS = 100;

interface Props {
  frames: Frames;
  followed: number | null;
  editing: Editing;
}

/** What is shown at the playhead: of the person who is followed, else of everybody in the frame. */
export function Now({ frames, followed, editing }: Props) {
  const playback = usePlayback();
  usePlayhead(80);
  const [, again] = useReducer((count: number) => count + 1, 0);
  useEffect(() => frames.subscribe(again), [frames]);
  const frame = frames.at(playback.ms);
  const everybody = frame?.faces ?? [];
  const subject = everybody.filter((face) => followed === null || face.face_id === followed);
  const scores = meanOf(subject);
  const points = everybody.map((face) => ({
    id: face.face_id,
    name: nameOf(face),
    valence: face.valence,
    arousal: face.arousal,
    followed: followed === null || face.face_id === followed,
  }));
  const who = followed === null ? t.video.followNone : nameOf(subject[0] ?? { face_id: followed });
  return (
    <div className="stack tight">
      <h2>{who}</h2>
      {frame && subject.length === 0 && <p className="soft">{t.video.nobodyNow}</p>}
      <Wheel scores={scores} />
      <EmotionBars scores={scores ?? {}} label={who} />
      {frame && subject.length === 1 && subject[0] && (
        <Label frame={frame.frame} face={subject[0]} editing={editing} />
      )}
      <AffectPlane points={points} trail={trailOf(frames, playback.ms, followed ?? everybody[0]?.face_id)} />
      {subject.length === 1 && subject[0] && (
        <p className="soft numbers">
          {t.affect.valence} {affectNumber(subject[0].valence)} · {t.affect.arousal}{" "}
          {affectNumber(subject[0].arousal)} · {t.affect.intensity} {percent(subject[0].intensity)}
          {subject[0].uncertain && ` · ${t.image.uncertain}`}
        </p>
      )}
    </div>
  );
}

/** Says by hand what a face shows in this very frame; means and curves follow. */
function Label({ frame, face, editing }: { frame: number; face: Face; editing: Editing }) {
  return (
    <details>
      <summary>{t.video.label}</summary>
      <div className="curves">
        {EMOTIONS.map((emotion) => (
          <button
            key={emotion}
            type="button"
            aria-pressed={face.dominant_emotion === emotion}
            disabled={editing.label.isPending}
            onClick={() => editing.label.mutate({ frame, face: face.face_id, emotion })}
          >
            <EmotionName name={emotion} />
          </button>
        ))}
      </div>
    </details>
  );
}

function meanOf(faces: readonly Face[]): Scores | null {
  if (faces.length === 0) return null;
  const mean = (name: (typeof EMOTIONS)[number]) =>
    faces.reduce((sum, face) => sum + face.emotions[name], 0) / faces.length;
  return Object.fromEntries(EMOTIONS.map((name) => [name, mean(name)])) as Scores;
}

function trailOf(frames: Frames, ms: number, face: number | undefined): [number, number][] {
  const trail: [number, number][] = [];
  for (let at = Math.max(0, ms - TRAIL_MS); at <= ms; at += TRAIL_STEP_MS) {
    const found = frames.at(at)?.faces.find((one) => one.face_id === face);
    if (found) trail.push([found.valence, found.arousal]);
  }
  return trail;
}

import { Link } from "@tanstack/react-router";
import { Transcript } from "../audio/Transcript";
import type { Sound } from "../audio/useSoundOf";
import { t } from "../texts";
import { UndoRedo } from "./Edits";

/** What is said in a video, beside the picture. */
export function VideoTranscript({ sound: { audio, segments, editing, history } }: { sound: Sound }) {
  if (!audio || segments.length === 0) return <p>{t.video.noTranscript}</p>;
  const speakers = (audio.speakers ?? []).map((one) => ({ id: one.speaker_id, name: one.name }));
  return (
    <div className="stack tight">
      <div className="actions">
        <UndoRedo history={history} editing={editing} />
        <Link className="button" to="/audios/$id" params={{ id: audio.id }}>
          {t.audio.open}
        </Link>
      </div>
      <Transcript segments={segments} speakers={speakers} editing={editing} />
    </div>
  );
}

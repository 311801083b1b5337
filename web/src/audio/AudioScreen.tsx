import { Link, useParams } from "@tanstack/react-router";
import { useEffect, useMemo, useRef, useState } from "react";
import type { Schemas } from "../api/client";
import { getAudio, leadingOf } from "../api/media";
import { span } from "../format";
import { Chat } from "../insights/Chat";
import { Downloads } from "../parts/Downloads";
import { EmotionBars } from "../parts/EmotionBars";
import { Gate } from "../parts/Gate";
import { Tabs } from "../parts/Tabs";
import { useMedium } from "../parts/useMedium";
import { LabelBars } from "../text/LabelBars";
import { t } from "../texts";
import { Edits, UndoRedo } from "../video/Edits";
import { Playback, PlaybackProvider } from "../video/playback";
import { type Heard, Timeline } from "../video/Timeline";
import { AudioControls } from "./AudioControls";
import { useAudioEditing, useAudioEdits } from "./edits";
import { Speakers } from "./Speakers";
import { segmentsOf } from "./segments";
import { Transcript } from "./Transcript";
import { useAudioKeys } from "./useAudioKeys";
import { useHeard } from "./useHeard";

type Audio = Schemas["Audio"];

export function isPending(audio: Audio): boolean {
  return audio.segment_audio_emotions?.some((one) => one.scores_pending) ?? false;
}

export function AudioScreen() {
  const { id } = useParams({ from: "/audios/$id" });
  const query = useMedium("audio", id, getAudio, isPending);
  return (
    <Gate
      kind="audio"
      query={query}
      tools={(audio) => (
        <>
          {audio.parent_id && (
            <Link className="button" to="/videos/$id" params={{ id: audio.parent_id }}>
              {t.audio.ofVideo}
            </Link>
          )}
          <Downloads kind="audio" id={id} title={audio.title ?? ""} />
        </>
      )}
    >
      {(audio) => <Studio key={audio.id} audio={audio} />}
    </Gate>
  );
}

function Studio({ audio }: { audio: Audio }) {
  const playback = useMemo(() => new Playback(audio.audio_duration), [audio.audio_duration]);
  return (
    <PlaybackProvider value={playback}>
      <Workbench audio={audio} playback={playback} />
    </PlaybackProvider>
  );
}

/** How far an arrow key moves the edge of a segment; with pictures it is a frame. */
const STEP_MS = 10;

const SIDES = ["speakers", "whole", "chat", "edits"] as const;

function Workbench({ audio, playback }: { audio: Audio; playback: Playback }) {
  const [side, setSide] = useState<(typeof SIDES)[number]>("speakers");
  const edits = useAudioEdits(audio.id);
  const editing = useAudioEditing(audio.id);
  const segments = useMemo(() => segmentsOf(audio), [audio]);
  const heard = useHeard(audio, segments, editing, STEP_MS);
  useAudioKeys({
    segments,
    onUndo: () => edits.data?.can_undo && editing.undo.mutate({}),
    onRedo: () => edits.data?.can_redo && editing.redo.mutate({}),
  });
  const speakers = (audio.speakers ?? []).map((one) => ({ id: one.speaker_id, name: one.name }));
  const names = {
    speakers: t.audio.speakers,
    whole: t.audio.whole,
    chat: t.chat.title,
    edits: t.video.edits,
  };
  const history = <UndoRedo history={edits.data} editing={editing} />;
  return (
    <div className="studio">
      <div className="stack studio-main">
        <section className="panel stack tight" aria-label={t.audio.player}>
          <Sound url={audio.url} playback={playback} />
          <AudioControls />
          <Lanes heard={heard} />
        </section>
        <section className="panel stack tight">
          <div className="spread">
            <h2>{t.video.transcript}</h2>
            <div className="actions">{history}</div>
          </div>
          <Transcript segments={segments} speakers={speakers} editing={editing} />
        </section>
      </div>
      <aside className="panel studio-side" aria-label={t.medium.details}>
        <Tabs
          label={t.medium.details}
          tabs={SIDES.map((name) => ({ name, title: names[name] }))}
          chosen={side}
          onChoose={setSide}
        >
          {side === "speakers" && <Speakers speakers={audio.speakers ?? []} editing={editing} />}
          {side === "whole" && <Whole audio={audio} />}
          {side === "chat" && <Chat kind="audio" id={audio.id} onSeek={(ms) => playback.seek(ms)} />}
          {side === "edits" && <Edits history={edits.data} editing={editing} />}
        </Tabs>
      </aside>
    </div>
  );
}

const NOBODY = [] as const;

function Lanes({ heard }: { heard: Heard }) {
  return (
    <Timeline
      id=""
      edition={0}
      people={NOBODY}
      heard={heard}
      emotions={NOBODY}
      smoothMs={0}
      followed={null}
      onFollow={() => undefined}
    />
  );
}

function Sound({ url, playback }: { url: string; playback: Playback }) {
  const element = useRef<HTMLAudioElement>(null);
  const [source] = useState(url);
  useEffect(() => (element.current ? playback.attach(element.current) : undefined), [playback]);
  // biome-ignore lint/a11y/useMediaCaption: the transcript below follows it
  return <audio ref={element} src={source} preload="auto" />;
}

/** What is heard and said over the whole length. */
function Whole({ audio }: { audio: Audio }) {
  const { summary } = audio;
  return (
    <div className="stack">
      {summary && (
        <p className="soft">
          {t.library.voices(summary.speaker_count)} · {t.audio.speech(span(summary.speech_ms))} ·{" "}
          {t.library.words_(summary.word_count)}
        </p>
      )}
      {audio.average_audio_emotions && (
        <section className="stack tight">
          <h2>{t.audio.voice}</h2>
          <EmotionBars scores={audio.average_audio_emotions} label={t.audio.voice} />
        </section>
      )}
      {leadingOf(audio.average_text_emotions) && (
        <section className="stack tight">
          <h2>{t.audio.words}</h2>
          <LabelBars scores={audio.average_text_emotions ?? {}} top={8} />
        </section>
      )}
      {Object.entries(audio.notes ?? {}).map(([code, note]) => (
        <p key={code} className="notice">
          {note}
        </p>
      ))}
      <p className="soft">{t.caution}</p>
    </div>
  );
}

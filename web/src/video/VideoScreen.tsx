import { useParams } from "@tanstack/react-router";
import { useEffect, useMemo, useState } from "react";
import type { Schemas } from "../api/client";
import { getVideo } from "../api/media";
import { useHeard } from "../audio/useHeard";
import { type Sound, useSoundOf } from "../audio/useSoundOf";
import { Highlights } from "../highlights/Highlights";
import { type Reel, useReel } from "../highlights/useReel";
import { Chat } from "../insights/Chat";
import { EMOTIONS, type Emotion } from "../palette";
import { Downloads } from "../parts/Downloads";
import { Gate } from "../parts/Gate";
import { Tabs } from "../parts/Tabs";
import { useMedium } from "../parts/useMedium";
import { t } from "../texts";
import { CurvePicker } from "./CurvePicker";
import { Edits, UndoRedo } from "./Edits";
import { type Editing, useEditing, useEdits } from "./edits";
import { Frames, framesOf } from "./frames";
import { Notes } from "./Notes";
import { Now } from "./Now";
import { nameOf, People } from "./People";
import { Player } from "./Player";
import { Playback, PlaybackProvider, usePlayback } from "./playback";
import { Timeline } from "./Timeline";
import { useVideoKeys } from "./useVideoKeys";
import { VideoTranscript } from "./VideoTranscript";
import { Voices } from "./Voices";

type Video = Schemas["VideoResponse"];

export function VideoScreen() {
  const { id } = useParams({ from: "/videos/$id" });
  const query = useMedium("video", id, getVideo);
  return (
    <Gate
      kind="video"
      query={query}
      tools={(video) => <Downloads kind="video" id={id} title={video.title ?? ""} />}
    >
      {(video) => <Studio key={video.id} video={video} />}
    </Gate>
  );
}

function Studio({ video }: { video: Video }) {
  const playback = useMemo(() => new Playback(video.duration), [video.duration]);
  return (
    <PlaybackProvider value={playback}>
      <Workbench video={video} />
    </PlaybackProvider>
  );
}

function Workbench({ video }: { video: Video }) {
  const edits = useEdits(video.id);
  const editing = useEditing(video.id);
  const edition = edits.data?.count ?? 0;
  const [smoothMs, setSmoothMs] = useState(0);
  const [overlay, setOverlay] = useState(true);
  const [followed, setFollowed] = useState<number | null>(null);
  const [emotions, setEmotions] = useState<readonly Emotion[]>(() => tellingOf(video));
  const frames = useFrames(video, smoothMs, edition);
  const people = useMemo(
    () =>
      (video.faces?.faces ?? []).map((face) => ({ id: face.face_id, name: nameOf(face), image: face.image })),
    [video.faces],
  );
  useEffect(() => {
    if (followed !== null && !people.some((person) => person.id === followed)) setFollowed(null);
  }, [people, followed]);
  const sound = useSoundOf(video.audio_id);
  const heard = useHeard(sound.audio, sound.segments, sound.editing, 1000 / video.fps);
  const reel = useReel(video.id);
  useVideoKeys({
    frames,
    segments: sound.segments,
    onOverlay: () => setOverlay((on) => !on),
    onUndo: () => edits.data?.can_undo && editing.undo.mutate({}),
    onRedo: () => edits.data?.can_redo && editing.redo.mutate({}),
    onPerson: (place) => setFollowed(people[place]?.id ?? null),
  });
  return (
    <div className="studio">
      <div className="stack studio-main">
        <Player
          video={video}
          frames={frames}
          overlay={overlay}
          onOverlay={setOverlay}
          followed={followed}
          onFollow={setFollowed}
        />
        <div className="panel stack tight">
          <CurvePicker chosen={emotions} onChoose={setEmotions} smoothMs={smoothMs} onSmooth={setSmoothMs} />
          <Timeline
            id={video.id}
            edition={edition}
            people={people}
            heard={heard}
            emotions={emotions}
            smoothMs={smoothMs}
            reel={reel}
            followed={followed}
            onFollow={setFollowed}
          />
        </div>
        <p className="soft">{t.caution}</p>
      </div>
      <Side
        video={video}
        frames={frames}
        editing={editing}
        sound={sound}
        reel={reel}
        history={edits.data}
        followed={followed}
        onFollow={setFollowed}
      />
    </div>
  );
}

/** A new set of frames for each edition: edits change what is in them. */
function useFrames(video: Video, smoothMs: number, edition: number): Frames {
  // biome-ignore lint/correctness/useExhaustiveDependencies: an edit changes frames under the same address
  return useMemo(
    () => new Frames(video.fps, video.total_frames_count, framesOf(video.id, smoothMs)),
    [video.id, video.fps, video.total_frames_count, smoothMs, edition],
  );
}

/** The emotions worth a curve at first: those that somebody shows on average, at least two. */
function tellingOf(video: Video): Emotion[] {
  const most = (name: Emotion) =>
    Math.max(0, ...(video.faces?.faces ?? []).map((face) => face.emotions?.[name] ?? 0));
  const sorted = [...EMOTIONS].sort((a, b) => most(b) - most(a));
  return sorted.filter((name, index) => index < 2 || (index < 5 && most(name) >= 0.03));
}

const SIDES = ["now", "people", "transcript", "chat", "highlights", "notes", "edits"] as const;
const TITLES = { ...t.video, chat: t.chat.title, highlights: t.highlights.title };
type SideName = (typeof SIDES)[number];

interface SideProps {
  video: Video;
  frames: Frames;
  editing: Editing;
  sound: Sound;
  reel: Reel;
  history: Schemas["EditHistory"] | undefined;
  followed: number | null;
  onFollow: (face: number | null) => void;
}

function Side({ video, frames, editing, sound, reel, history, followed, onFollow }: SideProps) {
  const [side, setSide] = useState<SideName>("people");
  const playback = usePlayback();
  const speakers = (sound.audio?.speakers ?? []).map((one) => ({ id: one.speaker_id, name: one.name }));
  const tabs = SIDES.map((name) => ({ name, title: TITLES[name] }));
  return (
    <aside className="panel studio-side" aria-label={t.medium.details}>
      <Tabs label={t.medium.details} tabs={tabs} chosen={side} onChoose={setSide}>
        {side === "now" && <Now frames={frames} followed={followed} editing={editing} />}
        {side === "people" && (
          <div className="stack tight">
            <div className="actions">
              <UndoRedo history={history} editing={editing} />
            </div>
            <Voices video={video} speakers={speakers} />
            <People
              video={video}
              editing={editing}
              edition={history?.count ?? 0}
              followed={followed}
              onFollow={onFollow}
            />
          </div>
        )}
        {side === "transcript" && <VideoTranscript sound={sound} />}
        {side === "chat" && <Chat kind="video" id={video.id} onSeek={(ms) => playback.seek(ms)} />}
        {side === "highlights" && <Highlights reel={reel} title={video.title} />}
        {side === "notes" && <Notes video={video} frames={frames} editing={editing} history={history} />}
        {side === "edits" && <Edits history={history} editing={editing} />}
      </Tabs>
    </aside>
  );
}

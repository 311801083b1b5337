import { type RefObject, useEffect, useRef, useState } from "react";
import { endSession } from "../api/session";
import type { Point } from "../parts/AffectPlane";
import { t } from "../texts";
import { type Connection, connect, type Listener } from "./connect";
import { close, type Opened, openDevices, type Wanted } from "./devices";
import type { FrameScores, LiveFace, SoundState, Spoken } from "./messages";
import { capture } from "./microphone";

export type State = "off" | "asking" | "connecting" | "running";

/** So many stretches of speech stay on the page. */
const REMEMBERED = 40;

interface Seen {
  frame: FrameScores | null;
  pace: { fps: number; delayMs: number };
  sound: SoundState | null;
  spoken: readonly Spoken[];
}
const NOTHING: Seen = { frame: null, pace: { fps: 0, delayMs: 0 }, sound: null, spoken: [] };

export interface Live extends Seen {
  video: RefObject<HTMLVideoElement | null>;
  state: State;
  wanted: Wanted;
  want: (to: Wanted) => void;
  /** What is in use. */
  uses: Wanted;
  muted: boolean;
  mute: (to: boolean) => void;
  /** Why it has ended, or why one device of two is missing. */
  fault: string;
  start: () => void;
  stop: () => void;
}

const NONE: Wanted = { camera: false, microphone: false };

/** Camera, microphone and session; all end with the page. */
export function useLive(): Live {
  const video = useRef<HTMLVideoElement>(null);
  const end = useRef<() => void>(() => undefined);
  const [state, setState] = useState<State>("off");
  const [wanted, want] = useState<Wanted>({ camera: true, microphone: true });
  const [uses, setUses] = useState<Wanted>(NONE);
  const [seen, setSeen] = useState<Seen>(NOTHING);
  const [fault, setFault] = useState("");
  const [muted, setMuted] = useState(false);
  const isMuted = useRef(false);
  useEffect(() => () => end.current(), []);

  const mute = (to: boolean) => {
    isMuted.current = to;
    setMuted(to);
    if (to) setSeen((before) => ({ ...before, sound: null }));
  };
  const stop = () => {
    end.current();
    end.current = () => undefined;
    setState("off");
    setUses(NONE);
    mute(false);
    // What was said may still be read; what was seen is over.
    setSeen(({ spoken }) => ({ ...NOTHING, spoken }));
  };
  const giveUp = (why: string) => {
    stop();
    setFault(why);
  };
  const start = async () => {
    setFault("");
    setSeen(NOTHING);
    setState("asking");
    let left = false;
    end.current = () => {
      left = true;
    };
    const opened = await openDevices(wanted);
    const shown = video.current;
    if (left || !shown) return close(opened.camera, opened.microphone);
    if (!opened.camera && !opened.microphone) return giveUp(opened.faults.join(" "));
    setFault(opened.faults.join(" "));
    setUses({ camera: opened.camera !== null, microphone: opened.microphone !== null });
    shown.srcObject = opened.camera;
    if (opened.camera) await shown.play().catch(() => undefined);
    if (left) return close(opened.camera, opened.microphone);
    setState("connecting");
    end.current = begin(opened, shown, isMuted, {
      onReady: () => setState("running"),
      onFrame: (frame, pace) => setSeen((before) => ({ ...before, frame, pace })),
      onSound: (sound) => !isMuted.current && setSeen((before) => ({ ...before, sound })),
      onSpoken: (one) =>
        setSeen((before) => ({ ...before, spoken: [...before.spoken, one].slice(-REMEMBERED) })),
      onEnd: (why) => {
        if (typeof why === "object" && why.code === "not_authorized") endSession();
        giveUp(typeof why === "object" ? (t.live.faults[why.code] ?? why.detail) : t.live[why]);
      },
      onGone: giveUp,
    });
  };
  return { video, state, wanted, want, uses, muted, mute, fault, start, stop, ...seen };
}

interface Watcher extends Listener {
  /** A device was taken away. */
  onGone: (why: string) => void;
}

/** Sends what the devices give until it is ended, which also closes them. */
function begin(
  { camera, microphone }: Opened,
  shown: HTMLVideoElement,
  isMuted: { readonly current: boolean },
  watcher: Watcher,
): () => void {
  let over = false;
  let stopCapture: () => void = () => undefined;
  const connection: Connection = connect(camera && shown, microphone !== null, watcher);
  if (microphone) {
    capture(microphone, (message) => !isMuted.current && connection.sendSound(message)).then(
      (stopIt) => {
        if (over) stopIt();
        else stopCapture = stopIt;
      },
      () => !over && watcher.onGone(t.live.microphoneBusy),
    );
  }
  const gone = (stream: MediaStream | null, why: string) => {
    for (const track of stream?.getTracks() ?? []) track.onended = () => watcher.onGone(why);
  };
  gone(camera, t.live.cameraGone);
  gone(microphone, t.live.microphoneGone);
  return () => {
    over = true;
    connection.end();
    stopCapture();
    close(camera, microphone);
    shown.srcObject = null;
  };
}

export function pointOf(face: LiveFace): Point {
  const { track_id: id, valence, arousal, uncertain } = face;
  return { id, name: t.live.face(id), valence, arousal, followed: !uncertain };
}

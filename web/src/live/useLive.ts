import { type RefObject, useEffect, useRef, useState } from "react";
import { endSession } from "../api/session";
import type { Point } from "../parts/AffectPlane";
import { t } from "../texts/en";
import { connect } from "./connect";
import type { FrameScores, LiveFace } from "./messages";

export type State = "off" | "asking" | "connecting" | "running";

export interface Live {
  video: RefObject<HTMLVideoElement | null>;
  state: State;
  frame: FrameScores | null;
  pace: { fps: number; delayMs: number };
  fault: string;
  start: () => void;
  stop: () => void;
}

/** The camera and the session; both end with the page. */
export function useLive(): Live {
  const video = useRef<HTMLVideoElement>(null);
  const end = useRef<() => void>(() => undefined);
  const [state, setState] = useState<State>("off");
  const [frame, setFrame] = useState<FrameScores | null>(null);
  const [pace, setPace] = useState({ fps: 0, delayMs: 0 });
  const [fault, setFault] = useState("");
  useEffect(() => () => end.current(), []);

  const stop = () => {
    end.current();
    end.current = () => undefined;
    setState("off");
    setFrame(null);
    setPace({ fps: 0, delayMs: 0 });
  };

  const start = async () => {
    setFault("");
    setState("asking");
    let left = false;
    end.current = () => {
      left = true;
    };
    let stream: MediaStream;
    try {
      stream = await openCamera();
    } catch (error) {
      if (left) return;
      setFault(cameraFault(error));
      return stop();
    }
    const off = () => {
      for (const track of stream.getTracks()) track.stop();
    };
    const shown = video.current;
    if (left || !shown) return off();
    shown.srcObject = stream;
    await shown.play().catch(() => undefined);
    if (left) return off();
    setState("connecting");
    const disconnect = connect(shown, {
      onReady: () => setState("running"),
      onFrame: (seen, figures) => {
        setFrame(seen);
        setPace(figures);
      },
      onEnd: (why) => {
        stop();
        if (typeof why === "object" && why.code === "not_authorized") endSession();
        setFault(typeof why === "object" ? (t.live.faults[why.code] ?? why.detail) : t.live[why]);
      },
    });
    const track = stream.getVideoTracks()[0];
    if (track) {
      track.onended = () => {
        stop();
        setFault(t.live.cameraGone);
      };
    }
    end.current = () => {
      disconnect();
      off();
      shown.srcObject = null;
    };
  };
  return { video, state, frame, pace, fault, start, stop };
}

function openCamera(): Promise<MediaStream> {
  // Browsers offer cameras to pages from https and from this machine only.
  if (!navigator.mediaDevices?.getUserMedia) throw new DOMException("", "NotSupportedError");
  const video = { width: { ideal: 1280 }, height: { ideal: 720 }, facingMode: "user" };
  return navigator.mediaDevices.getUserMedia({ video, audio: false });
}

/** Why there is no camera, in words. */
export function cameraFault(error: unknown): string {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotSupportedError") return t.live.unsupported;
  if (name === "NotAllowedError" || name === "SecurityError") return t.live.refused;
  if (name === "NotFoundError" || name === "OverconstrainedError") return t.live.noCamera;
  return t.live.cameraBusy;
}

export function pointOf(face: LiveFace): Point {
  const { track_id: id, valence, arousal, uncertain } = face;
  return { id, name: t.live.face(id), valence, arousal, followed: !uncertain };
}

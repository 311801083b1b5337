/**
 * The connection of one live session: sends a frame whenever fewer than two wait for their answer, and sound as it
 * comes.
 */
import { authHeaders } from "../api/session";
import {
  type FrameScores,
  type LiveError,
  Pace,
  read,
  type SoundState,
  type Spoken,
  sentSize,
} from "./messages";

const WAITING_AT_MOST = 2;
const LEAST_GAP_MS = 40;
const QUALITY = 0.8;
/** While more than this waits to be sent, sound is left out: about eight seconds of it. */
const MOST_WAITING_BYTES = 256 * 1024;

export interface Listener {
  onReady: () => void;
  onFrame: (frame: FrameScores, pace: { fps: number; delayMs: number }) => void;
  onSound: (sound: SoundState) => void;
  onSpoken: (spoken: Spoken) => void;
  /** The session is over: by the server's word, or since the connection never came about or was lost. */
  onEnd: (why: LiveError | "unreachable" | "lost") => void;
}

export interface Connection {
  sendSound: (message: ArrayBuffer) => void;
  end: () => void;
}

/** Begins to send what the video shows, if there is one; `withSound` tells that sound will come too. */
export function connect(video: HTMLVideoElement | null, withSound: boolean, listener: Listener): Connection {
  const socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}/v2/live`);
  const pace = new Pace();
  const canvas = document.createElement("canvas");
  let timer: ReturnType<typeof setTimeout> | undefined;
  let number = 0;
  let encoding = false;
  let opened = false;
  let ready = false;
  let fault: LiveError | null = null;

  const offer = () => {
    if (!video || socket.readyState !== WebSocket.OPEN) return;
    timer = setTimeout(offer, LEAST_GAP_MS);
    if (encoding || pace.waiting >= WAITING_AT_MOST || !video.videoWidth) return;
    const [width, height] = sentSize(video.videoWidth, video.videoHeight);
    canvas.width = width;
    canvas.height = height;
    canvas.getContext("2d")?.drawImage(video, 0, 0, width, height);
    encoding = true;
    const taken = performance.now();
    canvas.toBlob(
      (blob) => {
        encoding = false;
        if (!blob || socket.readyState !== WebSocket.OPEN) return;
        // Sound counts too, so the number is that of the message as it is sent.
        pace.send(number++, taken);
        socket.send(blob);
      },
      "image/jpeg",
      QUALITY,
    );
  };

  socket.onopen = () => {
    opened = true;
    const key = authHeaders()["X-API-Key"];
    socket.send(JSON.stringify({ type: "start", sound: withSound, ...(key ? { api_key: key } : {}) }));
  };
  socket.onmessage = ({ data }) => {
    const told = read(data);
    if (told?.type === "ready") {
      ready = true;
      listener.onReady();
      offer();
    } else if (told?.type === "frame") {
      pace.answer(told.number, performance.now());
      listener.onFrame(told, pace.figures());
    } else if (told?.type === "sound") {
      listener.onSound(told);
    } else if (told?.type === "segment") {
      listener.onSpoken(told);
    } else if (told?.type === "error") {
      // One about a frame leaves the session as it is.
      if (told.number === null) fault = told;
      else pace.answer(told.number, performance.now());
    }
  };
  socket.onclose = () => {
    clearTimeout(timer);
    listener.onEnd(fault ?? (opened ? "lost" : "unreachable"));
  };
  return {
    sendSound: (message) => {
      if (!ready || socket.readyState !== WebSocket.OPEN) return;
      if (socket.bufferedAmount > MOST_WAITING_BYTES) return;
      number++;
      socket.send(message);
    },
    end: () => {
      clearTimeout(timer);
      socket.onclose = null;
      socket.close();
    },
  };
}

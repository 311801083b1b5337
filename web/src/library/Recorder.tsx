import { useEffect, useRef, useState } from "react";
import { addFile } from "../api/uploads";
import { clock, date } from "../format";
import { t } from "../texts";

/** What is recorded stays in the browser until it is stopped; then it is uploaded like a file. */
export function Recorder() {
  const recording = useRecording();
  if (!navigator.mediaDevices?.getUserMedia || typeof MediaRecorder === "undefined") {
    return <p className="notice">{t.library.recordUnavailable}</p>;
  }
  return (
    <div className="stack">
      {recording.fault && <p className="notice bad">{recording.fault}</p>}
      <video
        ref={recording.preview}
        className="record-preview"
        muted
        playsInline
        hidden={!recording.withPicture}
      />
      {recording.running ? (
        <p className="actions">
          <span className="record-dot" aria-hidden="true" />
          <span className="numbers">{t.library.recording(clock(recording.elapsedMs))}</span>
          <button type="button" className="primary" onClick={recording.stop}>
            {t.library.stop}
          </button>
          <button type="button" onClick={recording.cancel}>
            {t.common.cancel}
          </button>
        </p>
      ) : (
        <p className="actions">
          <button type="button" onClick={() => recording.start(true)}>
            {t.library.recordVideo}
          </button>
          <button type="button" onClick={() => recording.start(false)}>
            {t.library.recordAudio}
          </button>
        </p>
      )}
    </div>
  );
}

function useRecording() {
  const preview = useRef<HTMLVideoElement>(null);
  const recorder = useRef<MediaRecorder | null>(null);
  const [startedAt, setStartedAt] = useState(0);
  const [elapsedMs, setElapsed] = useState(0);
  const [withPicture, setWithPicture] = useState(false);
  const [fault, setFault] = useState("");

  useEffect(() => {
    if (!startedAt) return;
    const timer = setInterval(() => setElapsed(Date.now() - startedAt), 250);
    return () => clearInterval(timer);
  }, [startedAt]);

  // Leaving the page or the tab turns the camera off.
  useEffect(() => () => end(recorder.current), []);

  const start = async (picture: boolean) => {
    setFault("");
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: picture });
      recorder.current = record(stream, picture);
      if (preview.current && picture) {
        preview.current.srcObject = stream;
        await preview.current.play();
      }
      setWithPicture(picture);
      setElapsed(0);
      setStartedAt(Date.now());
    } catch {
      setFault(t.library.recordDenied);
    }
  };
  const finish = () => {
    setStartedAt(0);
    setWithPicture(false);
    recorder.current = null;
  };
  return {
    preview,
    fault,
    withPicture,
    elapsedMs,
    running: startedAt > 0,
    start,
    stop: () => {
      recorder.current?.stop();
      finish();
    },
    cancel: () => {
      end(recorder.current);
      finish();
    },
  };
}

function record(stream: MediaStream, picture: boolean): MediaRecorder {
  const recorder = new MediaRecorder(stream);
  const parts: Blob[] = [];
  recorder.ondataavailable = (event) => parts.push(event.data);
  recorder.onstop = () => {
    turnOff(stream);
    const type = recorder.mimeType || (picture ? "video/webm" : "audio/webm");
    const ending = type.includes("mp4") ? "mp4" : type.includes("ogg") ? "ogg" : "webm";
    const name = t.library.recordName(date(new Date().toISOString())).replace(/[/:]/g, ".");
    addFile(new File(parts, `${name}.${ending}`, { type }));
  };
  recorder.start(1000);
  return recorder;
}

/** Ends a recording without keeping it. */
function end(recorder: MediaRecorder | null): void {
  if (!recorder || recorder.state === "inactive") return;
  recorder.onstop = null;
  recorder.stop();
  turnOff(recorder.stream);
}

function turnOff(stream: MediaStream): void {
  for (const track of stream.getTracks()) track.stop();
}

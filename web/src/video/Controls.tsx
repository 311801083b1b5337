import { type RefObject, useSyncExternalStore } from "react";
import { clock } from "../format";
import { number, t } from "../texts";
import type { Frames } from "./frames";
import { useLoop, usePlayback, usePlayhead, usePlaying } from "./playback";

export const RATES = [0.25, 0.5, 1, 1.5, 2];

interface Props {
  frames: Frames;
  fps: number;
  overlay: boolean;
  onOverlay: (to: boolean) => void;
  stage: RefObject<HTMLElement | null>;
}

export function Controls({ frames, fps, overlay, onOverlay, stage }: Props) {
  const playback = usePlayback();
  const playing = usePlaying();
  const muted = useSyncExternalStore(playback.subscribe, () => playback.muted);
  const rate = useSyncExternalStore(playback.subscribe, () => playback.rate);
  const loop = useLoop();
  const step = (by: 1 | -1) => {
    playback.pause();
    playback.seek(frames.step(playback.ms, by));
  };
  return (
    <div className="controls">
      <button type="button" className="primary play" onClick={() => playback.toggle()}>
        {playing ? t.video.pause : t.video.play}
      </button>
      <button
        type="button"
        aria-label={t.video.stepBack}
        title={`${t.video.stepBack} (,)`}
        onClick={() => step(-1)}
      >
        ⟨
      </button>
      <button
        type="button"
        aria-label={t.video.stepOn}
        title={`${t.video.stepOn} (.)`}
        onClick={() => step(1)}
      >
        ⟩
      </button>
      <Clock fps={fps} />
      <span className="actions controls-end">
        {loop && (
          <button type="button" title={t.video.unloop} onClick={() => playback.setLoop(null)}>
            {t.video.loop(clock(loop[0], true), clock(loop[1], true))} ✕
          </button>
        )}
        <button type="button" aria-pressed={overlay} onClick={() => onOverlay(!overlay)}>
          {t.video.overlay}
        </button>
        <button type="button" aria-pressed={muted} onClick={() => playback.setMuted(!muted)}>
          {t.video.mute}
        </button>
        <select
          aria-label={t.video.speed}
          value={rate}
          onChange={(event) => playback.setRate(Number(event.target.value))}
        >
          {RATES.map((one) => (
            <option key={one} value={one}>
              {number(one)} ×
            </option>
          ))}
        </select>
        <button type="button" onClick={() => stage.current?.requestFullscreen?.()}>
          {t.video.fullscreen}
        </button>
      </span>
    </div>
  );
}

function Clock({ fps }: { fps: number }) {
  const playback = usePlayback();
  const ms = usePlayhead(100);
  return (
    <span className="numbers soft">
      {clock(ms, true)} / {clock(playback.durationMs, true)} · {t.video.frame(Math.round((ms * fps) / 1000))}
    </span>
  );
}

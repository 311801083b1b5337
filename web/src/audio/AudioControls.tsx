import { useSyncExternalStore } from "react";
import { clock } from "../format";
import { number, t } from "../texts";
import { RATES } from "../video/Controls";
import { useLoop, usePlayback, usePlayhead, usePlaying } from "../video/playback";

export function AudioControls() {
  const playback = usePlayback();
  const playing = usePlaying();
  const muted = useSyncExternalStore(playback.subscribe, () => playback.muted);
  const rate = useSyncExternalStore(playback.subscribe, () => playback.rate);
  const loop = useLoop();
  const ms = usePlayhead(100);
  return (
    <div className="controls">
      <button type="button" className="primary play" onClick={() => playback.toggle()}>
        {playing ? t.video.pause : t.video.play}
      </button>
      <span className="numbers soft">
        {clock(ms, true)} / {clock(playback.durationMs, true)}
      </span>
      <span className="actions controls-end">
        {loop && (
          <button type="button" title={t.video.unloop} onClick={() => playback.setLoop(null)}>
            {t.video.loop(clock(loop[0], true), clock(loop[1], true))} ✕
          </button>
        )}
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
      </span>
    </div>
  );
}

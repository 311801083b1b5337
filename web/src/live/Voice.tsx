import { useEffect, useRef } from "react";
import { leadingOf } from "../api/media";
import { capital, clock, span } from "../format";
import { sentimentOf } from "../palette";
import { EmotionBars, EmotionName } from "../parts/EmotionBars";
import { t } from "../texts";
import { loudness, type Spoken } from "./messages";
import type { Live } from "./useLive";

/** What the microphone hears: whether somebody speaks, how it sounds, and the words as they come. */
export function Voice({ live }: { live: Live }) {
  const { sound, spoken, muted } = live;
  const last = spoken.findLast((one) => one.emotions !== null);
  const isOn = live.uses.microphone && live.state === "running";
  const state = muted ? t.live.muted : sound?.speaking ? t.live.speaking : t.live.quiet;
  return (
    <section className="panel stack tight" aria-label={t.live.voice}>
      <div className="spread">
        <h2>{t.live.voice}</h2>
        {isOn && (
          <span className="speaking" data-on={!muted && (sound?.speaking ?? false)}>
            {state}
          </span>
        )}
      </div>
      {isOn && (
        <meter
          className="loudness"
          min={0}
          max={1}
          value={sound && !muted ? loudness(sound.level_db) : 0}
          aria-label={t.live.loudness}
        />
      )}
      {sound && sound.dropped_ms > 0 && <p className="soft">{t.live.soundLost(span(sound.dropped_ms))}</p>}
      {last?.emotions && (
        <>
          <h3>{t.live.lastVoice}</h3>
          <EmotionBars scores={last.emotions} top={4} label={t.live.lastVoice} />
        </>
      )}
      <h3>{t.live.said}</h3>
      <Words spoken={spoken} />
    </section>
  );
}

function Words({ spoken }: { spoken: readonly Spoken[] }) {
  const list = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is new is scrolled to
  useEffect(() => {
    if (list.current) list.current.scrollTop = list.current.scrollHeight;
  }, [spoken]);
  return (
    <div
      ref={list}
      className="live-words"
      role="log"
      aria-label={t.live.said}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keys
      tabIndex={0}
    >
      {spoken.length === 0 && <p className="soft">{t.live.nothingSaid}</p>}
      {spoken.map((one) => (
        <Line key={`${one.start_ms}-${one.end_ms}`} one={one} />
      ))}
    </div>
  );
}

function Line({ one }: { one: Spoken }) {
  const words = leadingOf(one.text_emotions);
  return (
    <div className="live-line">
      <p className="wrap">
        <span className="soft numbers">{clock(one.start_ms)}</span>{" "}
        {one.text || <em className="soft">{t.live.notUnderstood}</em>}
      </p>
      <p className="segment-scores soft">
        {one.dominant_emotion && (
          <span>
            {t.audio.voice}: <EmotionName name={one.dominant_emotion} />
          </span>
        )}
        {words && (
          <span className="actions" data-sentiment={sentimentOf(words)}>
            {t.audio.words}: <span className="swatch" aria-hidden="true" /> {capital(words)}
          </span>
        )}
      </p>
    </div>
  );
}

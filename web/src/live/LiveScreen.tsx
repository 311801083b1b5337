import { affectNumber, percent } from "../format";
import { AffectPlane } from "../parts/AffectPlane";
import { EmotionBars, EmotionName } from "../parts/EmotionBars";
import { usePageTitle } from "../shell/usePageTitle";
import { t } from "../texts";
import { type FrameScores, type LiveFace, leading } from "./messages";
import { type Live, pointOf, useLive } from "./useLive";
import { Voice } from "./Voice";

export function LiveScreen() {
  usePageTitle(t.live.title);
  const live = useLive();
  return (
    <div className="stack">
      <h1>{t.live.title}</h1>
      <p className="notice">{t.live.notStored}</p>
      <div className="columns">
        <section className="panel stack tight" aria-label={t.live.picture}>
          <Stage live={live} />
          {live.state === "off" && <Devices live={live} />}
          <Buttons live={live} />
          <p role="status" className="soft">
            {live.fault && live.state === "off" ? "" : stateOf(live)}
          </p>
          <div role="alert">{live.fault && <p className="notice bad">{live.fault}</p>}</div>
          <p className="soft">{t.caution}</p>
        </section>
        <div className="stack">
          {(live.uses.microphone || live.spoken.length > 0) && <Voice live={live} />}
          {live.frame && <Scores faces={live.frame.faces} />}
        </div>
      </div>
    </div>
  );
}

function stateOf({ state, uses, wanted }: Live): string {
  const which = state === "asking" ? wanted : uses;
  const names = t.live.states[state];
  if (typeof names === "string") return names;
  if (which.camera && which.microphone) return names.both;
  return which.camera ? names.camera : names.microphone;
}

/** What to use, while nothing is in use. */
function Devices({ live }: { live: Live }) {
  return (
    <fieldset className="actions">
      <legend>{t.live.use}</legend>
      {(["camera", "microphone"] as const).map((name) => (
        <label key={name} className="check">
          <input
            type="checkbox"
            checked={live.wanted[name]}
            onChange={(event) => live.want({ ...live.wanted, [name]: event.target.checked })}
          />
          {t.live.devices[name]}
        </label>
      ))}
    </fieldset>
  );
}

function Buttons({ live }: { live: Live }) {
  const { wanted, uses } = live;
  return (
    <p className="actions">
      {live.state === "off" ? (
        <button
          type="button"
          className="primary"
          disabled={!wanted.camera && !wanted.microphone}
          onClick={live.start}
        >
          {t.live.start}
        </button>
      ) : (
        <button type="button" className="primary" onClick={live.stop}>
          {t.live.stop}
        </button>
      )}
      {uses.microphone && live.state === "running" && (
        <button type="button" aria-pressed={live.muted} onClick={() => live.mute(!live.muted)}>
          {t.live.mute}
        </button>
      )}
      {live.frame && <span className="soft numbers">{t.live.pace(live.pace.fps, live.pace.delayMs)}</span>}
    </p>
  );
}

function Stage({ live }: { live: Live }) {
  const { frame, state, uses } = live;
  const ratio = frame ? `${frame.width} / ${frame.height}` : "4 / 3";
  return (
    <div className="live-stage" style={{ aspectRatio: ratio }} hidden={state === "off" || !uses.camera}>
      <video ref={live.video} muted playsInline aria-label={t.live.camera} />
      {frame?.faces.map((face) => (
        <Box key={face.track_id} face={face} frame={frame} />
      ))}
    </div>
  );
}

/** A frame around a face with the leading emotion; the bars beside the picture tell the same in full. */
function Box({ face, frame }: { face: LiveFace; frame: FrameScores }) {
  const { x, y, w, h } = face.box;
  const name = leading(face);
  const place = {
    // The picture is shown as in a mirror.
    left: `${100 * (1 - (x + w) / frame.width)}%`,
    top: `${(100 * y) / frame.height}%`,
    width: `${(100 * w) / frame.width}%`,
    height: `${(100 * h) / frame.height}%`,
  };
  return (
    <div
      className="live-box"
      style={place}
      data-emotion={face.dominant_emotion}
      data-uncertain={!name}
      data-high={y < 0.1 * frame.height}
    >
      <span>
        {face.track_id}: {name ? `${t.emotions[name]} ${percent(face.emotions[name])}` : t.live.unsure}
      </span>
    </div>
  );
}

function Scores({ faces }: { faces: readonly LiveFace[] }) {
  return (
    <section className="stack tight" aria-label={t.live.scores}>
      {faces.length === 0 && <p className="notice">{t.live.noFaces}</p>}
      {faces.map((face) => (
        <article key={face.track_id} className="panel stack tight">
          <div className="spread">
            <h2>{t.live.face(face.track_id)}</h2>
            {face.uncertain ? (
              <span className="badge">{t.live.unsure}</span>
            ) : (
              <EmotionName name={face.dominant_emotion} />
            )}
          </div>
          <EmotionBars
            scores={face.emotions}
            {...(faces.length > 2 ? { top: 3 } : {})}
            label={t.live.face(face.track_id)}
          />
          <p className="soft numbers">
            {t.affect.valence} {affectNumber(face.valence)} · {t.affect.arousal} {affectNumber(face.arousal)}{" "}
            · {t.affect.intensity} {percent(face.intensity)} · {t.image.quality} {percent(face.quality)}
          </p>
        </article>
      ))}
      {faces.length > 0 && (
        <div className="panel">
          <AffectPlane points={faces.map(pointOf)} trail={[]} />
        </div>
      )}
    </section>
  );
}

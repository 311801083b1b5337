import { affectNumber, percent } from "../format";
import { AffectPlane } from "../parts/AffectPlane";
import { EmotionBars, EmotionName } from "../parts/EmotionBars";
import { usePageTitle } from "../shell/usePageTitle";
import { t } from "../texts/en";
import { type FrameScores, type LiveFace, leading } from "./messages";
import { type Live, pointOf, useLive } from "./useLive";

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
          <p className="actions">
            {live.state === "off" ? (
              <button type="button" className="primary" onClick={live.start}>
                {t.live.start}
              </button>
            ) : (
              <button type="button" className="primary" onClick={live.stop}>
                {t.live.stop}
              </button>
            )}
            {live.frame && (
              <span className="soft numbers">{t.live.pace(live.pace.fps, live.pace.delayMs)}</span>
            )}
          </p>
          <p role="status" className="soft">
            {live.fault ? "" : t.live.states[live.state]}
          </p>
          <div role="alert">{live.fault && <p className="notice bad">{live.fault}</p>}</div>
          <p className="soft">{t.caution}</p>
        </section>
        {live.frame && <Scores faces={live.frame.faces} />}
      </div>
    </div>
  );
}

function Stage({ live }: { live: Live }) {
  const { frame, state } = live;
  const ratio = frame ? `${frame.width} / ${frame.height}` : "4 / 3";
  return (
    <div className="live-stage" style={{ aspectRatio: ratio }} hidden={state === "off"}>
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

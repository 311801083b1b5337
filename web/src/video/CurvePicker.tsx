import { DASHES, EMOTIONS, type Emotion } from "../palette";
import { t } from "../texts";

const WIDTHS = [0, 250, 500, 1000, 2000, 5000];

interface Props {
  chosen: readonly Emotion[];
  onChoose: (to: readonly Emotion[]) => void;
  smoothMs: number;
  onSmooth: (to: number) => void;
}

/** Which emotions have a curve, how each is drawn, and how smooth. */
export function CurvePicker({ chosen, onChoose, smoothMs, onSmooth }: Props) {
  const toggle = (name: Emotion) =>
    onChoose(chosen.includes(name) ? chosen.filter((one) => one !== name) : [...chosen, name]);
  return (
    <div className="spread">
      <fieldset className="curves">
        <legend className="hidden">{t.video.curves}</legend>
        {EMOTIONS.map((name) => (
          <button
            key={name}
            type="button"
            aria-pressed={chosen.includes(name)}
            data-emotion={name}
            onClick={() => toggle(name)}
          >
            <svg viewBox="0 0 28 8" width="28" height="8" aria-hidden="true">
              <line x1="1" x2="27" y1="4" y2="4" className="curve-casing" />
              <line
                x1="1"
                x2="27"
                y1="4"
                y2="4"
                className="curve-line"
                strokeDasharray={DASHES[name].join(" ")}
              />
            </svg>
            {t.emotions[name]}
          </button>
        ))}
      </fieldset>
      <label className="actions">
        {t.video.smoothing}
        <select
          className="narrow"
          value={smoothMs}
          onChange={(event) => onSmooth(Number(event.target.value))}
        >
          {WIDTHS.map((ms) => (
            <option key={ms} value={ms}>
              {ms ? t.video.ms(ms) : t.video.noSmoothing}
            </option>
          ))}
        </select>
      </label>
    </div>
  );
}

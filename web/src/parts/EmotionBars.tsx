import { capital, percent } from "../format";
import { EMOTIONS, type Scores } from "../palette";
import { t } from "../texts";
import { EmotionIcon } from "./EmotionIcon";

interface Props {
  scores: Partial<Scores>;
  /** Only so many of the largest; without it all, in their usual order. */
  top?: number;
  label: string;
}

/** Shares of the eight emotions as named bars. */
export function EmotionBars({ scores, top, label }: Props) {
  const names = top
    ? [...EMOTIONS].sort((a, b) => (scores[b] ?? 0) - (scores[a] ?? 0)).slice(0, top)
    : EMOTIONS;
  return (
    <ul className="bars" aria-label={label}>
      {names.map((name) => (
        <li key={name} data-emotion={name}>
          <EmotionIcon name={name} />
          <span className="bar-name">{t.emotions[name]}</span>
          <span className="bar" aria-hidden="true">
            <span style={{ width: `${100 * (scores[name] ?? 0)}%` }} />
          </span>
          <span className="bar-number">{percent(scores[name] ?? 0)}</span>
        </li>
      ))}
    </ul>
  );
}

export function EmotionName({ name }: { name: string }) {
  return (
    <span className="emotion-name">
      <EmotionIcon name={name} size={18} />
      {emotionName(name)}
    </span>
  );
}

export function emotionName(label: string): string {
  return label in t.emotions ? t.emotions[label as keyof typeof t.emotions] : capital(label);
}

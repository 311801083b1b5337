import { capital, percent } from "../format";
import { sentimentOf } from "../palette";
import { t } from "../texts";

interface Props {
  scores: Record<string, unknown>;
  /** The highest of each label in any one sentence, marked on its bar. */
  peaks?: Record<string, number>;
  top: number;
}

/** The likeliest of the 28 labels of texts, each a probability by itself. */
export function LabelBars({ scores, peaks, top }: Props) {
  const sorted = Object.entries(scores)
    .map(([label, score]) => [label, Number(score)] as const)
    .sort((a, b) => b[1] - a[1])
    .slice(0, top);
  return (
    <ul className="bars">
      {sorted.map(([label, score]) => (
        <li key={label} data-sentiment={sentimentOf(label)} className="no-icon">
          <span className="bar-name">{capital(label)}</span>
          <span className="bar" aria-hidden="true">
            <span style={{ width: `${100 * score}%` }} />
            {peaks && <i style={{ left: `${100 * (peaks[label] ?? 0)}%` }} />}
          </span>
          <span className="bar-number" title={peaks && `${t.text.peak}: ${percent(peaks[label] ?? 0)}`}>
            {percent(score)}
          </span>
        </li>
      ))}
    </ul>
  );
}

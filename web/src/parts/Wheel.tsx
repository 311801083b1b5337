import { percent } from "../format";
import { EMOTIONS, type Scores } from "../palette";
import { t } from "../texts";

/** Around the circle, so that what is felt alike lies side by side. */
const ORDER = ["happy", "surprise", "fear", "disgust", "angry", "contempt", "sad", "neutral"] as const;
const RADIUS = 88;

/** The shares of the eight emotions as a figure on eight spokes. */
export function Wheel({ scores }: { scores: Scores | null }) {
  const at = (index: number, share: number): [number, number] => {
    const angle = (index / ORDER.length) * 2 * Math.PI - Math.PI / 2;
    return [Math.cos(angle) * RADIUS * share, Math.sin(angle) * RADIUS * share];
  };
  // The root makes small shares visible; a full spoke is still a share of 1.
  const figure = ORDER.map((name, index) => at(index, Math.sqrt(scores?.[name] ?? 0)).join(",")).join(" ");
  const words = EMOTIONS.map((name) => `${t.emotions[name]} ${percent(scores?.[name] ?? 0)}`).join(", ");
  return (
    <svg
      className="wheel"
      viewBox="-150 -118 300 236"
      role="img"
      aria-label={`${t.video.wheel}: ${scores ? words : t.common.none}`}
    >
      {[0.25, 0.5, 1].map((share) => (
        <circle key={share} r={RADIUS * Math.sqrt(share)} className="wheel-ring" />
      ))}
      {ORDER.map((name, index) => {
        const [x, y] = at(index, 1);
        const [labelX, labelY] = at(index, 1.14);
        const anchor = Math.abs(labelX) < 5 ? "middle" : labelX > 0 ? "start" : "end";
        return (
          <g key={name} data-emotion={name}>
            <line x2={x} y2={y} className="wheel-spoke" />
            <circle cx={x} cy={y} r="4.5" className="wheel-dot" />
            <text x={labelX} y={labelY + 4} textAnchor={anchor}>
              {t.emotions[name]}
            </text>
          </g>
        );
      })}
      {scores && <polygon points={figure} className="wheel-figure" />}
    </svg>
  );
}

import { affectNumber } from "../format";
import { t } from "../texts";

export interface Point {
  id: number;
  name: string;
  valence: number;
  arousal: number;
  followed: boolean;
}

const HALF = 90;

/** Valence to the right, arousal upwards, a point for everybody. */
export function AffectPlane({
  points,
  trail,
}: {
  points: readonly Point[];
  trail: readonly [number, number][];
}) {
  const words = points
    .map(
      (one) =>
        `${one.name}: ${t.affect.valence} ${affectNumber(one.valence)}, ${t.affect.arousal} ${affectNumber(one.arousal)}`,
    )
    .join("; ");
  return (
    <svg
      className="plane"
      viewBox="-118 -112 236 224"
      role="img"
      aria-label={`${t.affect.planeLabel}: ${words || t.common.none}`}
    >
      <rect x={-HALF} y={-HALF} width={2 * HALF} height={2 * HALF} className="plane-ground" />
      <line x1={-HALF} x2={HALF} className="plane-axis" />
      <line y1={-HALF} y2={HALF} className="plane-axis" />
      <text y={-HALF - 7} textAnchor="middle">
        {t.affect.excited}
      </text>
      <text y={HALF + 17} textAnchor="middle">
        {t.affect.calm}
      </text>
      <text x={HALF + 6} y="4" textAnchor="middle" transform={`rotate(90 ${HALF + 10} 0)`}>
        {t.affect.pleasant}
      </text>
      <text x={-HALF - 6} y="4" textAnchor="middle" transform={`rotate(-90 ${-HALF - 10} 0)`}>
        {t.affect.unpleasant}
      </text>
      <polyline
        className="plane-trail"
        points={trail.map(([valence, arousal]) => `${HALF * valence},${-HALF * arousal}`).join(" ")}
      />
      {points.map((one) => (
        <g
          key={one.id}
          transform={`translate(${HALF * one.valence} ${-HALF * one.arousal})`}
          className={one.followed ? "plane-point" : "plane-point faint"}
        >
          <circle r="6" />
          <text y="-10" textAnchor="middle">
            {one.name}
          </text>
        </g>
      ))}
    </svg>
  );
}

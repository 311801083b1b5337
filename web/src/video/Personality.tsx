import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { answer, api, form, type Schemas } from "../api/client";
import { percent } from "../format";
import { t } from "../texts";

const TRAITS = ["openness", "conscientiousness", "extraversion", "agreeableness", "neuroticism"] as const;
const WATCH_MS = 1500;
const RADIUS = 78;

/** How a person comes across, by the five usual traits: estimated when asked for. */
export function Personality({
  video_id,
  face_id,
  edition,
}: {
  video_id: string;
  face_id: number;
  edition: number;
}) {
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{t.personality.title}</summary>
      {open && <Estimate video_id={video_id} face_id={face_id} edition={edition} />}
    </details>
  );
}

function Estimate({ video_id, face_id, edition }: { video_id: string; face_id: number; edition: number }) {
  const queries = useQueryClient();
  const key = ["personality", video_id, face_id, edition];
  const query = useQuery({
    queryKey: key,
    queryFn: () =>
      answer(
        api.GET("/v2/videos/{video_id}/faces/{face_id}/personality-analysis", {
          params: { path: { video_id, face_id } },
        }),
      ),
    refetchInterval: ({ state }) => (isRunning(state.data) ? WATCH_MS : false),
  });
  const begin = useMutation({
    mutationFn: () =>
      answer(
        api.POST("/v2/videos/{video_id}/personality/analyze", {
          params: { path: { video_id } },
          ...form({ face_id, analysis_type: "overall" }),
        }),
      ),
    onSettled: () => queries.invalidateQueries({ queryKey: key }),
  });
  const standing = query.data?.analysis_status?.overall;
  const found = query.data?.overall;
  if (found) return <Result found={found} />;
  return (
    <div className="stack tight">
      <p className="soft">{t.personality.lead}</p>
      {standing?.status === "failed" && <p className="notice bad">{standing.message}</p>}
      {isRunning(query.data) ? (
        <progress max={100} value={standing?.percentage ?? 0} aria-label={t.personality.title} />
      ) : (
        <p>
          <button type="button" disabled={begin.isPending} onClick={() => begin.mutate()}>
            {t.personality.estimate}
          </button>
        </p>
      )}
    </div>
  );
}

function isRunning(found: Schemas["PersonalityAnalysisResponse"] | undefined): boolean {
  const status = found?.analysis_status?.overall?.status;
  return status === "pending" || status === "processing";
}

function Result({ found }: { found: Schemas["PersonalityOverallMetrics"] }) {
  const { ocean_metrics: traits, confidence } = found;
  return (
    <div className="stack tight">
      <Radar traits={traits} />
      <ul className="bars">
        {TRAITS.map((name) => (
          <li key={name} className="no-icon">
            <span className="bar-name">{t.personality.traits[name]}</span>
            <span className="bar" aria-hidden="true">
              <span style={{ width: `${100 * traits[name]}%` }} />
            </span>
            <span className="bar-number" title={t.personality.confidence(percent(confidence[name]))}>
              {percent(traits[name])}
            </span>
          </li>
        ))}
      </ul>
      <p className="soft">{t.personality.confidence(percent(confidence.overall))}</p>
      <small>{t.personality.caution}</small>
    </div>
  );
}

function Radar({ traits }: { traits: Schemas["PersonalityOceanMetrics"] }) {
  const at = (index: number, share: number): [number, number] => {
    const angle = (index / TRAITS.length) * 2 * Math.PI - Math.PI / 2;
    return [Math.cos(angle) * RADIUS * share, Math.sin(angle) * RADIUS * share];
  };
  const around = (share: number) => TRAITS.map((_, index) => at(index, share).join(",")).join(" ");
  return (
    <svg className="wheel" viewBox="-190 -100 380 190" aria-hidden="true">
      {[0.5, 1].map((share) => (
        <polygon key={share} points={around(share)} className="wheel-ring" />
      ))}
      {TRAITS.map((name, index) => {
        const [x, y] = at(index, 1.12);
        return (
          <text key={name} x={x} y={y + 4} textAnchor={Math.abs(x) < 5 ? "middle" : x > 0 ? "start" : "end"}>
            {t.personality.traits[name]}
          </text>
        );
      })}
      <polygon
        points={TRAITS.map((name, index) => at(index, traits[name]).join(",")).join(" ")}
        className="wheel-figure"
      />
    </svg>
  );
}

import { useRef } from "react";
import { span } from "../format";
import { t } from "../texts";

interface Props {
  status: string;
  stage: string;
  progress: number;
  title: string;
}

/** How far an analysis is: its stage, its share, and the time that is left by the pace so far. */
export function ProgressLine({ status, stage, progress, title }: Props) {
  const left = useTimeLeft(progress);
  if (status === "queue") return <p className="soft">{t.status.queue}</p>;
  return (
    <div className="progress-line">
      <progress max={100} value={progress} aria-label={`${t.status.processing}: ${title}`} />
      <p className="soft numbers">
        {t.stage(stage, progress)}
        {left !== null && `, ${t.timeLeft(span(left))}`}
      </p>
    </div>
  );
}

/** Milliseconds by the pace since the first figure seen; null while that says too little. */
function useTimeLeft(progress: number): number | null {
  const first = useRef({ progress, at: performance.now() });
  if (progress < first.current.progress) first.current = { progress, at: performance.now() };
  const gained = progress - first.current.progress;
  const spent = performance.now() - first.current.at;
  if (gained < 3 || spent < 3000 || progress >= 100) return null;
  return (spent / gained) * (100 - progress);
}

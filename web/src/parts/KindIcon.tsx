import type { Kind } from "../api/media";

const PATHS: Record<Kind, string> = {
  video: "M3 5h12v14H3zM15 10l6-3.5v11L15 14",
  audio: "M4 10v4M8 6v12M12 3v18M16 7v10M20 10v4",
  image: "M3 4h18v16H3zM3 17l6-6 5 5 3-3 4 4M16 8.5a1.5 1.5 0 1 0 .01 0",
  text: "M5 5h14M5 10h14M5 15h14M5 20h8",
};

export function KindIcon({ kind, size }: { kind: Kind; size: number }) {
  return (
    <svg className="kind-icon" viewBox="0 0 24 24" width={size} height={size} aria-hidden="true">
      <path d={PATHS[kind]} />
    </svg>
  );
}

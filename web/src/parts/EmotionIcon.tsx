import { isEmotion } from "../palette";

/** A small face for each of the eight emotions: brows and mouth tell them apart without colour. */
const LINES: Record<string, string> = {
  angry: "M5 6.2 8.2 8M15 6.2 11.8 8M6.5 14.6q3.5-3 7 0",
  contempt: "M5.5 7h3M11.5 6.2h3M6.8 13.6h3.2l3.6-2",
  disgust: "M5.2 7.4 8 8.2M14.8 7.4 12 8.2M6 13.6q1.3-2 2.6 0t2.7 0 2.7 0",
  fear: "M5 7.6 8 5.8M15 7.6 12 5.8M6.5 14.4l1.4-1.6 1.4 1.6 1.4-1.6 1.4 1.6 1.4-1.6",
  happy: "M5.4 7.6q1.4-1.8 2.8 0M11.8 7.6q1.4-1.8 2.8 0M6 12q4 4.6 8 0",
  neutral: "M5.6 7.2h2.6M11.8 7.2h2.6M6.8 13.4h6.4",
  sad: "M5 7.8 8 6.6M15 7.8 12 6.6M6.6 14.8q3.4-3.6 6.8 0",
  surprise: "M5.4 6q1.4-1.4 2.8 0M11.8 6q1.4-1.4 2.8 0M10 11.4a1.9 2.1 0 1 0 .01 0",
};

export function EmotionIcon({ name, size = 20 }: { name: string; size?: number }) {
  const known = isEmotion(name);
  return (
    <svg
      className="emotion-icon"
      data-emotion={known ? name : undefined}
      viewBox="0 0 20 20"
      width={size}
      height={size}
      aria-hidden="true"
    >
      <circle cx="10" cy="10" r="9" />
      <path d={LINES[name] ?? "M6.8 10h6.4"} />
    </svg>
  );
}

import type { ReactNode } from "react";
import { t } from "../texts";

const TIME = /\[((?:\d+:)?\d{1,2}:\d{2}(?:\.\d+)?)\]/g;

/** Milliseconds of 0:42, 1:02:03 or 0:42.5. */
export function toMs(time: string): number {
  return Math.round(time.split(":").reduce((sum, part) => sum * 60 + Number(part), 0) * 1000);
}

/** An answer whose cited times are buttons that lead there; line breaks are kept. */
export function CitedText({ text, onSeek }: { text: string; onSeek: ((ms: number) => void) | undefined }) {
  const parts: ReactNode[] = [];
  let at = 0;
  for (const found of text.matchAll(TIME)) {
    const time = found[1] ?? "";
    parts.push(text.slice(at, found.index));
    parts.push(
      onSeek ? (
        <button
          key={found.index}
          type="button"
          className="time"
          aria-label={t.video.seek(time)}
          onClick={() => onSeek(toMs(time))}
        >
          {time}
        </button>
      ) : (
        time
      ),
    );
    at = found.index + found[0].length;
  }
  parts.push(text.slice(at));
  return <p className="answer wrap">{parts}</p>;
}

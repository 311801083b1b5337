import type { InputHTMLAttributes } from "react";
import { usePlayback } from "../video/playback";

interface Props extends Omit<InputHTMLAttributes<HTMLInputElement>, "type" | "min" | "onChange"> {
  label: string;
  /** What the button is called that takes the time of the playhead. */
  here: string;
  onType: (seconds: string) => void;
  onHere: (ms: number) => void;
}

/** A time in seconds, typed or taken from the playhead. */
export function TimeField({ label, here, onType, onHere, ...input }: Props) {
  const playback = usePlayback();
  return (
    <span className="actions">
      <label className="actions">
        {label}
        <input {...input} type="number" min="0" onChange={(event) => onType(event.target.value)} />
      </label>
      <button type="button" aria-label={`${label}: ${here}`} onClick={() => onHere(playback.ms)}>
        {here}
      </button>
    </span>
  );
}

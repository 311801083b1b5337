import { clock } from "../format";
import { TimeField } from "../parts/TimeField";
import { t } from "../texts";
import { usePlayback } from "../video/playback";
import { type Part, withEdge } from "./parts";

interface Props {
  part: Part;
  reason: string | undefined;
  durationMs: number;
  isFirst: boolean;
  isLast: boolean;
  onChange: (to: Part) => void;
  onMove: (by: 1 | -1) => void;
  onRemove: () => void;
}

/** One moment: watch it, set its ends by number or to the playhead, move it, take it out. */
export function PartRow({ part, reason, durationMs, isFirst, isLast, onChange, onMove, onRemove }: Props) {
  const playback = usePlayback();
  const name = `${clock(part.startMs, true)}–${clock(part.endMs, true)}`;
  const watch = () => {
    playback.setLoop([part.startMs, part.endMs]);
    playback.seek(part.startMs);
  };
  return (
    <li className="person">
      <div className="spread">
        <button type="button" className="time" aria-label={t.highlights.watch(name)} onClick={watch}>
          {name}
        </button>
        <span className="actions">
          <button
            type="button"
            className="quiet"
            aria-label={`${t.highlights.up}: ${name}`}
            disabled={isFirst}
            onClick={() => onMove(-1)}
          >
            ↑
          </button>
          <button
            type="button"
            className="quiet"
            aria-label={`${t.highlights.down}: ${name}`}
            disabled={isLast}
            onClick={() => onMove(1)}
          >
            ↓
          </button>
          <button
            type="button"
            className="quiet"
            aria-label={`${t.highlights.remove}: ${name}`}
            onClick={onRemove}
          >
            ✕
          </button>
        </span>
      </div>
      {reason && <p className="soft wrap">{reason}</p>}
      <div className="edges">
        <Edge
          part={part}
          edge="startMs"
          label={t.highlights.from}
          durationMs={durationMs}
          onChange={onChange}
        />
        <Edge part={part} edge="endMs" label={t.highlights.to} durationMs={durationMs} onChange={onChange} />
      </div>
    </li>
  );
}

interface EdgeProps extends Pick<Props, "part" | "durationMs" | "onChange"> {
  edge: keyof Part;
  label: string;
}

function Edge({ part, edge, label, durationMs, onChange }: EdgeProps) {
  const move = (ms: number) => onChange(withEdge(part, edge, ms, durationMs));
  return (
    <TimeField
      label={label}
      here={t.highlights.here}
      step="0.1"
      max={durationMs / 1000}
      value={part[edge] / 1000}
      onType={(seconds) => move(Number(seconds) * 1000)}
      onHere={move}
    />
  );
}

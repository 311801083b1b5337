import { clock } from "../format";
import { fileName } from "../parts/fileName";
import { t } from "../texts";
import { useLoop, usePlayback } from "../video/playback";
import { PartRow } from "./PartRow";
import type { Part } from "./parts";
import type { Reel } from "./useReel";

/** The moments that stand out: found, chosen, put in order, and made into a reel. */
export function Highlights({ reel, title }: { reel: Reel; title: string }) {
  const { found, busy, parts } = reel;
  const playback = usePlayback();
  const reasonOf = (part: Part) =>
    found?.segments?.find((one) => one.start_millis === part.startMs && one.end_millis === part.endMs)
      ?.reason;
  return (
    <div className="stack tight">
      <p className="soft">{found?.message || t.highlights.lead}</p>
      {busy && <progress max={100} value={found?.progress ?? 0} aria-label={t.highlights.making} />}
      <div className="actions">
        <button type="button" disabled={busy} onClick={reel.find}>
          {t.highlights.find}
        </button>
        <AddPart onAdd={reel.add} />
      </div>
      <ol className="stack tight">
        {parts.map((part, index) => (
          <PartRow
            // biome-ignore lint/suspicious/noArrayIndexKey: parts are known by their place alone
            key={index}
            part={part}
            reason={reasonOf(part)}
            durationMs={playback.durationMs}
            isFirst={index === 0}
            isLast={index === parts.length - 1}
            onChange={(to) => reel.change(index, to)}
            onMove={(by) => reel.move(index, by)}
            onRemove={() => reel.remove(index)}
          />
        ))}
      </ol>
      <div className="actions">
        {reel.isChanged && (
          <>
            <button
              type="button"
              className="primary"
              disabled={busy || parts.length === 0}
              onClick={reel.make}
            >
              {t.highlights.make}
            </button>
            <button type="button" onClick={reel.forget}>
              {t.common.cancel}
            </button>
          </>
        )}
        {found?.highlight_url && (
          <a className="button" href={found.highlight_url} download={fileName(`${title} highlights`, "mp4")}>
            ↓ {t.highlights.reel(clock(found.duration_millis ?? 0))}
          </a>
        )}
      </div>
    </div>
  );
}

/** The looped stretch, else five seconds from the playhead on. */
function AddPart({ onAdd }: { onAdd: (part: Part) => void }) {
  const playback = usePlayback();
  const loop = useLoop();
  const add = () => {
    const end = playback.durationMs;
    const [from, to] = loop ?? [Math.min(playback.ms, end - 1000), Math.min(playback.ms + 5000, end)];
    onAdd({ startMs: Math.max(0, Math.round(from)), endMs: Math.round(to) });
  };
  return (
    <button type="button" onClick={add}>
      {loop ? t.highlights.addLoop : t.highlights.addHere}
    </button>
  );
}

import { useEffect, useRef, useState } from "react";
import { leadingOf } from "../api/media";
import { capital, clock } from "../format";
import { sentimentOf } from "../palette";
import { EmotionName } from "../parts/EmotionBars";
import { t } from "../texts";
import { usePlayback, usePlayhead } from "../video/playback";
import type { AudioEditing } from "./edits";
import { SegmentForm } from "./SegmentForm";
import { type Segment, segmentAt } from "./segments";

interface Props {
  segments: readonly Segment[];
  speakers: readonly { id: number; name: string }[];
  editing: AudioEditing;
}

/** Who says what: follows the playhead, seeks, and is edited in place. */
export function Transcript({ segments, speakers, editing }: Props) {
  const playback = usePlayback();
  const ms = usePlayhead(200);
  const current = segmentAt(segments, ms);
  const [edited, setEdited] = useState<number | null>(null);
  const list = useFollowing(current, playback.playing);
  if (segments.length === 0) return <p>{t.audio.noSpeech}</p>;
  return (
    <ol className="transcript" ref={list}>
      {segments.map((segment, index) => (
        <li
          key={`${segment.startMs}-${segment.speakerId}`}
          className="segment"
          aria-current={index === current}
        >
          {index === edited ? (
            <SegmentForm
              segment={segment}
              speakers={speakers}
              editing={editing}
              onDone={() => setEdited(null)}
            />
          ) : (
            <Line segment={segment} onEdit={() => setEdited(index)} />
          )}
        </li>
      ))}
    </ol>
  );
}

function Line({ segment, onEdit }: { segment: Segment; onEdit: () => void }) {
  const playback = usePlayback();
  const at = clock(segment.startMs, true);
  const words = leadingOf(segment.words);
  const voice = leadingOf(segment.voice);
  return (
    <>
      <p className="segment-head">
        <button
          type="button"
          className="time"
          aria-label={t.video.seek(at)}
          onClick={() => playback.seek(segment.startMs)}
        >
          {at}
        </button>
        <strong className="wrap">{segment.speaker}</strong>
        <button type="button" className="quiet" aria-label={`${t.audio.editSegment}: ${at}`} onClick={onEdit}>
          ✎
        </button>
      </p>
      <p className="wrap">{segment.text || "…"}</p>
      <p className="segment-scores soft">
        {voice && (
          <span>
            {t.audio.voice}: <EmotionName name={voice} />
          </span>
        )}
        {words && (
          <span className="actions" data-sentiment={sentimentOf(words)}>
            {t.audio.words}: <span className="swatch" aria-hidden="true" /> {capital(words)}
          </span>
        )}
        {segment.pending && <span>{t.audio.pending}</span>}
      </p>
    </>
  );
}

/** Keeps what is being said in view, while it plays. */
function useFollowing(current: number, playing: boolean) {
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const line = list.current?.children[current];
    if (!playing || !line || !list.current) return;
    const [box, outer] = [line.getBoundingClientRect(), list.current.getBoundingClientRect()];
    if (box.top < outer.top || box.bottom > outer.bottom) list.current.scrollTop += box.top - outer.top - 40;
  }, [current, playing]);
  return list;
}

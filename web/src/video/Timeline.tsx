import { useEffect, useMemo, useRef, useState } from "react";
import type { Segment } from "../audio/segments";
import type { Peaks } from "../audio/usePeaks";
import type { Reel } from "../highlights/useReel";
import type { Emotion } from "../palette";
import { onThemeChange } from "../shell/theme";
import { t } from "../texts/en";
import { Lanes } from "./Lanes";
import { heightOf, paintLanes } from "./lanes";
import { Marks } from "./Marks";
import { usePlayback } from "./playback";
import { useSeries } from "./series";
import { TimelineNames } from "./TimelineNames";
import { useView } from "./useView";

export interface Person {
  id: number;
  name: string;
  image: string;
}

interface Props {
  id: string;
  edition: number;
  people: readonly Person[];
  segments: readonly Segment[];
  peaks: Peaks | undefined;
  emotions: readonly Emotion[];
  smoothMs: number;
  /** The parts of a reel, to be dragged by their edges; without it there is no lane for them. */
  reel?: Reel;
  followed: number | null;
  onFollow: (face: number | null) => void;
}

/** One time axis for everything: curves of each person and what each voice said, under one playhead. */
export function Timeline({
  id,
  edition,
  people,
  segments,
  peaks,
  emotions,
  smoothMs,
  reel,
  followed,
  onFollow,
}: Props) {
  const playback = usePlayback();
  const lanes = useRef<HTMLDivElement>(null);
  const view = useView(playback, lanes);
  const width = useWidth(lanes);
  const series = useSeries(id, edition, view.range, playback.durationMs, width);
  const speakers = useMemo(() => speakersOf(segments), [segments]);
  const faces = useMemo(() => people.map((person) => person.id), [people]);
  const height = heightOf(people.length, speakers.length, peaks !== undefined, reel !== undefined);
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const paint = () => {
      if (!canvas.current) return;
      const ids = speakers.map((speaker) => speaker.id);
      paintLanes(canvas.current, {
        width,
        view: view.range,
        timeline: series.data,
        faces,
        emotions,
        smoothMs,
        peaks,
        speakers: ids,
        segments,
      });
    };
    paint();
    return onThemeChange(paint);
  }, [view.range, series.data, faces, emotions, smoothMs, peaks, speakers, segments, width]);
  return (
    <section className="timeline" aria-label={t.video.timeline}>
      <div className="spread">
        <p className="soft timeline-help">{t.video.timelineHelp}</p>
        <div className="actions">
          <button
            type="button"
            aria-label={t.video.zoomOut}
            disabled={view.whole}
            onClick={() => view.zoom(2)}
          >
            −
          </button>
          <button type="button" aria-label={t.video.zoomIn} onClick={() => view.zoom(0.5)}>
            +
          </button>
          <button type="button" disabled={view.whole} onClick={view.reset}>
            {t.video.zoomAll}
          </button>
        </div>
      </div>
      <div className="timeline-grid">
        <TimelineNames
          people={people}
          speakers={speakers}
          withWave={peaks !== undefined}
          withMarks={reel !== undefined}
          followed={followed}
          onFollow={onFollow}
        />
        <div className="lanes-box">
          <Lanes lanes={lanes} range={view.range} height={height}>
            <canvas ref={canvas} style={{ height: `${height}px` }} />
          </Lanes>
          {reel && <Marks reel={reel} range={view.range} />}
        </div>
      </div>
    </section>
  );
}

function useWidth(element: React.RefObject<HTMLElement | null>): number {
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (!element.current) return;
    const watch = new ResizeObserver(([entry]) => setWidth(Math.round(entry?.contentRect.width ?? 0)));
    watch.observe(element.current);
    return () => watch.disconnect();
  }, [element]);
  return width;
}

function speakersOf(segments: readonly Segment[]): { id: number; name: string }[] {
  const names = new Map(segments.map((segment) => [segment.speakerId, segment.speaker]));
  return [...names].sort((a, b) => a[0] - b[0]).map(([id, name]) => ({ id, name }));
}

import { useEffect, useMemo, useRef, useState } from "react";
import type { Segment } from "../audio/segments";
import { useWave } from "../audio/useWave";
import type { Reel } from "../highlights/useReel";
import type { Emotion } from "../palette";
import { onThemeChange } from "../shell/theme";
import { t } from "../texts";
import { Lanes } from "./Lanes";
import { heightOf, paintLanes, speechTop } from "./lanes";
import { Marks } from "./Marks";
import { usePlayback } from "./playback";
import { SegmentEdges } from "./SegmentEdges";
import { type Stretch, useSeries } from "./series";
import { TimelineNames } from "./TimelineNames";
import { type MoveSegment, useEdgeDraft } from "./useEdgeDraft";
import { useView } from "./useView";

export interface Person {
  id: number;
  name: string;
  image: string;
}

/** What is heard: the audio whose waveform is drawn, and the correction of when its segments begin and end. */
export interface Heard {
  /** Empty where there is no sound. */
  audioId: string;
  segments: readonly Segment[];
  /** The part of the recording that was analysed, in milliseconds. */
  within: Stretch;
  onMove: MoveSegment;
  /** How far one press of an arrow key moves an edge. */
  stepMs: number;
}

interface Props {
  /** Of the video whose people's curves are drawn; empty where there are no pictures. */
  id: string;
  edition: number;
  people: readonly Person[];
  heard: Heard;
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
  heard,
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
  const wave = useWave(heard.audioId, view.range, playback.durationMs, width);
  const withWave = heard.audioId !== "" && !wave.isError;
  const draft = useEdgeDraft(heard.segments, heard.onMove);
  const { segments } = draft;
  const speakers = useMemo(() => speakersOf(heard.segments), [heard.segments]);
  const ids = useMemo(() => speakers.map((speaker) => speaker.id), [speakers]);
  const faces = useMemo(() => people.map((person) => person.id), [people]);
  const height = heightOf(people.length, speakers.length, withWave, reel !== undefined);
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const paint = () => {
      if (!canvas.current) return;
      paintLanes(canvas.current, {
        width,
        view: view.range,
        timeline: series.data,
        faces,
        emotions,
        smoothMs,
        withWave,
        wave: wave.data,
        speakers: ids,
        segments,
      });
    };
    paint();
    return onThemeChange(paint);
  }, [view.range, series.data, faces, emotions, smoothMs, withWave, wave.data, ids, segments, width]);
  return (
    <section className="timeline" aria-label={t.video.timeline}>
      <div className="spread">
        <p className="soft timeline-help">{t.video.timelineHelp}</p>
        <Zoom view={view} />
      </div>
      {segments.length > 0 && <p className="soft timeline-help">{t.audio.edgesHelp}</p>}
      {wave.isError && <p className="soft">{t.audio.noWaveform}</p>}
      {wave.data?.status === "processing" && (
        <p className="soft" role="status">
          {t.audio.waveformMaking}
        </p>
      )}
      <div className="timeline-grid">
        <TimelineNames
          people={people}
          speakers={speakers}
          withWave={withWave}
          withMarks={reel !== undefined}
          followed={followed}
          onFollow={onFollow}
        />
        <div className="lanes-box">
          <Lanes lanes={lanes} range={view.range} height={height}>
            <canvas ref={canvas} style={{ height: `${height}px` }} />
          </Lanes>
          <SegmentEdges
            draft={draft}
            speakers={ids}
            top={speechTop(people.length, withWave)}
            range={view.range}
            within={heard.within}
            width={width}
            stepMs={heard.stepMs}
          />
          {reel && <Marks reel={reel} range={view.range} />}
        </div>
      </div>
    </section>
  );
}

function Zoom({ view }: { view: ReturnType<typeof useView> }) {
  return (
    <div className="actions">
      <button type="button" aria-label={t.video.zoomOut} disabled={view.whole} onClick={() => view.zoom(2)}>
        −
      </button>
      <button type="button" aria-label={t.video.zoomIn} onClick={() => view.zoom(0.5)}>
        +
      </button>
      <button type="button" disabled={view.whole} onClick={view.reset}>
        {t.video.zoomAll}
      </button>
    </div>
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

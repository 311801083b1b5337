/** Painting the lanes of the timeline. Positions are in CSS pixels, times in milliseconds. */

import type { Segment } from "../audio/segments";
import { columnsOf, type Wave } from "../audio/useWave";
import { clock } from "../format";
import { colour, DASHES, type Emotion } from "../palette";
import { type Series, type Stretch, smooth, type Timeline } from "./series";

export const RULER = 26;
export const LANE = 66;
export const SPEECH = 34;
export const WAVE = 56;
export const MARKS = 34;

const STEPS = [
  40, 100, 200, 500, 1000, 2000, 5000, 10_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000,
  3_600_000,
];
const LABEL_PX = 74;

export interface Scene {
  width: number;
  view: Stretch;
  timeline: Timeline | undefined;
  faces: readonly number[];
  emotions: readonly Emotion[];
  smoothMs: number;
  /** Whether there is a lane for the wave, which is drawn once it is known. */
  withWave: boolean;
  wave: Wave | undefined;
  speakers: readonly number[];
  segments: readonly Segment[];
}

export function heightOf(faces: number, speakers: number, withWave: boolean, withMarks: boolean): number {
  return RULER + faces * LANE + (withWave ? WAVE : 0) + speakers * SPEECH + (withMarks ? MARKS : 0);
}

/** Where the lanes of speech begin. */
export function speechTop(faces: number, withWave: boolean): number {
  return heightOf(faces, 0, withWave, false);
}

export function paintLanes(canvas: HTMLCanvasElement, scene: Scene): void {
  const dense = devicePixelRatio || 1;
  const { width } = scene;
  const height = canvas.clientHeight;
  canvas.width = Math.round(width * dense);
  canvas.height = Math.round(height * dense);
  const brush = canvas.getContext("2d");
  if (!brush || width === 0) return;
  brush.setTransform(dense, 0, 0, dense, 0, 0);
  const [from, to] = scene.view;
  const x = (ms: number) => ((ms - from) / (to - from)) * width;
  paintRuler(brush, scene.view, x, width, height);
  scene.faces.forEach((face, index) => {
    const top = RULER + index * LANE;
    paintFloor(brush, top + LANE, width);
    const series = scene.timeline?.faces.find((one) => one.face_id === face);
    if (scene.timeline && series) paintFace(brush, scene, scene.timeline, series, x, top);
  });
  const behind = RULER + scene.faces.length * LANE;
  if (scene.withWave) {
    paintFloor(brush, behind + WAVE, width);
    if (scene.wave) paintWave(brush, scene.wave, scene.view, width, behind);
  }
  scene.speakers.forEach((speaker, index) => {
    const top = speechTop(scene.faces.length, scene.withWave) + index * SPEECH;
    paintFloor(brush, top + SPEECH, width);
    paintSpeech(
      brush,
      scene.segments.filter((one) => one.speakerId === speaker),
      x,
      top,
      index,
    );
  });
}

function paintRuler(
  brush: CanvasRenderingContext2D,
  [from, to]: Stretch,
  x: (ms: number) => number,
  width: number,
  height: number,
): void {
  const step = STEPS.find((one) => (one / (to - from)) * width >= LABEL_PX) ?? STEPS.at(-1) ?? 1000;
  brush.font = '12px system-ui, "DejaVu Sans", sans-serif';
  brush.textBaseline = "middle";
  brush.lineWidth = 1;
  for (let ms = Math.ceil(from / step) * step; ms <= to; ms += step) {
    const at = Math.round(x(ms)) + 0.5;
    brush.strokeStyle = colour("line");
    brush.beginPath();
    brush.moveTo(at, RULER - 8);
    brush.lineTo(at, height);
    brush.stroke();
    brush.fillStyle = colour("soft");
    if (at < width - 40) brush.fillText(clock(ms, step < 1000), at + 4, RULER / 2);
  }
}

function paintFloor(brush: CanvasRenderingContext2D, y: number, width: number): void {
  brush.strokeStyle = colour("line");
  brush.lineWidth = 1;
  brush.beginPath();
  brush.moveTo(0, y - 0.5);
  brush.lineTo(width, y - 0.5);
  brush.stroke();
}

function paintFace(
  brush: CanvasRenderingContext2D,
  { emotions, smoothMs }: Scene,
  { start_ms, bin_ms }: Timeline,
  series: Series,
  x: (ms: number) => number,
  top: number,
): void {
  const tall = LANE - 12;
  const middle = (stretch: number) => x(start_ms + (stretch + 0.5) * bin_ms);
  const broad = x(bin_ms) - x(0);
  // Where the face cannot be read well, the ground is hatched: the curves mean less there.
  brush.fillStyle = hatching(brush);
  series.uncertain.forEach((share, index) => {
    if (share >= 0.5)
      brush.fillRect(middle(series.stretches[index] ?? 0) - broad / 2, top, Math.max(1, broad), LANE - 1);
  });
  // A break longer than this is a time without the face; shorter ones come from frames left out.
  const gap = Math.max(1.5, 500 / bin_ms);
  for (const emotion of emotions) {
    const values = smooth(series.emotions[emotion] ?? [], series.stretches, bin_ms, smoothMs);
    const path = new Path2D();
    let last = Number.NEGATIVE_INFINITY;
    values.forEach((value, index) => {
      const stretch = series.stretches[index] ?? 0;
      const y = top + 6 + tall * (1 - value);
      if (stretch - last > gap) path.moveTo(middle(stretch) - 0.75, y);
      path.lineTo(middle(stretch), y);
      last = stretch;
    });
    brush.setLineDash([]);
    brush.lineJoin = "round";
    brush.strokeStyle = colour("casing");
    brush.lineWidth = 3.6;
    brush.stroke(path);
    brush.setLineDash(DASHES[emotion]);
    brush.strokeStyle = colour(emotion);
    brush.lineWidth = 2.2;
    brush.stroke(path);
    brush.setLineDash([]);
  }
}

/** A column for each pixel, as tall as the loudest moment in it. */
function paintWave(
  brush: CanvasRenderingContext2D,
  wave: Wave,
  view: Stretch,
  width: number,
  top: number,
): void {
  const middle = top + WAVE / 2;
  brush.fillStyle = colour("accent");
  columnsOf(wave, view, width).forEach((loud, x) => {
    const tall = Math.max(1, loud * (WAVE - 8));
    if (loud >= 0) brush.fillRect(x, middle - tall / 2, 1, tall);
  });
}

function hatching(brush: CanvasRenderingContext2D): CanvasPattern | string {
  const tile = document.createElement("canvas");
  tile.width = tile.height = 8;
  const pen = tile.getContext("2d");
  if (!pen) return "transparent";
  pen.strokeStyle = colour("line");
  pen.lineWidth = 1.5;
  pen.beginPath();
  for (const offset of [-8, 0, 8]) {
    pen.moveTo(offset, 8);
    pen.lineTo(offset + 8, 0);
  }
  pen.stroke();
  return brush.createPattern(tile, "repeat") ?? "transparent";
}

function paintSpeech(
  brush: CanvasRenderingContext2D,
  segments: readonly Segment[],
  x: (ms: number) => number,
  top: number,
  index: number,
): void {
  brush.font = '12px system-ui, "DejaVu Sans", sans-serif';
  brush.textBaseline = "middle";
  for (const segment of segments) {
    const left = x(segment.startMs);
    const wide = Math.max(2, x(segment.endMs) - left);
    brush.fillStyle = colour(index % 2 ? "speech-b" : "speech-a");
    brush.strokeStyle = colour("edge");
    brush.beginPath();
    brush.roundRect(left + 0.5, top + 4.5, wide - 1, SPEECH - 10, 4);
    brush.fill();
    brush.stroke();
    if (wide > 40) {
      brush.save();
      brush.clip();
      brush.fillStyle = colour("ink");
      brush.fillText(segment.text, left + 6, top + SPEECH / 2);
      brush.restore();
    }
  }
}

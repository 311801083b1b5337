/** Painting what was found over the picture. */
import { colour, EMOTIONS, type Emotion } from "../palette";
import { t } from "../texts";
import type { Face, Frame } from "./frames";

const FONT = '600 13px system-ui, "DejaVu Sans", sans-serif';
const ROW = 17;

export function paint(
  canvas: HTMLCanvasElement,
  frame: Frame | null,
  videoWidth: number,
  followed: number | null,
): void {
  const dense = devicePixelRatio || 1;
  const { clientWidth: width, clientHeight: height } = canvas;
  if (canvas.width !== Math.round(width * dense)) canvas.width = Math.round(width * dense);
  if (canvas.height !== Math.round(height * dense)) canvas.height = Math.round(height * dense);
  const brush = canvas.getContext("2d");
  if (!brush) return;
  brush.setTransform(dense, 0, 0, dense, 0, 0);
  brush.clearRect(0, 0, width, height);
  const scale = width / videoWidth;
  for (const face of frame?.faces ?? [])
    paintFace(brush, face, scale, width, followed === null || face.face_id === followed);
}

function paintFace(
  brush: CanvasRenderingContext2D,
  face: Face,
  scale: number,
  width: number,
  bright: boolean,
): void {
  const [x, y, w, h] = [face.x * scale, face.y * scale, face.w * scale, face.h * scale];
  brush.globalAlpha = bright ? 1 : 0.45;
  brush.setLineDash(face.uncertain ? [6, 4] : []);
  brush.lineWidth = 5;
  brush.strokeStyle = "#000a";
  brush.strokeRect(x, y, w, h);
  brush.lineWidth = 2.5;
  brush.strokeStyle = colour(face.dominant_emotion);
  brush.strokeRect(x, y, w, h);
  brush.setLineDash([]);
  if (bright) paintLabel(brush, face, x, y, w, h, width);
  brush.globalAlpha = 1;
}

function paintLabel(
  brush: CanvasRenderingContext2D,
  face: Face,
  x: number,
  y: number,
  w: number,
  h: number,
  width: number,
): void {
  const name = face.name ?? t.video.unnamed(face.face_id);
  const leading = leadingOf(face, 3);
  brush.font = FONT;
  const labels = leading.map((emotion) => t.emotions[emotion]);
  const nameWidth = Math.max(...labels.map((label) => brush.measureText(label).width));
  const box = Math.max(nameWidth + 62, brush.measureText(name).width) + 12;
  const tall = ROW * (leading.length + 1) + 6;
  const [left, top] = roomFor(box, tall, [x, y, w, h], width, brush.canvas.clientHeight);
  brush.fillStyle = "#000b";
  brush.fillRect(left, top, box, tall);
  brush.textBaseline = "middle";
  brush.fillStyle = "#fff";
  brush.fillText(name, left + 6, top + ROW / 2 + 3);
  leading.forEach((emotion, index) => {
    const middle = top + ROW * (index + 1.5) + 3;
    brush.fillStyle = "#fff";
    brush.fillText(t.emotions[emotion], left + 6, middle);
    brush.fillStyle = "#fff4";
    brush.fillRect(left + nameWidth + 12, middle - 4, 54, 8);
    brush.fillStyle = colour(emotion);
    brush.fillRect(left + nameWidth + 12, middle - 4, 54 * face.emotions[emotion], 8);
    brush.strokeStyle = "#fff8";
    brush.lineWidth = 1;
    brush.strokeRect(left + nameWidth + 12, middle - 4, 54, 8);
  });
}

/** A corner for the label: beside the face where there is room, else below it, else within it. */
function roomFor(
  wide: number,
  tall: number,
  [x, y, w, h]: readonly [number, number, number, number],
  width: number,
  height: number,
): readonly [number, number] {
  const top = Math.max(0, Math.min(y, height - tall));
  if (x + w + 6 + wide <= width) return [x + w + 6, top];
  if (x - 6 - wide >= 0) return [x - 6 - wide, top];
  const left = Math.max(0, Math.min(x, width - wide));
  return [left, Math.min(y + h + 6, height - tall - 2)];
}

/** The emotions with the largest shares, at least one, and none that hardly shows. */
export function leadingOf(face: Face, most: number): Emotion[] {
  const sorted = [...EMOTIONS].sort((a, b) => face.emotions[b] - face.emotions[a]);
  return sorted.filter((name, index) => index === 0 || face.emotions[name] >= 0.05).slice(0, most);
}

/** The face at a point of the canvas, if any. */
export function faceAt(
  frame: Frame | null,
  canvas: HTMLCanvasElement,
  videoWidth: number,
  x: number,
  y: number,
): Face | null {
  const scale = canvas.clientWidth / videoWidth;
  const inside = (face: Face) =>
    x >= face.x * scale &&
    x <= (face.x + face.w) * scale &&
    y >= face.y * scale &&
    y <= (face.y + face.h) * scale;
  return frame?.faces.find(inside) ?? null;
}

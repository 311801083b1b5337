import { describe, expect, it } from "vitest";
import { type LiveFace, leading, Pace, read, sentSize } from "../src/live/messages";
import { cameraFault } from "../src/live/useLive";
import { t } from "../src/texts/en";

const EMOTIONS = {
  angry: 0,
  contempt: 0,
  disgust: 0,
  fear: 0,
  happy: 0.7,
  neutral: 0.2,
  sad: 0.1,
  surprise: 0,
};
const FACE: LiveFace = {
  track_id: 1,
  box: { x: 0, y: 0, w: 10, h: 10 },
  quality: 0.8,
  uncertain: false,
  emotions: EMOTIONS,
  dominant_emotion: "happy",
  valence: 0.5,
  arousal: 0.1,
  intensity: 0.6,
};

describe("messages of the server", () => {
  it("are read, and what is none is left out", () => {
    expect(read('{"type":"ready"}')).toEqual({ type: "ready" });
    expect(read('{"type":"frame","number":3}')).toMatchObject({ number: 3 });
    for (const odd of ["rubbish", '{"type":"else"}', "{}", new Blob()]) expect(read(odd)).toBeNull();
  });
});

describe("the emotion written at a face", () => {
  it("is the largest share, and none where the face cannot be read", () => {
    expect(leading(FACE)).toBe("happy");
    expect(leading({ ...FACE, emotions: { ...EMOTIONS, sad: 0.9 } })).toBe("sad");
    expect(leading({ ...FACE, uncertain: true })).toBeNull();
  });
});

describe("the size that is sent", () => {
  it("has a longer side of 640 pixels at most and keeps its shape", () => {
    expect(sentSize(1280, 720)).toEqual([640, 360]);
    expect(sentSize(720, 1280)).toEqual([360, 640]);
    expect(sentSize(320, 240)).toEqual([320, 240]);
  });
});

describe("the pace", () => {
  it("tells frames per second and the mean delay", () => {
    const pace = new Pace();
    for (let number = 0; number < 5; number++) {
      pace.send(number, number * 100);
      pace.answer(number, number * 100 + 60);
    }
    expect(pace.figures()).toEqual({ fps: 10, delayMs: 60 });
  });

  it("waits no more for frames that were passed over", () => {
    const pace = new Pace();
    pace.send(0, 0);
    pace.send(1, 10);
    expect(pace.waiting).toBe(2);
    pace.answer(1, 50);
    expect(pace.waiting).toBe(0);
    pace.answer(0, 60);
    expect(pace.figures()).toEqual({ fps: 0, delayMs: 40 });
  });

  it("forgets what is older than two seconds", () => {
    const pace = new Pace();
    for (const at of [0, 5000, 5500]) {
      pace.send(at, at);
      pace.answer(at, at + 10);
    }
    expect(pace.figures().fps).toBe(2);
  });
});

describe("why there is no camera", () => {
  it("is told by what the browser says", () => {
    expect(cameraFault(new DOMException("", "NotAllowedError"))).toBe(t.live.refused);
    expect(cameraFault(new DOMException("", "NotFoundError"))).toBe(t.live.noCamera);
    expect(cameraFault(new DOMException("", "NotSupportedError"))).toBe(t.live.unsupported);
    expect(cameraFault(new DOMException("", "NotReadableError"))).toBe(t.live.cameraBusy);
  });
});

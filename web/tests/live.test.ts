import { describe, expect, it } from "vitest";
import { cameraFault, microphoneFault } from "../src/live/devices";
import { type LiveFace, leading, loudness, Pace, read, sentSize } from "../src/live/messages";
import { messageOf, PIECE, Pieces, RATE_HZ, Resampler } from "../src/live/sound";
import { t } from "../src/texts";

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
    expect(read('{"type":"sound","speaking":true}')).toMatchObject({ speaking: true });
    expect(read('{"type":"segment","text":"Hi."}')).toMatchObject({ text: "Hi." });
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

describe("why there is no microphone", () => {
  it("is told by what the browser says", () => {
    expect(microphoneFault(new DOMException("", "NotAllowedError"))).toBe(t.live.microphoneRefused);
    expect(microphoneFault(new DOMException("", "NotFoundError"))).toBe(t.live.noMicrophone);
    expect(microphoneFault(new DOMException("", "NotReadableError"))).toBe(t.live.microphoneBusy);
  });
});

/** A tone of full scale, a second of it. */
function tone(hz: number, rateHz: number): Float32Array {
  return Float32Array.from({ length: rateHz }, (_, at) => Math.sin((2 * Math.PI * hz * at) / rateHz));
}

/** Pushed in blocks as a worklet gives them. */
function resampled(samples: Float32Array, rateHz: number, block = 128): number[] {
  const resampler = new Resampler(rateHz);
  const given: number[] = [];
  for (let at = 0; at < samples.length; at += block)
    given.push(...resampler.push(samples.slice(at, at + block)));
  return given;
}

function power(samples: readonly number[]): number {
  const middle = samples.slice(2000, -2000);
  return middle.reduce((sum, one) => sum + one * one, 0) / middle.length;
}

describe("sound on its way to the server", () => {
  for (const rateHz of [48_000, 44_100, 8000]) {
    it(`keeps a tone of 1 kHz as it is, from ${rateHz} Hz`, () => {
      const found = resampled(tone(1000, rateHz), rateHz);
      expect(Math.abs(found.length - RATE_HZ)).toBeLessThan(60);
      const wanted = tone(1000, RATE_HZ);
      const middle = found.slice(2000, 12_000);
      const off = Math.max(...middle.map((one, at) => Math.abs(one - (wanted[at + 2000] ?? 0))));
      expect(off).toBeLessThan(0.01);
    });
  }

  it("loses what 16 kHz cannot hold, instead of folding it back", () => {
    expect(power(resampled(tone(11_000, 48_000), 48_000))).toBeLessThan(1e-4);
    expect(power(resampled(tone(6000, 48_000), 48_000))).toBeGreaterThan(0.45);
  });

  it("does not depend on how long the blocks are", () => {
    const one = resampled(tone(440, 44_100), 44_100, 128);
    const other = resampled(tone(440, 44_100), 44_100, 4410);
    expect(Math.max(...one.slice(0, 15_000).map((x, at) => Math.abs(x - (other[at] ?? 0))))).toBeLessThan(
      1e-6,
    );
  });

  it("goes in tenths of a second, marked, low byte first, and never beyond full scale", () => {
    const pieces = new Pieces();
    expect(pieces.push(new Float32Array(PIECE - 1))).toEqual([]);
    const [message, ...more] = pieces.push(Float32Array.of(2, -2));
    expect(more).toEqual([]);
    const view = new DataView(message ?? new ArrayBuffer(0));
    expect(view.byteLength).toBe(4 + 2 * PIECE);
    expect(String.fromCharCode(...new Uint8Array(view.buffer, 0, 4))).toBe("PC16");
    expect(view.getInt16(4 + 2 * (PIECE - 1), true)).toBe(32_767);
    expect([...new Uint8Array(messageOf(Int16Array.of(258)))].slice(4)).toEqual([2, 1]);
  });

  it("fills the meter from hardly audible to as loud as can be", () => {
    expect([-80, -60, -30, 0].map(loudness)).toEqual([0, 0, 0.5, 1]);
  });
});

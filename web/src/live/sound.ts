/** What a microphone hears, as `/v2/live` takes it: one channel, 16-bit samples at 16 kHz, a tenth of a second each. */

export const RATE_HZ = 16_000;
export const PIECE = RATE_HZ / 10;
const MARK = "PC16";
const HALF_WIDTH = 16;
const STEPS = 256;

/** Brings samples to 16 kHz as they come, with what is too high for that taken out. */
export class Resampler {
  private readonly ratio: number;
  private readonly half: number;
  private readonly kernel: Float32Array;
  private kept = new Float32Array(0);
  /** Where in `kept` the next sample to give lies. */
  private next = 0;

  constructor(fromHz: number) {
    this.ratio = fromHz / RATE_HZ;
    const widest = Math.max(1, this.ratio);
    this.half = Math.ceil(HALF_WIDTH * widest);
    this.kernel = Float32Array.from({ length: this.half * STEPS + 2 }, (_, at) => {
      const x = at / STEPS / widest;
      const window = 0.5 + 0.5 * Math.cos((Math.PI * x) / HALF_WIDTH);
      // A little below half the rate, so that little of what lies above it folds back.
      return x >= HALF_WIDTH ? 0 : sinc(0.94 * x) * window;
    });
  }

  push(samples: Float32Array): Float32Array {
    if (this.ratio === 1) return samples;
    const joined = new Float32Array(this.kept.length + samples.length);
    joined.set(this.kept);
    joined.set(samples, this.kept.length);
    const given: number[] = [];
    for (; this.next + this.half < joined.length; this.next += this.ratio)
      given.push(this.at(joined, this.next));
    const first = Math.max(0, Math.floor(this.next) - this.half);
    this.kept = joined.slice(first);
    this.next -= first;
    return Float32Array.from(given);
  }

  private at(samples: Float32Array, place: number): number {
    let sum = 0;
    let total = 0;
    const last = Math.floor(place + this.half);
    for (let at = Math.max(0, Math.ceil(place - this.half)); at <= last; at++) {
      const weight = this.kernel[Math.round(Math.abs(at - place) * STEPS)] ?? 0;
      sum += weight * (samples[at] ?? 0);
      total += weight;
    }
    return total > 0 ? sum / total : 0;
  }
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}

/** Gathers samples at 16 kHz into messages of equal length. */
export class Pieces {
  private readonly waiting = new Int16Array(PIECE);
  private count = 0;

  push(samples: Float32Array): ArrayBuffer[] {
    const full: ArrayBuffer[] = [];
    for (const sample of samples) {
      this.waiting[this.count++] = Math.round(32_767 * Math.min(1, Math.max(-1, sample)));
      if (this.count < PIECE) continue;
      full.push(messageOf(this.waiting));
      this.count = 0;
    }
    return full;
  }
}

/** The mark, then the samples with their low byte first, whatever the machine's own order is. */
export function messageOf(samples: Int16Array): ArrayBuffer {
  const message = new DataView(new ArrayBuffer(MARK.length + 2 * samples.length));
  for (let at = 0; at < MARK.length; at++) message.setUint8(at, MARK.charCodeAt(at));
  samples.forEach((sample, at) => {
    message.setInt16(MARK.length + 2 * at, sample, true);
  });
  return message.buffer as ArrayBuffer;
}

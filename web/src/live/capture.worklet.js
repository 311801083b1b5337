/** Runs beside the page, where sound comes in: hands on what the microphone hears, all channels mixed. */
class Capture extends AudioWorkletProcessor {
  process([channels]) {
    const [first, ...others] = channels;
    if (first) {
      const mixed = Float32Array.from(first);
      for (const other of others) for (let at = 0; at < mixed.length; at++) mixed[at] += other[at];
      if (others.length) for (let at = 0; at < mixed.length; at++) mixed[at] /= channels.length;
      this.port.postMessage(mixed, [mixed.buffer]);
    }
    return true;
  }
}

registerProcessor("capture", Capture);

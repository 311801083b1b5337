import captureUrl from "./capture.worklet.js?url";
import { Pieces, Resampler } from "./sound";

/** Hands on what a stream's microphone hears, in messages for the server. Gives what ends that. */
export async function capture(
  stream: MediaStream,
  onPiece: (message: ArrayBuffer) => void,
): Promise<() => void> {
  const context = new AudioContext();
  const end = () => {
    context.close().catch(() => undefined);
  };
  try {
    await context.audioWorklet.addModule(captureUrl);
    const source = context.createMediaStreamSource(stream);
    const node = new AudioWorkletNode(context, "capture");
    const [resampler, pieces] = [new Resampler(context.sampleRate), new Pieces()];
    node.port.onmessage = ({ data }: MessageEvent<Float32Array>) => {
      for (const message of pieces.push(resampler.push(data))) onPiece(message);
    };
    source.connect(node);
    // Some browsers run only what leads to an output. Nothing is heard: the node gives out silence.
    node.connect(context.destination);
    await context.resume();
    return () => {
      node.port.onmessage = null;
      end();
    };
  } catch (error) {
    end();
    throw error;
  }
}

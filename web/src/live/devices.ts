/** Camera and microphone of this machine: asked for together, and apart where that fails. */
import { t } from "../texts";

export interface Wanted {
  camera: boolean;
  microphone: boolean;
}

export interface Opened {
  camera: MediaStream | null;
  microphone: MediaStream | null;
  /** Why a wanted device is missing, in words. */
  faults: readonly string[];
}

const CAMERA = { width: { ideal: 1280 }, height: { ideal: 720 }, facingMode: "user" };
// Made for calls, these would change how a voice sounds, which is what is listened to.
const MICROPHONE = { echoCancellation: true, noiseSuppression: false, autoGainControl: false };

export async function openDevices(wanted: Wanted): Promise<Opened> {
  // Browsers offer devices to pages from https and from this machine only.
  if (!navigator.mediaDevices?.getUserMedia) {
    return { camera: null, microphone: null, faults: [t.live.unsupported] };
  }
  if (wanted.camera && wanted.microphone) {
    try {
      const both = await navigator.mediaDevices.getUserMedia({ video: CAMERA, audio: MICROPHONE });
      return {
        camera: new MediaStream(both.getVideoTracks()),
        microphone: new MediaStream(both.getAudioTracks()),
        faults: [],
      };
    } catch {
      // One of them may work without the other.
    }
  }
  const faults: string[] = [];
  const open = async (constraints: MediaStreamConstraints, why: (error: unknown) => string) => {
    try {
      return await navigator.mediaDevices.getUserMedia(constraints);
    } catch (error) {
      faults.push(why(error));
      return null;
    }
  };
  const camera = wanted.camera ? await open({ video: CAMERA }, cameraFault) : null;
  const microphone = wanted.microphone ? await open({ audio: MICROPHONE }, microphoneFault) : null;
  return { camera, microphone, faults };
}

/** Why there is no camera, in words. */
export function cameraFault(error: unknown): string {
  const { refused, noCamera, cameraBusy } = t.live;
  return faultOf(error, refused, noCamera, cameraBusy);
}

/** Why there is no microphone, in words. */
export function microphoneFault(error: unknown): string {
  const { microphoneRefused, noMicrophone, microphoneBusy } = t.live;
  return faultOf(error, microphoneRefused, noMicrophone, microphoneBusy);
}

function faultOf(error: unknown, refused: string, missing: string, busy: string): string {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotSupportedError") return t.live.unsupported;
  if (name === "NotAllowedError" || name === "SecurityError") return refused;
  if (name === "NotFoundError" || name === "OverconstrainedError") return missing;
  return busy;
}

export function close(...streams: readonly (MediaStream | null)[]): void {
  for (const stream of streams) for (const track of stream?.getTracks() ?? []) track.stop();
}

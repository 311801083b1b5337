import type { Segment } from "../audio/segments";
import { useAudioKeys } from "../audio/useAudioKeys";
import { useKeys } from "../shell/shortcuts";
import type { Frames } from "./frames";
import { usePlayback } from "./playback";

interface Actions {
  frames: Frames;
  segments: readonly Segment[];
  onOverlay: () => void;
  onUndo: () => void;
  onRedo: () => void;
  onPerson: (place: number) => void;
}

/** The keys of the video page, as the list behind `?` names them. */
export function useVideoKeys({ frames, segments, onOverlay, onUndo, onRedo, onPerson }: Actions): void {
  const playback = usePlayback();
  const step = (by: 1 | -1) => {
    playback.pause();
    playback.seek(frames.step(playback.ms, by));
  };
  const people = Object.fromEntries(
    Array.from({ length: 9 }, (_, place) => [String(place + 1), () => onPerson(place)]),
  );
  useAudioKeys({ segments, onUndo, onRedo });
  useKeys({ ...people, ",": () => step(-1), ".": () => step(1), o: onOverlay });
}

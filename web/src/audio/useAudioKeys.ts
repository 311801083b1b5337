import { useKeys } from "../shell/shortcuts";
import { usePlayback } from "../video/playback";
import { neighbour, type Segment } from "./segments";

interface Actions {
  segments: readonly Segment[];
  onUndo: () => void;
  onRedo: () => void;
}

/** The keys of whatever is played; those of pictures come on top. */
export function useAudioKeys({ segments, onUndo, onRedo }: Actions): void {
  const playback = usePlayback();
  const jump = (by: 1 | -1) => {
    const to = neighbour(segments, playback.ms, by);
    if (to !== undefined) playback.seek(to);
  };
  useKeys({
    " ": () => playback.toggle(),
    k: () => playback.toggle(),
    ArrowLeft: () => playback.seek(playback.ms - 1000),
    ArrowRight: () => playback.seek(playback.ms + 1000),
    j: () => jump(-1),
    l: () => jump(1),
    "[": () => playback.beginLoop(),
    "]": () => playback.endLoop(),
    Escape: () => playback.setLoop(null),
    m: () => playback.setMuted(!playback.muted),
    u: onUndo,
    U: onRedo,
  });
}

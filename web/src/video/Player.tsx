import { type MouseEvent, useEffect, useRef, useState } from "react";
import type { Schemas } from "../api/client";
import { onThemeChange } from "../shell/theme";
import { t } from "../texts";
import { AnnotatedVideo } from "./AnnotatedVideo";
import { Controls } from "./Controls";
import type { Frames } from "./frames";
import { faceAt, paint } from "./overlay";
import { usePlayback } from "./playback";

interface Props {
  video: Schemas["VideoResponse"];
  frames: Frames;
  overlay: boolean;
  onOverlay: (to: boolean) => void;
  followed: number | null;
  onFollow: (face: number | null) => void;
}

export function Player({ video, frames, overlay, onOverlay, followed, onFollow }: Props) {
  const playback = usePlayback();
  const stage = useRef<HTMLDivElement>(null);
  const element = useRef<HTMLVideoElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const [unplayable, setUnplayable] = useState(false);
  const [source, renew] = useLastingSource(video.url);
  useEffect(() => (element.current ? playback.attach(element.current) : undefined), [playback]);
  usePainting(canvas, frames, overlay, video.width, followed);

  const click = (event: MouseEvent<HTMLCanvasElement>) => {
    const { offsetX, offsetY } = event.nativeEvent;
    const face = overlay
      ? faceAt(frames.at(playback.ms), event.currentTarget, video.width, offsetX, offsetY)
      : null;
    if (face) onFollow(face.face_id === followed ? null : face.face_id);
    else playback.toggle();
  };
  return (
    <section className="player" aria-label={t.video.player} ref={stage}>
      <div className="stage" style={{ aspectRatio: `${video.width} / ${video.height}` }}>
        {/* biome-ignore lint/a11y/useMediaCaption: the transcript beside the video follows it */}
        <video
          ref={element}
          src={source}
          preload="auto"
          playsInline
          onError={() => renew() || setUnplayable(true)}
          onLoadedData={() => {
            setUnplayable(false);
            playback.resume();
          }}
        />
        <canvas ref={canvas} onClick={click} />
      </div>
      {unplayable && (
        <div className="notice bad stack tight">
          <p>{t.video.unplayable}</p>
          <AnnotatedVideo id={video.id} make={t.video.makeCopy} />
        </div>
      )}
      <Controls frames={frames} fps={video.fps} overlay={overlay} onOverlay={onOverlay} stage={stage} />
    </section>
  );
}

/**
 * The first link of the file: a fresh signature on the same file must not start the video anew. Once the first
 * fails, as it does when it has run out, the fresh one takes its place; false where there is none.
 */
function useLastingSource(url: string): [string, () => boolean] {
  const [kept, setKept] = useState(url);
  const path = (link: string) => link.split("?")[0];
  if (path(kept) !== path(url)) setKept(url);
  const renew = () => {
    setKept(url);
    return kept !== url;
  };
  return [kept, renew];
}

function usePainting(
  canvas: React.RefObject<HTMLCanvasElement | null>,
  frames: Frames,
  overlay: boolean,
  width: number,
  followed: number | null,
): void {
  const playback = usePlayback();
  useEffect(() => {
    const element = canvas.current;
    if (!element) return;
    const draw = () => paint(element, overlay ? frames.at(playback.ms) : null, width, followed);
    draw();
    const size = new ResizeObserver(draw);
    size.observe(element);
    const ends = [
      playback.subscribe(draw),
      frames.subscribe(draw),
      onThemeChange(draw),
      () => size.disconnect(),
    ];
    return () => {
      for (const end of ends) end();
    };
  }, [canvas, frames, overlay, width, followed, playback]);
}

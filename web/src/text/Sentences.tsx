import { Fragment, type KeyboardEvent, type ReactNode, useRef } from "react";
import type { Schemas } from "../api/client";
import { capital } from "../format";
import { sentimentOf } from "../palette";

export type Sentence = Schemas["Emotions"];

interface Props {
  whole: string;
  sentences: readonly Sentence[];
  chosen: number | null;
  onChoose: (index: number | null) => void;
}

/** The text as it stands, each sentence a button in the colour of what it likely says, with the name at it. */
export function Sentences({ whole, sentences, chosen, onChoose }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const press = (event: KeyboardEvent, index: number) => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    const next = step && sentences[index + step] ? index + step : undefined;
    if (next === undefined) return;
    event.preventDefault();
    onChoose(next);
    place.current?.querySelectorAll<HTMLElement>("button")[next]?.focus();
  };
  // Offsets count characters; JavaScript's strings count UTF-16 units.
  const characters = Array.from(whole);
  const between = (start: number, end: number) => characters.slice(start, end).join("");
  let at = 0;
  const parts: ReactNode[] = sentences.map((sentence, index) => {
    const gap = between(at, sentence.start);
    at = sentence.end;
    return (
      <Fragment key={sentence.start}>
        {gap}
        <button
          type="button"
          className="sentence"
          data-sentiment={sentence.top ? sentimentOf(sentence.top) : undefined}
          aria-pressed={index === chosen}
          onClick={() => onChoose(index === chosen ? null : index)}
          onKeyDown={(event) => press(event, index)}
        >
          {sentence.sentence}
          {sentence.top && <span className="sentence-label">{capital(sentence.top)}</span>}
        </button>
      </Fragment>
    );
  });
  return (
    <div ref={place} className="sentences">
      {parts}
    </div>
  );
}

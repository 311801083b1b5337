import { useParams } from "@tanstack/react-router";
import { useState } from "react";
import type { Schemas } from "../api/client";
import { getText } from "../api/media";
import { percent } from "../format";
import { Chat } from "../insights/Chat";
import { SENTIMENTS } from "../palette";
import { Downloads } from "../parts/Downloads";
import { Gate } from "../parts/Gate";
import { useMedium } from "../parts/useMedium";
import { locale, t } from "../texts";
import { LabelBars } from "./LabelBars";
import { Rewrite } from "./Rewrite";
import { type Sentence, Sentences } from "./Sentences";

type Text = Schemas["FetchTextResponse"];

export function TextScreen() {
  const { id } = useParams({ from: "/texts/$id" });
  const query = useMedium("text", id, getText);
  return (
    <Gate
      kind="text"
      query={query}
      tools={(text) => <Downloads kind="text" id={id} title={text.title ?? ""} />}
    >
      {(text) => <Result key={text.text} text={text} />}
    </Gate>
  );
}

function Result({ text }: { text: Text }) {
  const sentences = (text.segments ?? []).filter((one): one is Sentence => "sentence" in one);
  const [chosen, setChosen] = useState<number | null>(null);
  const [editing, setEditing] = useState(false);
  const sentence = chosen === null ? undefined : sentences[chosen];
  const about = t.text.about(
    t.library.words_(text.word_count ?? 0),
    t.text.sentenceCount(text.sentence_count),
    languageName(text.language),
  );
  return (
    <div className="columns">
      <section className="panel stack">
        <div className="spread">
          <div>
            <h2>{t.text.sentences}</h2>
            <p className="soft">{about}</p>
          </div>
          {!editing && (
            <button type="button" onClick={() => setEditing(true)}>
              {t.text.edit}
            </button>
          )}
        </div>
        {editing ? (
          <Rewrite id={text.id} words={text.text ?? ""} onDone={() => setEditing(false)} />
        ) : (
          <>
            <Legend />
            <Sentences whole={text.text ?? ""} sentences={sentences} chosen={chosen} onChoose={setChosen} />
          </>
        )}
      </section>
      <div className="stack">
        <section className="panel stack tight" aria-live="polite">
          {sentence ? (
            <>
              <h2 className="wrap quote">“{sentence.sentence.trim()}”</h2>
              {sentence.top ? (
                <LabelBars scores={sentence.emotions ?? {}} top={6} />
              ) : (
                <p>{t.text.unscored}</p>
              )}
            </>
          ) : (
            <p className="soft">{t.text.selectSentence}</p>
          )}
        </section>
        <section className="panel stack tight">
          <h2>{t.text.overall}</h2>
          {text.emotions ? (
            <>
              <SentimentLine scores={text.sentiment ?? {}} />
              <LabelBars scores={text.emotions} peaks={text.peak ?? {}} top={10} />
              <small>{t.text.peaks}</small>
            </>
          ) : (
            <p>{t.text.unscored}</p>
          )}
        </section>
        <section className="panel stack tight">
          <h2>{t.chat.title}</h2>
          <Chat kind="text" id={text.id} />
        </section>
        <p className="soft">{t.caution}</p>
      </div>
    </div>
  );
}

function Legend() {
  return (
    <ul className="legend" aria-label={t.text.legend}>
      {SENTIMENTS.map((name) => (
        <li key={name} data-sentiment={name}>
          <span className="swatch" aria-hidden="true" />
          {t.sentiment[name]}
        </li>
      ))}
    </ul>
  );
}

function SentimentLine({ scores }: { scores: Record<string, number> }) {
  return (
    <ul className="legend">
      {SENTIMENTS.map((name) => (
        <li key={name} data-sentiment={name}>
          <span className="swatch" aria-hidden="true" />
          {t.sentiment[name]} {percent(scores[name] ?? 0)}
        </li>
      ))}
    </ul>
  );
}

function languageName(code: string): string {
  if (!code) return "";
  try {
    return new Intl.DisplayNames(locale, { type: "language" }).of(code) ?? code;
  } catch {
    return code;
  }
}

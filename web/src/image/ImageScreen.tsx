import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { type FormEvent, useState } from "react";
import { answer, api, form, type Schemas } from "../api/client";
import { getImage } from "../api/media";
import { affectNumber, percent } from "../format";
import { Chat } from "../insights/Chat";
import { Downloads } from "../parts/Downloads";
import { EmotionBars, EmotionName } from "../parts/EmotionBars";
import { Gate } from "../parts/Gate";
import { useMedium } from "../parts/useMedium";
import { tell } from "../shell/toasts";
import { t } from "../texts";

type Image = Schemas["ImageDBResponse"];
type Face = Schemas["BoundingBox"];

export function ImageScreen() {
  const { id } = useParams({ from: "/images/$id" });
  const query = useMedium("image", id, getImage);
  return (
    <Gate
      kind="image"
      query={query}
      tools={(image) => <Downloads kind="image" id={id} title={image.title} />}
    >
      {(image) => <Result image={image} />}
    </Gate>
  );
}

function Result({ image }: { image: Image }) {
  const [chosen, setChosen] = useState<number | null>(null);
  const [boxes, setBoxes] = useState(true);
  const faces = image.faces ?? [];
  return (
    <div className="columns">
      <section className="panel stack tight">
        <label className="check">
          <input type="checkbox" checked={boxes} onChange={(event) => setBoxes(event.target.checked)} />
          {t.image.boxes}
        </label>
        <div className="picture" style={{ aspectRatio: `${image.width} / ${image.height}` }}>
          <img src={image.original_frame_image} alt={t.image.alt(image.title)} />
          {boxes &&
            faces.map((face) => (
              <Box
                key={face.face_id}
                face={face}
                image={image}
                chosen={face.face_id === chosen}
                onChoose={setChosen}
              />
            ))}
        </div>
        <p className="soft">{t.caution}</p>
        <details>
          <summary>{t.chat.title}</summary>
          <Chat kind="image" id={image.id} />
        </details>
      </section>
      <section className="stack tight" aria-label={t.image.faces}>
        {faces.length === 0 && <p className="notice">{t.image.noFaces}</p>}
        {faces.map((face) => (
          <FacePanel
            key={face.face_id}
            image={image}
            face={face}
            chosen={face.face_id === chosen}
            whole={faces.length <= 2 || face.face_id === chosen}
          />
        ))}
      </section>
    </div>
  );
}

interface BoxProps {
  face: Face;
  image: Image;
  chosen: boolean;
  onChoose: (id: number) => void;
}

function Box({ face, image, chosen, onChoose }: BoxProps) {
  const place = {
    left: `${(100 * face.x) / image.width}%`,
    top: `${(100 * face.y) / image.height}%`,
    width: `${(100 * face.w) / image.width}%`,
    height: `${(100 * face.h) / image.height}%`,
  };
  const choose = () => {
    onChoose(face.face_id);
    document.getElementById(`face-${face.face_id}`)?.scrollIntoView({ block: "nearest" });
  };
  return (
    <button
      type="button"
      className="face-box"
      style={place}
      data-emotion={face.dominant_emotion}
      aria-pressed={chosen}
      aria-label={`${t.image.face(face.face_id)}: ${t.emotions[face.dominant_emotion as keyof typeof t.emotions]}`}
      onClick={choose}
    >
      <span aria-hidden="true">{face.face_id}</span>
    </button>
  );
}

interface PanelProps {
  image: Image;
  face: Face;
  chosen: boolean;
  /** All eight emotions rather than the first three: with many faces the page would be long. */
  whole: boolean;
}

function FacePanel({ image, face, chosen, whole }: PanelProps) {
  return (
    <article id={`face-${face.face_id}`} className="panel stack tight" data-chosen={chosen}>
      <div className="spread">
        <h2>{face.name ?? t.image.face(face.face_id)}</h2>
        <EmotionName name={face.dominant_emotion} />
      </div>
      {face.uncertain && <p className="badge">{t.image.uncertain}</p>}
      <EmotionBars scores={face.emotions} {...(whole ? {} : { top: 3 })} label={t.image.face(face.face_id)} />
      <p className="soft numbers">
        {t.affect.valence} {affectNumber(face.valence)} · {t.affect.arousal} {affectNumber(face.arousal)} ·{" "}
        {t.affect.intensity} {percent(face.intensity)} · {t.image.quality} {percent(face.quality)}
      </p>
      <Note image={image} face={face} />
    </article>
  );
}

function Note({ image, face }: { image: Image; face: Face }) {
  const [note, setNote] = useState(face.note);
  const queries = useQueryClient();
  const write = useMutation({
    mutationFn: () =>
      answer(
        api.PUT("/v1/images/{image_id}/faces/{face_id}/note", {
          params: { path: { image_id: image.id, face_id: String(face.face_id) } },
          ...form({ note }),
        }),
      ),
    onSuccess: () => {
      tell(t.video.noteSaved);
      return queries.invalidateQueries({ queryKey: ["medium", "image", image.id] });
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    write.mutate();
  };
  return (
    <form className="note" onSubmit={submit}>
      <textarea
        rows={2}
        maxLength={5000}
        aria-label={t.image.note(face.face_id)}
        placeholder={t.image.note(face.face_id)}
        value={note}
        onChange={(event) => setNote(event.target.value)}
      />
      {note !== face.note && (
        <button type="submit" disabled={write.isPending}>
          {t.common.save}
        </button>
      )}
    </form>
  );
}

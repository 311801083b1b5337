import { t } from "../texts";
import { LANE, MARKS, RULER, SPEECH, WAVE } from "./lanes";
import type { Person } from "./Timeline";

interface Props {
  people: readonly Person[];
  speakers: readonly { id: number; name: string }[];
  withWave: boolean;
  withMarks: boolean;
  followed: number | null;
  onFollow: (face: number | null) => void;
}

/** What each lane is of; a press on a person follows that one. */
export function TimelineNames({ people, speakers, withWave, withMarks, followed, onFollow }: Props) {
  return (
    <ul className="timeline-names" style={{ paddingTop: `${RULER}px` }}>
      {people.map((person) => (
        <li key={`face-${person.id}`} style={{ height: `${LANE}px` }}>
          <button
            type="button"
            aria-pressed={person.id === followed}
            title={`${t.video.follow}: ${person.name}`}
            onClick={() => onFollow(person.id === followed ? null : person.id)}
          >
            <img src={person.image} alt="" />
            <span className="wrap">{person.name}</span>
          </button>
        </li>
      ))}
      {withWave && (
        <li style={{ height: `${WAVE}px` }} className="soft">
          {t.audio.waveform}
        </li>
      )}
      {speakers.map((speaker) => (
        <li key={`speaker-${speaker.id}`} style={{ height: `${SPEECH}px` }} className="soft">
          {speaker.name}
        </li>
      ))}
      {withMarks && (
        <li style={{ height: `${MARKS}px` }} className="soft">
          {t.highlights.title}
        </li>
      )}
    </ul>
  );
}

import { Link } from "@tanstack/react-router";
import type { Item, Standing } from "../api/media";
import { ago, clock } from "../format";
import { EmotionName } from "../parts/EmotionBars";
import { KindIcon } from "../parts/KindIcon";
import { ProgressLine } from "../parts/ProgressLine";
import { t } from "../texts";
import { isUnderWay, useAgain, useStanding } from "./useLibrary";
import { useSeen } from "./useSeen";

interface Props {
  items: readonly Item[];
  selected: ReadonlySet<string>;
  onToggle: (id: string) => void;
}

const COUNTED = {
  video: t.library.people,
  audio: t.library.voices,
  image: t.library.faces,
  text: t.library.faces,
} as const;

const PAGES = {
  video: "/videos/$id",
  audio: "/audios/$id",
  image: "/images/$id",
  text: "/texts/$id",
} as const;

export function Cards({ items, selected, onToggle }: Props) {
  return (
    <ul className="cards">
      {items.map((item) => (
        <Card key={item.id} item={item} selected={selected.has(item.id)} onToggle={() => onToggle(item.id)} />
      ))}
    </ul>
  );
}

interface CardProps {
  item: Item;
  selected: boolean;
  onToggle: () => void;
}

/** Asks for what a card shows only once it comes into view: lists are long. */
function Card(props: CardProps) {
  const [place, seen] = useSeen<HTMLLIElement>();
  return (
    <li ref={place} className="card" data-selected={props.selected}>
      {seen ? <KnownCard {...props} /> : <CardBody {...props} standing={undefined} />}
    </li>
  );
}

function KnownCard(props: CardProps) {
  return <CardBody {...props} standing={useStanding(props.item)} />;
}

function CardBody({ item, selected, onToggle, standing }: CardProps & { standing: Standing | undefined }) {
  const title = item.title || t.common.untitled;
  const status = standing?.status ?? item.status;
  const picture = standing?.picture || item.thumbnail;
  return (
    <>
      <input
        type="checkbox"
        className="card-check"
        checked={selected}
        aria-label={t.library.select(title)}
        onChange={onToggle}
      />
      <div className="card-picture">
        {picture ? (
          <img src={picture} alt="" loading="lazy" decoding="async" />
        ) : (
          <KindIcon kind={item.kind} size={44} />
        )}
        {item.durationMs > 0 && <span className="card-time numbers">{clock(item.durationMs)}</span>}
      </div>
      <div className="card-words">
        <h3 className="card-title">
          <Link to={PAGES[item.kind]} params={{ id: item.id }}>
            {title}
          </Link>
        </h3>
        <p className="card-facts soft">
          <span className="badge">
            <KindIcon kind={item.kind} size={16} />
            {t.kinds[item.kind]}
          </span>
          <time dateTime={item.createdAt}>{ago(item.createdAt)}</time>
        </p>
        {isUnderWay(status) ? (
          <ProgressLine
            status={status}
            stage={standing?.stage ?? ""}
            progress={standing?.progress ?? 0}
            title={title}
          />
        ) : (
          <Outcome item={item} standing={standing} failed={status === "failed"} />
        )}
      </div>
    </>
  );
}

function Outcome({
  item,
  standing,
  failed,
}: {
  item: Item;
  standing: Standing | undefined;
  failed: boolean;
}) {
  const again = useAgain();
  if (failed) {
    return (
      <div className="stack tight">
        <p className="wrap">
          <span className="badge failed">{t.status.failed}</span> {standing?.failure || item.failure}
        </p>
        <p className="actions">
          <button type="button" disabled={again.isPending} onClick={() => again.mutate(item)}>
            {t.common.analyseAgain}
          </button>
        </p>
      </div>
    );
  }
  return (
    <p className="card-facts">
      {standing?.leading && <EmotionName name={standing.leading} />}
      {standing?.faces != null && <span className="soft">{COUNTED[item.kind](standing.faces)}</span>}
      {item.kind === "text" && <span className="soft">{t.library.words_(item.words)}</span>}
    </p>
  );
}

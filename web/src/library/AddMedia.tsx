import { type DragEvent, type FormEvent, type RefObject, useEffect, useRef, useState } from "react";
import { KINDS, type Kind } from "../api/media";
import { useProjects } from "../api/projects";
import { addAddress, addFile, addText, setUploadProject, useUploadProject } from "../api/uploads";
import { Tabs } from "../parts/Tabs";
import { ProjectSelect } from "../projects/ProjectSelect";
import { t } from "../texts";
import { Recorder } from "./Recorder";

type Way = keyof typeof t.library.ways;

const WAYS = (Object.keys(t.library.ways) as Way[]).map((name) => ({ name, title: t.library.ways[name] }));

/** The ways in: files, an address, words, a recording. */
export function AddMedia({ section }: { section: RefObject<HTMLElement | null> }) {
  const [way, setWay] = useState<Way>("files");
  usePastedMedia();
  return (
    <section ref={section} className="panel" aria-label={t.library.addTitle}>
      <Tabs label={t.library.addTitle} tabs={WAYS} chosen={way} onChoose={setWay}>
        {way === "files" && <Files />}
        {way === "address" && <Address />}
        {way === "text" && <Text />}
        {way === "record" && <Recorder />}
      </Tabs>
      <IntoProject />
    </section>
  );
}

/** Into which project goes what is added. Shown once there is a project. */
function IntoProject() {
  const { data: projects } = useProjects();
  const chosen = useUploadProject();
  const gone = projects !== undefined && chosen !== "" && !projects.some(({ id }) => id === chosen);
  useEffect(() => {
    if (gone) setUploadProject("");
  }, [gone]);
  if (!projects?.length) return null;
  return (
    <ProjectSelect
      label={t.projects.forNew}
      value={chosen}
      onChange={setUploadProject}
      others={{ "": t.projects.noneForNew }}
    />
  );
}

function Files() {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const drag = (event: DragEvent, inside: boolean) => {
    event.preventDefault();
    setOver(inside);
  };
  const drop = (event: DragEvent) => {
    drag(event, false);
    send(event.dataTransfer.files);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is one more way to what the button does
    <div
      className="drop"
      data-over={over}
      onDragOver={(event) => drag(event, true)}
      onDragLeave={(event) => drag(event, false)}
      onDrop={drop}
    >
      <p className="actions">
        {t.library.drop}
        <button type="button" className="primary" onClick={() => input.current?.click()}>
          {t.library.choose}
        </button>
      </p>
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={t.library.choose}
        accept="video/*,audio/*,image/*,.txt,.md,text/plain"
        onChange={(event) => {
          send(event.target.files);
          event.target.value = "";
        }}
      />
      <p className="soft">{t.library.accepted}</p>
      <p>
        <button type="button" onClick={() => addText(t.library.sampleText, t.library.sampleTitle)}>
          {t.library.sample}
        </button>
      </p>
    </div>
  );
}

function send(files: FileList | null | undefined): void {
  for (const file of files ?? []) addFile(file);
}

function Address() {
  const kinds = KINDS.filter((kind) => kind !== "text");
  const [url, setUrl] = useState("");
  const [kind, setKind] = useState<Kind>("video");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    addAddress(url.trim(), kind, titleOf(url));
    setUrl("");
  };
  return (
    <form className="stack" onSubmit={submit}>
      <label>
        {t.library.address}
        <input
          type="url"
          required
          value={url}
          placeholder="https://"
          onChange={(event) => setUrl(event.target.value)}
        />
        <small>{t.library.addressHelp}</small>
      </label>
      <div className="spread">
        <label className="actions">
          {t.library.addressKind}
          <select value={kind} onChange={(event) => setKind(event.target.value as Kind)}>
            {kinds.map((one) => (
              <option key={one} value={one}>
                {t.kinds[one]}
              </option>
            ))}
          </select>
        </label>
        <button type="submit" className="primary">
          {t.library.submit}
        </button>
      </div>
    </form>
  );
}

/** A title for what lies at an address: the last part of its path, else its host. */
export function titleOf(url: string): string {
  try {
    const { hostname, pathname } = new URL(url);
    const last = decodeURIComponent(pathname.split("/").filter(Boolean).at(-1) ?? "");
    return (last.replace(/\.[^.]+$/, "") || hostname).slice(0, 150);
  } catch {
    return url.slice(0, 150);
  }
}

function Text() {
  const [words, setWords] = useState("");
  const [title, setTitle] = useState("");
  const submit = (event: FormEvent) => {
    event.preventDefault();
    addText(words, title.trim() || words.trim().split("\n")[0]?.slice(0, 60) || t.common.untitled);
    setWords("");
    setTitle("");
  };
  return (
    <form className="stack" onSubmit={submit}>
      <label>
        {t.library.words}
        <textarea rows={5} required value={words} onChange={(event) => setWords(event.target.value)} />
      </label>
      <div className="text-foot">
        <label>
          {t.library.wordsTitle}
          <input value={title} maxLength={500} onChange={(event) => setTitle(event.target.value)} />
        </label>
        <button type="submit" className="primary">
          {t.library.submit}
        </button>
      </div>
    </form>
  );
}

/** Files pasted anywhere outside a field are added too. */
function usePastedMedia(): void {
  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      const target = event.target;
      if (target instanceof HTMLElement && target.matches("input, textarea")) return;
      send(event.clipboardData?.files);
    };
    addEventListener("paste", paste);
    return () => removeEventListener("paste", paste);
  }, []);
}

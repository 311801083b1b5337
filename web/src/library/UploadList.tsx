import {
  cancelUpload,
  clearUploads,
  isOpen,
  pauseUpload,
  resumeUpload,
  type Upload,
  useUploads,
} from "../api/uploads";
import { KindIcon } from "../parts/KindIcon";
import { t } from "../texts";

/** Files on their way to the server. */
export function UploadList() {
  const uploads = useUploads();
  if (uploads.length === 0) return null;
  const over = uploads.some((one) => !isOpen(one));
  return (
    <section className="panel stack tight" aria-label={t.library.uploads}>
      <div className="spread">
        <h2>{t.library.uploads}</h2>
        {over && (
          <button type="button" onClick={clearUploads}>
            {t.library.clearUploads}
          </button>
        )}
      </div>
      <ul className="stack tight">
        {uploads.map((upload) => (
          <Row key={upload.key} upload={upload} />
        ))}
      </ul>
    </section>
  );
}

function Row({ upload }: { upload: Upload }) {
  return (
    <li className="upload">
      <KindIcon kind={upload.kind} size={20} />
      <span className="wrap">{upload.name}</span>
      <span className={upload.state === "failed" ? "upload-state bad" : "upload-state soft"}>
        {(upload.state === "sending" || upload.state === "paused") && (
          <progress max={100} value={upload.percent} aria-label={t.library.uploadProgress(upload.name)} />
        )}
        <span>{words(upload)}</span>
      </span>
      {upload.inPieces && <Pausing upload={upload} />}
      {isOpen(upload) && (
        <button
          type="button"
          className="quiet"
          aria-label={t.library.cancelUpload(upload.name)}
          onClick={() => cancelUpload(upload.key)}
        >
          ✕
        </button>
      )}
    </li>
  );
}

function Pausing({ upload: { key, name, state } }: { upload: Upload }) {
  if (state === "paused") {
    return (
      <button type="button" onClick={() => resumeUpload(key)} aria-label={t.library.resumeUpload(name)}>
        {t.library.resume}
      </button>
    );
  }
  if (state !== "sending" && state !== "waiting") return null;
  return (
    <button type="button" onClick={() => pauseUpload(key)} aria-label={t.library.pauseUpload(name)}>
      {t.library.pause}
    </button>
  );
}

function words({ state, percent, stuck, message }: Upload): string {
  if (state === "waiting") return t.library.waitingToUpload;
  if (state === "paused") return t.library.uploadPaused(percent);
  if (state !== "sending") return message;
  return stuck ? t.library.uploadStuck(percent) : t.library.uploading(percent);
}

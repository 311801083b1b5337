import { cancelUpload, clearUploads, type Upload, useUploads } from "../api/uploads";
import { KindIcon } from "../parts/KindIcon";
import { t } from "../texts/en";

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
        {upload.state === "sending" && (
          <progress max={100} value={upload.percent} aria-label={t.library.uploadProgress(upload.name)} />
        )}
        <span>{words(upload)}</span>
      </span>
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

function words({ state, percent, message }: Upload): string {
  if (state === "waiting") return t.library.waitingToUpload;
  return state === "sending" ? t.library.uploading(percent) : message;
}

function isOpen({ state }: Upload): boolean {
  return state === "waiting" || state === "sending";
}

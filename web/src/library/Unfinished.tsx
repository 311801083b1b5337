import { useQuery, useQueryClient } from "@tanstack/react-query";
import { answer, api } from "../api/client";
import { discard } from "../api/tus";
import { isOpen, useUploads } from "../api/uploads";
import { t } from "../texts";

/** What an earlier visit to the page, or another program, has begun to upload and not made a medium of. */
export function Unfinished() {
  const queries = useQueryClient();
  const open = useUploads().filter(isOpen);
  const { data = [] } = useQuery({
    // Asked anew whenever an upload of this page begins or ends.
    queryKey: ["unfinished", open.map((one) => one.key).join()],
    queryFn: () => answer(api.GET("/v2/uploads")),
    enabled: open.length === 0,
  });
  if (open.length > 0 || data.length === 0) return null;
  const end = async (id: string) => {
    await discard(id);
    await queries.invalidateQueries({ queryKey: ["unfinished"] });
  };
  return (
    <section className="panel stack tight" aria-label={t.library.unfinished}>
      <h2>{t.library.unfinished}</h2>
      <p className="soft">{t.library.unfinishedHelp}</p>
      <ul className="stack tight">
        {data.map(({ id, file_name: name, offset_bytes: here, length_bytes: whole }) => (
          <li key={id} className="upload">
            <span className="wrap">{name || t.common.untitled}</span>
            <span className="upload-state soft">
              {t.library.unfinishedAt(Math.floor((100 * here) / Math.max(1, whole)))}
            </span>
            <button type="button" onClick={() => end(id)} aria-label={t.library.discardUpload(name)}>
              {t.library.discard}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

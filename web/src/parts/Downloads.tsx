import { useMutation, useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { answer, api, request, save } from "../api/client";
import type { Kind } from "../api/media";
import { capital } from "../format";
import { Loading, Unavailable } from "../shell/Fallbacks";
import { t } from "../texts";
import { AnnotatedVideo } from "../video/AnnotatedVideo";
import { Dialog } from "./Dialog";
import { fileName } from "./fileName";

interface Props {
  kind: Kind;
  id: string;
  title: string;
}

/** Everything that a medium can be taken away as. */
export function Downloads(props: Props) {
  const [open, setOpen] = useState(false);
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        ↓ {t.downloads.title}
      </button>
      <Dialog open={open} onClose={() => setOpen(false)} title={t.downloads.title}>
        <List {...props} />
      </Dialog>
    </>
  );
}

function List({ kind, id, title }: Props) {
  return (
    <ul className="downloads">
      <Row about={t.downloads.table}>
        <Save path={`/v1/${kind}s/${id}/report`} name={fileName(title, "csv")} />
      </Row>
      <Row about={t.downloads.pdf}>
        <Pdf kind={kind} id={id} title={title} />
      </Row>
      {kind === "image" && (
        <Row about={t.downloads.picture}>
          <Save path={`/v1/images/${id}/annotated_image`} name={fileName(title, "jpg")} />
        </Row>
      )}
      {kind === "video" && (
        <Row about={t.video.annotated}>
          <AnnotatedVideo id={id} make={t.video.make} />
        </Row>
      )}
      <Exports kind={kind} id={id} title={title} />
    </ul>
  );
}

function Row({ about, small, children }: { about: string; small?: string; children: React.ReactNode }) {
  return (
    <li className="download">
      <span>
        {about}
        {small && <small> {small}</small>}
      </span>
      {children}
    </li>
  );
}

function Save({ path, name }: { path: string; name: string }) {
  const download = useMutation({ mutationFn: () => save(path, name) });
  return (
    <button
      type="button"
      disabled={download.isPending}
      aria-label={`${t.common.download}: ${name}`}
      onClick={() => download.mutate()}
    >
      ↓ {name.split(".").pop()?.toUpperCase()}
    </button>
  );
}

const WATCH_MS = 1500;

interface PdfStanding {
  status: string;
  message: string;
  download_url: string;
}

/** Has the report made, waits for it, and then offers it. */
function Pdf({ kind, id, title }: Props) {
  const [wanted, setWanted] = useState(0);
  const query = useQuery({
    queryKey: ["pdf", id, wanted],
    queryFn: async () => {
      const address = `/v2/reports/pdf/${id}?media_type=${kind}&retry=${wanted > 1}`;
      return (await (
        await request(address, { headers: { Accept: "application/json" } })
      ).json()) as PdfStanding;
    },
    enabled: wanted > 0,
    staleTime: 0,
    refetchInterval: ({ state }) =>
      state.data && state.data.status !== "completed" && state.data.status !== "failed" ? WATCH_MS : false,
  });
  if (query.data?.status === "completed") {
    return (
      <a className="button" href={query.data.download_url} download={fileName(title, "pdf")}>
        ↓ {t.downloads.pdfShort}
      </a>
    );
  }
  const failed = query.isError || query.data?.status === "failed";
  if (wanted && !failed) {
    return (
      <span className="actions soft" role="status">
        <span className="spinner" aria-hidden="true" /> {t.video.annotatedMaking}
      </span>
    );
  }
  return (
    <span className="actions">
      {failed && <span role="alert">{query.error?.message ?? query.data?.message}</span>}
      <button type="button" onClick={() => setWanted(wanted + 1)}>
        {t.video.make}
        <span className="hidden">: {t.downloads.pdf}</span>
      </button>
    </span>
  );
}

function Exports({ kind, id, title }: Props) {
  const query = useQuery({
    queryKey: ["exports", id],
    queryFn: () =>
      answer(
        api.GET("/v2/{media_type}/{media_id}/exports", {
          params: { path: { media_type: kind, media_id: id } },
        }),
      ),
  });
  if (query.isPending) return <Loading />;
  if (query.isError) return <Unavailable error={query.error} onRetry={() => query.refetch()} />;
  return query.data.exports.map((one) => (
    <Row key={one.format} about={capital(one.about)} small={one.reason}>
      {one.available && (
        <Save
          path={`/v2/${kind}/${id}/exports/${one.format}`}
          name={fileName(title, one.file_name.split(".").pop() ?? "txt")}
        />
      )}
    </Row>
  ));
}

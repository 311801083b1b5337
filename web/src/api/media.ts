/** The four kinds of media behind one face: what lists, documents and deletions have in common. */
import { answer, api, form, type Schemas } from "./client";

export const KINDS = ["video", "audio", "image", "text"] as const;
export type Kind = (typeof KINDS)[number];
export type Status = "queue" | "processing" | "completed" | "failed";

/** A line of a list, whatever its kind. */
export interface Item {
  kind: Kind;
  id: string;
  title: string;
  description: string;
  status: Status;
  createdAt: string;
  /** Milliseconds; 0 where there is none. */
  durationMs: number;
  words: number;
  thumbnail: string;
  failure: string;
  /** Id of the project it is in; empty for none. */
  project: string;
  /** The leading label; empty while nothing is known. */
  leading: string;
}

export interface Page {
  items: Item[];
  count: number;
}

/** How an item's analysis goes, and what a card shows of its result. */
export interface Standing {
  status: Status;
  stage: string;
  progress: number;
  picture: string;
  /** People of a video, faces of an image, voices of an audio; null where nothing is known yet. */
  faces: number | null;
  /** The leading label, of 8 or, in texts, of 28; empty where nothing is known. */
  leading: string;
  failure: string;
}

type Row = Record<string, unknown>;

interface Access {
  list(after: string, size: number): Promise<Schemas["PaginatedResponse"]>;
  standing(id: string): Promise<Standing>;
  remove(id: string): Promise<unknown>;
  again(id: string): Promise<unknown>;
}

const video: Access = {
  list: (offset_video_id, page_size) =>
    answer(api.GET("/v1/videos", { params: { query: { offset_video_id, page_size } } })),
  standing: async (video_id) => videoStanding(await getVideo(video_id)),
  remove: (video_id) => answer(api.DELETE("/v1/videos/{video_id}", { params: { path: { video_id } } })),
  again: (video_id) =>
    answer(api.PUT("/v1/videos/{video_id}", { params: { path: { video_id } }, ...form(AGAIN) })),
};

const image: Access = {
  list: (start_after, page_size) =>
    answer(api.GET("/v1/images", { params: { query: { start_after, page_size } } })),
  standing: async (image_id) => imageStanding(await getImage(image_id)),
  remove: (image_id) => answer(api.DELETE("/v1/images/{image_id}", { params: { path: { image_id } } })),
  again: (image_id) =>
    answer(api.PUT("/v1/images/{image_id}", { params: { path: { image_id } }, ...form(AGAIN) })),
};

const text: Access = {
  list: (start_after, page_size) =>
    answer(api.GET("/v1/texts", { params: { query: { start_after, page_size } } })),
  standing: async (text_id) =>
    textStanding(
      await answer(
        api.GET("/v1/texts/{text_id}", { params: { path: { text_id }, query: { segment_count: 0 } } }),
      ),
    ),
  remove: (text_id) => answer(api.DELETE("/v1/texts/{text_id}", { params: { path: { text_id } } })),
  again: (text_id) =>
    answer(api.PUT("/v1/texts/{text_id}", { params: { path: { text_id } }, ...form(AGAIN) })),
};

const audio: Access = {
  list: (offset_audio_id, page_size) =>
    answer(api.GET("/v1/audios", { params: { query: { offset_audio_id, page_size } } })),
  standing: async (audio_id) =>
    audioStanding(
      await answer(
        api.GET("/v1/audios/{audio_id}", { params: { path: { audio_id }, query: { segment_count: 0 } } }),
      ),
    ),
  remove: (audio_id) => answer(api.DELETE("/v1/audios/{audio_id}", { params: { path: { audio_id } } })),
  again: (audio_id) =>
    answer(api.PUT("/v1/audios/{audio_id}", { params: { path: { audio_id } }, ...form(AGAIN) })),
};

const AGAIN = { callback_url: "", reprocess: true };

const ACCESS: Record<Kind, Access> = { video, audio, image, text };

export function accessTo(kind: Kind): Access {
  return ACCESS[kind];
}

export async function listPage(kind: Kind, after: string, size: number): Promise<Page> {
  const { documents, count } = await accessTo(kind).list(after, size);
  return { items: (documents as Row[]).map((row) => toItem(kind, row)), count };
}

export function getVideo(video_id: string) {
  return answer(api.GET("/v1/videos/{video_id}", { params: { path: { video_id } } }));
}

export function getImage(image_id: string) {
  return answer(api.GET("/v1/images/{image_id}", { params: { path: { image_id } } }));
}

export function getText(text_id: string) {
  return answer(api.GET("/v1/texts/{text_id}", { params: { path: { text_id } } }));
}

export function getAudio(audio_id: string) {
  return answer(api.GET("/v1/audios/{audio_id}", { params: { path: { audio_id } } }));
}

export function videoStanding(found: Schemas["VideoResponse"]): Standing {
  return {
    status: found.status as Status,
    stage: found.stage,
    progress: found.progress,
    picture: found.thumbnail_image,
    faces: found.status === "completed" ? (found.faces?.faces.length ?? 0) : null,
    leading: leadingOf(found.emotions),
    failure: found.error?.message ?? "",
  };
}

export function imageStanding(found: Schemas["ImageDBResponse"]): Standing {
  return {
    status: found.status as Status,
    stage: found.stage,
    progress: found.progress,
    picture: found.original_frame_image,
    faces: found.status === "completed" ? found.faces.length : null,
    leading: found.faces?.[0]?.dominant_emotion ?? "",
    failure: found.error?.message ?? "",
  };
}

export function textStanding(found: Schemas["FetchTextResponse"]): Standing {
  return {
    status: found.status as Status,
    stage: found.stage,
    progress: found.progress,
    picture: "",
    faces: null,
    leading: found.top ?? "",
    failure: found.error?.message ?? "",
  };
}

export function audioStanding(found: Schemas["Audio"]): Standing {
  return {
    status: found.status as Status,
    stage: found.stage,
    progress: found.progress,
    picture: "",
    faces: found.summary?.speaker_count ?? null,
    leading: leadingOf(found.average_audio_emotions),
    failure: found.error?.message ?? "",
  };
}

/** The label with the largest score; empty without any. */
export function leadingOf(scores: Partial<Record<string, number>> | null | undefined): string {
  let leading = "";
  let most = 0;
  for (const [name, score] of Object.entries(scores ?? {})) {
    if (score !== undefined && score > most) [leading, most] = [name, score];
  }
  return leading;
}

function toItem(kind: Kind, row: Row): Item {
  const failure = row.error as { message?: string } | null | undefined;
  return {
    kind,
    id: String(row.id),
    title: String(row.title ?? ""),
    description: String(row.description ?? ""),
    status: row.status as Status,
    createdAt: String(row.created_at ?? ""),
    durationMs: Number(row.duration ?? 0),
    words: Number(row.word_count ?? 0),
    thumbnail: String(row.thumbnail_image ?? ""),
    failure: failure?.message ?? "",
    project: String(row.project_id ?? ""),
    leading: String(row.dominant_emotion ?? row.top ?? ""),
  };
}

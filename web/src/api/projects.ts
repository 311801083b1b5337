/** Projects, and putting media into them. */
import { useQuery } from "@tanstack/react-query";
import { answer, api, type Schemas } from "./client";

export type Project = Schemas["ProjectItem"];
export type ProjectFields = Schemas["ProjectInput"];

/** What the server takes at once. */
const MEDIA_AT_ONCE = 1000;

export const PURPOSES = [
  "research",
  "product",
  "marketing",
  "media",
  "accessibility",
  "healthcare",
  "safety",
  "personal",
  "workplace",
  "education",
  "other",
] as const;

/** Refused by law unless an admin gives a medical or safety reason. */
export const BANNED: readonly string[] = ["workplace", "education"];

export const LEGAL_BASES = [
  "",
  "consent",
  "contract",
  "legal_obligation",
  "vital_interests",
  "public_task",
  "legitimate_interests",
] as const;

export function useProjects() {
  return useQuery({ queryKey: ["projects"], queryFn: () => answer(api.GET("/v2/projects")) });
}

export function saveProject(id: string, body: ProjectFields): Promise<Project> {
  if (!id) return answer(api.POST("/v2/projects", { body }));
  return answer(api.PUT("/v2/projects/{project_id}", { params: { path: { project_id: id } }, body }));
}

export function deleteProject(project_id: string) {
  return answer(api.DELETE("/v2/projects/{project_id}", { params: { path: { project_id } } }));
}

/** Puts media into a project, or with no project's id out of those that they are in. */
export async function assign(project_id: string, media_ids: readonly string[]): Promise<void> {
  for (const ids of portions(media_ids, MEDIA_AT_ONCE)) {
    const body = { media_ids: ids };
    await answer(
      project_id
        ? api.PUT("/v2/projects/{project_id}/media", { params: { path: { project_id } }, body })
        : api.POST("/v2/projects/removals", { body }),
    );
  }
}

export function portions<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.slice(n * size, (n + 1) * size));
}

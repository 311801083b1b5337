/** What the pages read of an OpenAPI document, and what they make of it. */
import { useQuery } from "@tanstack/react-query";
import { request } from "../api/client";

export interface Schema {
  $ref?: string;
  type?: string;
  format?: string;
  title?: string;
  description?: string;
  default?: unknown;
  const?: unknown;
  enum?: unknown[];
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
}

export interface Parameter {
  name: string;
  in: string;
  required?: boolean;
  description?: string;
  schema?: Schema;
}

interface Media {
  content?: Record<string, { schema?: Schema }>;
  description?: string;
}

export interface Operation {
  id: string;
  method: string;
  path: string;
  group: string;
  summary: string;
  description: string;
  parameters: Parameter[];
  body: { type: string; schema: Schema } | null;
  replies: { status: string; description: string; type: string; schema: Schema | null }[];
}

export interface ApiDocument {
  operations: Operation[];
  schemas: Record<string, Schema>;
}

interface Raw {
  paths: Record<string, Record<string, RawOperation>>;
  components?: { schemas?: Record<string, Schema> };
}

interface RawOperation {
  operationId: string;
  summary?: string;
  description?: string;
  tags?: string[];
  parameters?: Parameter[];
  requestBody?: Media;
  responses: Record<string, Media>;
}

export function useDocument() {
  return useQuery({
    queryKey: ["openapi"],
    queryFn: async () => read((await (await request("/openapi.json")).json()) as Raw),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

export function read(raw: Raw): ApiDocument {
  const operations = Object.entries(raw.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, found]) => toOperation(path, method, found)),
  );
  return { operations, schemas: raw.components?.schemas ?? {} };
}

function toOperation(path: string, method: string, found: RawOperation): Operation {
  const body = Object.entries(found.requestBody?.content ?? {})[0];
  return {
    id: found.operationId,
    method: method.toUpperCase(),
    path,
    group: found.tags?.[0] ?? "",
    summary: found.summary ?? "",
    description: found.description ?? "",
    parameters: found.parameters ?? [],
    body: body?.[1].schema ? { type: body[0], schema: body[1].schema } : null,
    replies: Object.entries(found.responses).map(([status, reply]) => {
      const [type, content] = Object.entries(reply.content ?? {})[0] ?? ["", undefined];
      return { status, description: reply.description ?? "", type, schema: content?.schema ?? null };
    }),
  };
}

export function resolve(schema: Schema, schemas: Record<string, Schema>): Schema {
  return schema.$ref ? (schemas[nameOf(schema.$ref)] ?? {}) : schema;
}

export function nameOf(ref: string): string {
  return ref.split("/").at(-1) ?? ref;
}

/** A type in a few words: string or null, list of Faces, map of number. */
export function typeName(schema: Schema): string {
  if (schema.$ref) return nameOf(schema.$ref);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices) return choices.map(typeName).join(" or ");
  if (schema.enum) return schema.enum.map((one) => JSON.stringify(one)).join(" or ");
  if (schema.const !== undefined) return JSON.stringify(schema.const);
  if (schema.type === "array") return `list of ${schema.items ? typeName(schema.items) : "anything"}`;
  if (schema.type === "object" && typeof schema.additionalProperties === "object") {
    return `map of ${typeName(schema.additionalProperties)}`;
  }
  if (schema.format === "binary") return "file";
  return schema.type ?? "anything";
}

/** The schema that a field leads on to, where it has fields of its own. */
export function inner(schema: Schema): Schema | null {
  if (schema.$ref) return schema;
  if (schema.items) return inner(schema.items);
  for (const choice of schema.anyOf ?? schema.oneOf ?? []) {
    const found = inner(choice);
    if (found) return found;
  }
  if (typeof schema.additionalProperties === "object") return inner(schema.additionalProperties);
  return null;
}

/** The operation as a command line; `$KEY` stands for the caller's key. */
export function curl({ method, path, parameters, body }: Operation, base: string): string {
  const inPath = path.replace(/\{(\w+)\}/g, (_, name: string) => `$${name.toUpperCase()}`);
  const required = parameters.filter((one) => one.in === "query" && one.required);
  const query = required.map((one) => `${one.name}=...`).join("&");
  const lines = [`curl -H "X-API-Key: $KEY"`];
  if (method !== "GET" && !(method === "POST" && body)) lines.push(`-X ${method}`);
  if (body?.type === "application/json") lines.push(`-H "Content-Type: ${body.type}" -d @body.json`);
  else if (body) lines.push(`${body.type.startsWith("multipart") ? "-F" : "-d"} name=value`);
  return `${lines.join(" ")} "${base}${inPath}${query && `?${query}`}"`;
}

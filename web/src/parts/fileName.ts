/** A title as the name of a file. */
export function fileName(title: string | null | undefined, ending: string): string {
  const plain = (title ?? "")
    .normalize("NFC")
    .replace(/[^\p{L}\p{N}._-]+/gu, "_")
    .replace(/^[._]+|[._]+$/g, "");
  return `${plain.slice(0, 80) || "emoscope"}.${ending}`;
}

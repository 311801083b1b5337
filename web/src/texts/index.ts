/**
 * The words that the pages show, in one of the languages that there are. Another language is another file like
 * `en.ts`, and one more line in LANGUAGES: no page names a language.
 */
import { countingIn, localeFor } from "./counting";
import { en } from "./en";

/** What a language's file must hold: the same as the English one, whatever the words are. */
export type Words = Open<typeof en>;
type Open<T> = T extends string
  ? string
  : T extends (...given: infer Given) => string
    ? (...given: Given) => string
    : { readonly [Name in keyof T]: Open<T[Name]> };

/** Each by its code (BCP 47), as `<html lang>` names it. */
const LANGUAGES = { en } satisfies Record<string, Words>;
export type Language = keyof typeof LANGUAGES;

const PLACE = "emoscope.language";
const KNOWN = Object.keys(LANGUAGES) as Language[];

/** The languages that there are, each by the name that it gives itself. */
export const languages: readonly { code: Language; name: string }[] = KNOWN.map((code) => ({
  code,
  name: LANGUAGES[code].language,
}));

/** The first wish that can be met; English where none can. */
export function preferred<T extends string>(known: readonly T[], wished: readonly string[], fallback: T): T {
  for (const wish of wished) {
    const found = known.find((one) => one === wish) ?? known.find((one) => one === wish.split("-")[0]);
    if (found) return found;
  }
  return fallback;
}

function kept(): string[] {
  try {
    return [localStorage.getItem(PLACE) ?? ""].filter(Boolean);
  } catch {
    return [];
  }
}

/** Takes effect when the page is loaded anew, which this does: words are read once, by every module. */
export function setLanguage(to: Language): void {
  try {
    localStorage.setItem(PLACE, to);
  } catch {
    return; // Without a memory, the browser's own language stays.
  }
  location.reload();
}

export const language: Language = preferred(KNOWN, [...kept(), ...(navigator.languages ?? [])], "en");
export const locale: string = localeFor(language);
export const t: Words = LANGUAGES[language];
export const { number } = countingIn(language, locale);
document.documentElement.lang = language;

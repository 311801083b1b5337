/** Numbers and plural forms as a language has them. */

/** A phrase for each plural form of a language (Intl.PluralRules); `#` stands for the number. */
export type Forms = { other: string } & Partial<Record<Intl.LDMLPluralRule, string>>;

/**
 * The locale that numbers and dates are written in: the browser's own where it is of the same language, as
 * `en-GB` for English, else the language.
 */
export function localeFor(language: string, wished: readonly string[] = navigator.languages ?? []): string {
  return wished.find((one) => one.split("-")[0] === language) ?? language;
}

/** What counts in a language. */
export function countingIn(language: string, locale = localeFor(language)) {
  const rules = new Intl.PluralRules(language);
  const number = (n: number, options?: Intl.NumberFormatOptions) => n.toLocaleString(locale, options);
  const plural = (n: number, forms: Forms) => (forms[rules.select(n)] ?? forms.other).replace("#", number(n));
  return { number, plural };
}

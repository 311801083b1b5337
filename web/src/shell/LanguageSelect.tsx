import { type Language, language, setLanguage, t } from "../texts";

interface Props {
  languages: readonly { code: Language; name: string }[];
}

/** Which language the pages speak, where there is more than one. */
export function LanguageSelect({ languages }: Props) {
  if (languages.length < 2) return null;
  return (
    <select
      aria-label={t.languageLabel}
      value={language}
      onChange={(event) => {
        const to = languages.find((one) => one.code === event.target.value);
        if (to) setLanguage(to.code);
      }}
    >
      {languages.map(({ code, name }) => (
        <option key={code} value={code} lang={code}>
          {name}
        </option>
      ))}
    </select>
  );
}

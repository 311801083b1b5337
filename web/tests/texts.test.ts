import ts from "typescript";
import { describe, expect, it } from "vitest";
import { language, languages, preferred, type Words } from "../src/texts";
import { countingIn, localeFor } from "../src/texts/counting";
import { en } from "../src/texts/en";

/** Attributes whose value somebody sees or hears. */
const TOLD =
  /^(title|alt|placeholder|label|summary|legend|caption|heading|message|name|aria-(label|valuetext|description|placeholder|roledescription|braillelabel))$/;
/** What shows or says the text it is called with. */
const TELLING = new Set([
  "tell",
  "complain",
  "setFault",
  "setError",
  "setMessage",
  "giveUp",
  "usePageTitle",
  "confirm",
  "alert",
]);
const LETTER = /\p{L}/u;
/** The beginning of an address is no word of any language. */
const ADDRESS = /^https?:\/\//;

/** Words for people that stand in the source of a page, with their lines. */
function literalsIn(path: string, source: string): string[] {
  const file = ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found: string[] = [];
  const note = (node: ts.Node, text: string) => {
    const { line } = file.getLineAndCharacterOfPosition(node.getStart(file));
    found.push(`${path}:${line + 1}: ${text.trim().slice(0, 60)}`);
  };
  /** Strings that an expression may come to, without looking into calls. */
  const spoken = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) {
      if (LETTER.test(node.text) && !ADDRESS.test(node.text)) note(node, node.text);
    } else if (ts.isTemplateExpression(node)) {
      for (const part of [node.head, ...node.templateSpans.map((one) => one.literal)]) {
        if (LETTER.test(part.text)) note(part, part.text);
      }
      for (const one of node.templateSpans) spoken(one.expression);
    } else if (ts.isConditionalExpression(node)) {
      spoken(node.whenTrue);
      spoken(node.whenFalse);
    } else if (ts.isBinaryExpression(node)) {
      const isChoice = [
        ts.SyntaxKind.AmpersandAmpersandToken,
        ts.SyntaxKind.BarBarToken,
        ts.SyntaxKind.QuestionQuestionToken,
      ].includes(node.operatorToken.kind);
      if (isChoice || node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
        if (node.operatorToken.kind !== ts.SyntaxKind.AmpersandAmpersandToken) spoken(node.left);
        spoken(node.right);
      }
    } else if (ts.isParenthesizedExpression(node) || ts.isAsExpression(node)) spoken(node.expression);
  };
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node) && LETTER.test(node.text)) note(node, node.text);
    if (ts.isJsxExpression(node) && node.expression && !ts.isJsxAttribute(node.parent))
      spoken(node.expression);
    if (ts.isJsxAttribute(node) && TOLD.test(node.name.getText(file)) && isForPeople(node, file)) {
      const value = node.initializer;
      if (value && ts.isJsxExpression(value)) {
        if (value.expression) spoken(value.expression);
      } else if (value) spoken(value);
    }
    if (ts.isCallExpression(node) && TELLING.has(node.expression.getText(file)))
      node.arguments.forEach(spoken);
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

/** `name` is a word for programs on what HTML knows, and on our own parts where it names an emotion. */
function isForPeople(attribute: ts.JsxAttribute, file: ts.SourceFile): boolean {
  return attribute.name.getText(file) !== "name" || !ts.isStringLiteral(attribute.initializer ?? attribute);
}

const FILES = import.meta.glob<string>("../src/**/*.{ts,tsx}", {
  query: "?raw",
  import: "default",
  eager: true,
});
const PAGES = Object.entries(FILES).filter(([path]) => !/schema\.d\.ts$|src\/texts\//.test(path));

describe("the words of the pages", () => {
  it("stand in src/texts alone", () => {
    const found = PAGES.flatMap(([path, source]) => literalsIn(path, source));
    expect(found).toEqual([]);
  }, 60_000);

  it("would be found anywhere else", () => {
    const page = (body: string) => literalsIn("page.tsx", `const page = ${body};`);
    for (const body of [
      "<p>Words</p>",
      "<p>{ready ? t.yes : 'Not yet'}</p>",
      "<p>{n + ' words'}</p>",
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source, to be looked at
      "<p>{`${n} words`}</p>",
      "<p>{name || 'nobody'}</p>",
      "<p>{busy && 'Wait'}</p>",
      '<button aria-label="Close" />',
      // biome-ignore lint/suspicious/noTemplateCurlyInString: it is source, to be looked at
      "<img alt={`Face of ${who}`} />",
      "tell('Saved.')",
    ]) {
      expect([body, page(body).length]).toEqual([body, 1]);
    }
    for (const body of [
      "<p className='soft'>×</p>",
      "<p>{t.close} · {n}</p>",
      "<i data-name='x' />",
      "go('there')",
    ]) {
      expect([body, page(body)]).toEqual([body, []]);
    }
  });

  it("are imported from the language that was chosen, never from one of them", () => {
    const named = PAGES.filter(([, source]) => /from "[./]+texts\/(?!counting)/.test(source)).map(
      ([path]) => path,
    );
    expect(named).toEqual([]);
  });

  it("take numbers and dates in the page's locale", () => {
    const own =
      /\.toLocale(Date|Time)?String\(\)|Intl\.\w+\((undefined)?\)|(Intl\.\w+|toLocale\w+)\(undefined/;
    const found = Object.entries(FILES).filter(([, source]) => own.test(source));
    expect(found.map(([path]) => path)).toEqual([]);
  });
});

describe("another language", () => {
  it("is the same words again in its own plural forms", () => {
    const { plural } = countingIn("pl", "pl");
    const words = (n: number) =>
      plural(n, { one: "# słowo", few: "# słowa", many: "# słów", other: "# słowa" });
    expect([1, 2, 5, 22].map(words)).toEqual(["1 słowo", "2 słowa", "5 słów", "22 słowa"]);
    const other: Words = { ...en, product: "Inny", library: { ...en.library, words_: words } };
    expect(other.library.words_(5)).toBe("5 słów");
  });

  it("is chosen by what was kept, else by what the browser wishes, else it is English", () => {
    const known = ["en", "de", "pt-BR"] as const;
    expect(preferred(known, ["de-AT", "en"], "en")).toBe("de");
    expect(preferred(known, ["pt-BR"], "en")).toBe("pt-BR");
    expect(preferred(known, ["fr", "ja"], "en")).toBe("en");
    expect(document.documentElement.lang).toBe(language);
    expect(languages).toEqual([{ code: "en", name: "English" }]);
  });

  it("writes numbers as its own readers do", () => {
    expect(localeFor("en", ["de-DE", "en-GB"])).toBe("en-GB");
    expect(localeFor("en", ["de-DE"])).toBe("en");
    expect(countingIn("de", "de").number(1234.5)).toBe("1.234,5");
    expect(en.library.words_(1)).toBe("1 word");
    expect(en.library.words_(1200)).toMatch(/^1.200 words$/);
  });
});

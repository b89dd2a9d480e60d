import { createElement, Fragment, type ReactNode } from 'react';

/** The forms of a word or sentence by number, as the language needs them; `#` stands for the number itself. */
export type Forms = { other: string } & Partial<Record<Intl.LDMLPluralRule, string>>;

/** Made when it is first asked for: the formats of a language take some milliseconds each, and few pages need them all. */
export function lazily<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

/** How a language writes numbers and chooses between forms. */
export function wordsOf(locale: string) {
  const rules = lazily(() => new Intl.PluralRules(locale));
  const format = lazily(() => new Intl.NumberFormat(locale));
  return {
    number: (value: number): string => format().format(value),
    plural: (count: number, forms: Forms): string =>
      (forms[rules().select(count)] ?? forms.other).replaceAll('#', () => format().format(count)),
  };
}

/** A sentence with elements in it: a name, a link, a key. As a tag of a template, so that the language chooses their order. */
export function sentence(words: TemplateStringsArray, ...parts: ReactNode[]): ReactNode {
  return createElement(Fragment, null, ...words.flatMap((text, at) => [text, parts[at] ?? null]));
}

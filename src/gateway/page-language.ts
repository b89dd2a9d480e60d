import type { IncomingHttpHeaders } from 'node:http';

/** What the console keeps of the language that a person chose. */
const CHOSEN = /(?:^|;\s*)synnefo-language=([a-z]{2,3})(?:;|$)/;
/** Longer headers are no wish of a person. */
const READ = 4096;

/**
 * The language of the page among those that were built: the one chosen in this browser, else the one that the browser's own
 * list names first, else English.
 */
export function pageLanguage(
  built: ReadonlySet<string>,
  { cookie = '', 'accept-language': accepted = '' }: IncomingHttpHeaders,
): string {
  const chosen = CHOSEN.exec(cookie.slice(0, READ))?.[1];
  if (chosen !== undefined && built.has(chosen)) return chosen;
  return wishes(accepted).find((language) => built.has(language)) ?? 'en';
}

/** The languages of an Accept-Language, the dearest first: "el" of "el-GR, en;q=0.8". */
function wishes(accepted: string): string[] {
  return accepted
    .slice(0, READ)
    .split(',')
    .map((wish) => {
      const [tag = '', ...parameters] = wish.split(';');
      const weight = /^\s*q=([\d.]+)\s*$/i.exec(parameters.join(';'))?.[1];
      return { language: tag.trim().toLowerCase().split('-')[0] ?? '', weight: Number(weight ?? 1) };
    })
    .filter(({ weight }) => weight > 0)
    .toSorted((one, other) => other.weight - one.weight)
    .map(({ language }) => language);
}

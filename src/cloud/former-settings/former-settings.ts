import { formerOfAstakos } from './astakos.ts';
import { formerOfCyclades } from './cyclades.ts';
import { formerOfFramework } from './framework.ts';
import { formerOfPithos } from './pithos.ts';

const FORMER = [...formerOfAstakos, ...formerOfCyclades, ...formerOfPithos, ...formerOfFramework];

const BY_NAME = new Map(FORMER.flatMap(({ names, sentence }) => names.map((name) => [name, sentence])));

/** What a setting of the original's guide that is none here does instead; undefined for a name that no guide has. */
export function formerSetting(name: string): string | undefined {
  return BY_NAME.get(name) ?? FORMER.find(({ family }) => family?.test(name) === true)?.sentence;
}

/** The same as a table in Markdown. */
export function formerSettingsPage(): string {
  const rows = FORMER.map(
    ({ names, sentence }) => `| ${names.map((name) => `\`${name}\``).join(', ')} | ${sentence} |`,
  );
  return ['| setting of the guide | instead |', '|---|---|', ...rows, ''].join('\n');
}

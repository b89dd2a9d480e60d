import { codeOf, sourceFiles } from '../rules/source-files.ts';

/**
 * The names of all kill points below a folder such as `src/identity`, sorted. A test that runs through this list reaches
 * points that are added later, too.
 */
export function killPointsIn(folder: string): string[] {
  const names = sourceFiles(folder)
    .filter((file) => !file.isTest)
    .flatMap(({ text }) =>
      [...codeOf(text).matchAll(/\bkillPoint\(\s*'([^']+)'/g)].map((match) => match[1] ?? ''),
    );
  return [...new Set(names)].sort();
}

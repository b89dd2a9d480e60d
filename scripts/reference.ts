// Writes the generated pages of docs/ from what they describe; `--check` only says whether they are up to date.
import { readFileSync, writeFileSync } from 'node:fs';
import { referencePages } from '../src/cloud/reference-pages.ts';

const checkOnly = process.argv.includes('--check');
let stale = 0;
for (const [name, text] of Object.entries(await referencePages())) {
  const file = new URL(`../docs/${name}`, import.meta.url);
  let present = '';
  try {
    present = readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  if (present === text) continue;
  stale += 1;
  if (checkOnly) process.stderr.write(`docs/${name} is older than the code: npm run reference\n`);
  else writeFileSync(file, text);
}
process.exitCode = checkOnly && stale > 0 ? 1 : 0;

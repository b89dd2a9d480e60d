// `npm run check`: types, linter, formatter, and the rules of the house that are written as tests. Takes names of steps:
// `npm run check -- types lint`; `npm run check -- format --fix` writes what the formatter wants.
import { checkNames, runChecks } from './check-steps.ts';

const words = process.argv.slice(2);
const wanted = words.filter((word) => !word.startsWith('--'));
const unknown = wanted.filter((name) => !checkNames.includes(name));
if (unknown.length > 0) {
  console.error(`There is no step '${unknown.join(', ')}': ${checkNames.join(', ')}.`);
  process.exit(2);
}
for await (const { name, seconds, output } of runChecks(
  wanted.length > 0 ? wanted : checkNames,
  words.includes('--fix'),
)) {
  if (output !== undefined) {
    process.exitCode = 1;
    process.stdout.write(`${output}\n`);
  }
  console.log(`${output === undefined ? 'ok    ' : 'FAILED'} ${name.padEnd(8)} ${seconds.toFixed(1)} s`);
}

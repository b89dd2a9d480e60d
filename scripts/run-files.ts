// Runs test files with Node's test runner in the order they are given in, which its command line would sort:
// `run-files.ts CONCURRENCY TIMEOUT_MS FILE…`. One JSON line for each event that `scripts/test.ts` counts and shows.
import { run } from 'node:test';

import testEvents from './test-events.ts';

const [concurrency = '', timeout = '', ...files] = process.argv.slice(2);
const events = run({ files, concurrency: Number(concurrency), timeout: Number(timeout) });
events.on('test:fail', () => (process.exitCode = 1));
events.compose(testEvents).pipe(process.stdout);

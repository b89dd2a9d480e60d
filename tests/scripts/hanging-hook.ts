import { after, describe, test } from 'node:test';

/* A file of tests whose end never comes: `silent-process.test.ts` runs it. */
describe('a suite', () => {
  const open = setInterval(() => undefined, 1000);
  after(() => new Promise(() => open));
  test('a test that passes', () => undefined);
});

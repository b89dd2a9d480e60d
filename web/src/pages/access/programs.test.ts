import assert from 'node:assert/strict';
import { test } from 'node:test';
import { programs } from './programs.ts';

const filled = {
  token: "it's$HOME",
  identity: 'https://cloud.example.org/astakos/identity/v2.0',
  account: 'ada@example.org',
  origin: 'https://cloud.example.org',
};

/** The words of a line as a POSIX shell takes them; throws where it would do more than that, such as go on in a pattern. */
function wordsOf(line: string): string[] {
  const words: string[] = [];
  let rest = line;
  while ((rest = rest.trimStart()) !== '') {
    const word = /^(?:'[^']*'|\\.|"[^"`\\!]*"|[\w@%+=:,./~>-]|&&)+/.exec(rest)?.[0];
    if (word === undefined) throw new Error(`the shell would not take this as it stands: ${rest}`);
    words.push(word.replaceAll(/'([^']*)'|\\(.)|"([^"]*)"/g, '$1$2$3'));
    rest = rest.slice(word.length);
  }
  return words;
}

test('what is typed into a terminal is quoted: addresses with a question mark, tokens with anything', () => {
  for (const key of ['curl', 'swift']) {
    const { text } = programs(filled).find((program) => program.key === key)!;
    const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
    const words = lines.flatMap(wordsOf);
    assert.ok(
      words.some((word) => word.endsWith(filled.token)),
      `the token of ${key}`,
    );
    if (key === 'curl')
      assert.ok(
        words.includes('https://cloud.example.org/pithos/object-store/v1/ada@example.org?format=json'),
      );
  }
});

import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { type Questions, questionsOver } from './questions.ts';

function over(pieces: readonly string[], signal = new AbortController().signal): Questions {
  return questionsOver({
    stdin: Readable.from(
      pieces.map((piece) => Buffer.from(piece)),
      { objectMode: false },
    ),
    ask: () => undefined,
    signal,
    assumesYes: false,
    withoutTerminal: 'read',
  });
}

test('each question takes its line, however the lines come', async () => {
  for (const pieces of [['yes\nfirst\r\nsecond\nrest'], ['ye', 's\nfirst\r', '\nsec', 'ond\nre', 'st']]) {
    const ask = over(pieces);
    assert.equal(await ask.confirm('Really?'), true);
    assert.equal(await ask.line(), 'first');
    assert.equal(await ask.secret('Password:'), 'second');
    assert.equal(await ask.line(), 'rest', 'also without its end');
    assert.equal(await ask.line(), undefined);
    assert.equal(await ask.confirm('Really?'), false);
  }
});

test('a document is all that the questions before it left', async () => {
  const ask = over(['yes\n{"a":', '\n1}\n']);
  await ask.confirm('Really?');
  assert.equal(await ask.input(), '{"a":\n1}\n');
});

test('who stops the run stops its questions', async () => {
  const stop = new AbortController();
  const stdin = new Readable({ read: () => undefined });
  const ask = questionsOver({
    stdin,
    ask: () => undefined,
    signal: stop.signal,
    assumesYes: false,
    withoutTerminal: 'read',
  });
  const answer = ask.line();
  stop.abort();
  assert.equal(await answer, undefined);
});

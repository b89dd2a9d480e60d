import assert from 'node:assert/strict';
import test from 'node:test';
import { WireLog } from './wire-log.ts';

function logged(detail: 'headers' | 'bodies', work: (log: WireLog) => void): string {
  const lines: string[] = [];
  const log = new WireLog((line) => lines.push(line), detail);
  log.hide('t0k3n');
  work(log);
  return lines.join('\n');
}

test('no token appears, wherever it stands', () => {
  const text = logged('bodies', (log) => {
    log.request(
      'POST',
      'http://h/x',
      '/x?echo=t0k3n',
      { 'X-Auth-Token': 'other', cookie: 'c' },
      '{"auth":{"token":{"id":"t0k3n"}}}',
    );
    log.reply(200, { 'x-auth-token': 'fresh', 'content-type': 'application/json' });
    log.replyBody(Buffer.from('{"access":{"token":{"id":"t0k3n"}}}'));
  });
  for (const secret of ['t0k3n', 'other', 'fresh', 'cookie: c']) assert.ok(!text.includes(secret), secret);
  assert.match(text, /> POST http:\/\/h\/x\?echo=\*\*\*/);
  assert.match(text, /content-type: application\/json/);
});

test('passwords, keys and file contents are masked in bodies, and bodies are shown only when asked for', () => {
  const work = (log: WireLog): void => {
    log.request(
      'POST',
      'http://h',
      '/servers',
      {},
      '{"personality":[{"contents":"c2VjcmV0"}],"adminPass":"pa\\"ss"}',
    );
    log.replyBody(Buffer.from('{"private_key":"PEM","name":"web"}'));
  };
  const bodies = logged('bodies', work);
  for (const secret of ['c2VjcmV0', 'pa\\"ss', 'PEM']) assert.ok(!bodies.includes(secret), secret);
  assert.match(bodies, /"name":"web"/);
  assert.ok(!logged('headers', work).includes('personality'));
});

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { MAX_MESSAGE_BYTES, QmpError, QmpReader } from './qmp.ts';

test('messages are found however the bytes are cut', () => {
  const reader = new QmpReader();
  const bytes = Buffer.from('{"event":"STOP"}\r\n\r\n{"return":{"big":9007199254740993},"id":1}\r\n');
  const messages: unknown[] = [];
  for (const byte of bytes) messages.push(...reader.push(Buffer.from([byte])));
  assert.deepEqual(messages, [{ event: 'STOP' }, { return: { big: 9007199254740993n }, id: 1 }]);
});

test('T-V11 a message over 4 MiB ends the reading before it is kept', () => {
  const reader = new QmpReader();
  const piece = Buffer.alloc(64 * 1024, 0x20);
  assert.throws(() => {
    for (let sent = 0; sent <= MAX_MESSAGE_BYTES; sent += piece.length) reader.push(piece);
  }, QmpError);
});

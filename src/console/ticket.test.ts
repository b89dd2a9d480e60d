import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ticketOf } from './ticket.ts';

const ticket = 'aB3_-'.repeat(8);

test('a ticket is read from the protocols that are offered', () => {
  assert.equal(ticketOf(`binary, synnefo.ticket.${ticket}`), ticket);
  assert.equal(ticketOf(`synnefo.ticket.${ticket},binary`), ticket);
});

test('without the protocol, with two tickets, or with letters that no ticket has, there is none', () => {
  for (const offered of [
    undefined,
    '',
    'binary',
    `synnefo.ticket.${ticket}`,
    `binary, synnefo.ticket.${ticket}, synnefo.ticket.${ticket}`,
    'binary, synnefo.ticket.',
    `binary, synnefo.ticket.${ticket}/..`,
    `binary, synnefo.ticket.${'x'.repeat(600)}`,
  ]) {
    assert.equal(ticketOf(offered), undefined, offered ?? 'none');
  }
});

import assert from 'node:assert/strict';
import test from 'node:test';
import { commands } from './commands.ts';
import { kamakiReference } from './reference.ts';

test('the page of reference has every command with its options', () => {
  const page = kamakiReference();
  for (const { name, options } of commands) {
    assert.ok(page.includes(`## ${name}\n`), name);
    for (const { flags } of Object.values(options ?? {})) assert.ok(page.includes(`\`${flags}\``), flags);
  }
});

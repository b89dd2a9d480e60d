import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { checkReply } from './check-reply.ts';
import { anyone, routesOf } from './route.ts';

const listing = routesOf<object>()({
  method: 'GET',
  path: '/list',
  access: anyone,
  summary: 'List',
  reply: {
    200: {
      content: { 'application/json': z.array(z.string()), 'text/plain': z.string() },
      headers: z.object({ 'x-count': z.string(), 'x-meta-*': z.record(z.string(), z.string()) }),
    },
    204: null,
  },
  handle: () => ({}),
});

test('an answer is checked by its status, its type, its document and its headers', () => {
  const headers = { 'x-count': 1, 'x-meta-color': 'red' };
  const text = { ...headers, 'content-type': 'text/plain; charset=UTF-8' };
  for (const answer of [
    { headers, body: ['a'] },
    { headers: { ...headers, 'content-type': 'application/json' }, body: '["a"]' },
    { headers: text, body: 'a\n' },
    { status: 204 },
  ])
    checkReply(listing, answer);
  for (const [answer, why] of [
    [{ status: 201 }, /does not declare status 201/],
    [{ headers, body: [1] }, /unlike its schema/],
    [{ headers: text, body: ['a'] }, /unlike its schema/],
    [{ headers: { ...headers, 'content-type': 'text/html' }, body: 'a' }, /does not declare: text\/html/],
    [{ headers: { ...headers, 'x-odd': '1' }, body: ['a'] }, /x-odd/],
    [{ body: ['a'] }, /x-count/],
  ] as const)
    assert.throws(() => checkReply(listing, answer), why);
});

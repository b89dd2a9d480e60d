import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FastifyRequest } from 'fastify';
import { formatOf, withoutFormat } from './format.ts';

const request = (url: string, accept?: string): FastifyRequest =>
  ({
    originalUrl: url,
    query: Object.fromEntries(new URLSearchParams(url.split('?')[1])),
    headers: accept === undefined ? {} : { accept },
  }) as unknown as FastifyRequest;

test('the format is the parameter, else the ending, else what is accepted, else JSON', () => {
  assert.equal(formatOf(request('/astakos/identity/v2.0')), 'json');
  assert.equal(formatOf(request('/astakos/identity/v2.0.xml')), 'xml');
  assert.equal(formatOf(request('/astakos/identity/v2.0.xml?format=json')), 'json');
  assert.equal(formatOf(request('/x', 'text/html, application/xml;q=0.9, application/json')), 'xml');
  assert.equal(formatOf(request('/x', 'application/json, application/xml')), 'json');
  assert.equal(formatOf(request('/x?format=csv', '*/*')), 'json');
});

test('an ending is taken off the documents of identity only', () => {
  assert.equal(withoutFormat('/astakos/identity/v2.0.json?a=b.json'), '/astakos/identity/v2.0?a=b.json');
  assert.equal(withoutFormat('/astakos/identity/.json'), '/astakos/identity/');
  assert.equal(withoutFormat('/astakos/account/v1.0/quotas.json'), '/astakos/account/v1.0/quotas.json');
});

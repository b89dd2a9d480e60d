import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import type { ServiceDefinition } from '#platform/service/service-definition';
import { setting, type SettingsSchema } from '#platform/settings';
import { assemble } from './assembly.ts';
import { services } from './roles.ts';

const shelf: ServiceDefinition = { name: 'shelf', settings: {}, databases: [], roles: [] };

/** Each part that a service of this program has already, in the definition of another one. */
const taken: [part: Partial<ServiceDefinition>, refusal: RegExp][] = [
  [{ name: 'identity' }, /the service identity is declared twice/],
  [
    { roles: [{ name: 'object', databases: [], load: async () => Promise.reject(new Error('never')) }] },
    /the role object is declared twice/,
  ],
  [
    { databases: [{ name: 'queue', setting: 'SHELF_DATABASE_URL', of: 'shelves', since: 2 }] },
    /the database queue is declared twice/,
  ],
  [
    { databases: [{ name: 'shelf', setting: 'PITHOS_DATABASE_URL', of: 'shelves', since: 2 }] },
    /the setting of a database PITHOS_DATABASE_URL is declared twice/,
  ],
  [
    { component: { name: 'pithos', prefix: 'shelf', mayForce: false, since: 2, catalog: [] } },
    /the component pithos is declared twice/,
  ],
  [
    { component: { name: 'shelf', prefix: 'pithos', mayForce: false, since: 2, catalog: [] } },
    /the public address \/pithos of a component is declared twice/,
  ],
  [{ secrets: [{ place: 'rapi.password', since: 2 }] }, /the secret rapi\.password is declared twice/],
  [{ segments: { cyclades: 'shelf' } }, /the public address \/cyclades is declared twice/],
  [
    { settings: { POLL_LIMIT: setting(z.int(), 7, 'Something else.') } },
    /the setting POLL_LIMIT of shelf is another one elsewhere/,
  ],
  [
    { settings: { LOG_LEVEL: setting(z.string(), 'loud', 'Something else.') } },
    /the setting LOG_LEVEL of shelf is another one elsewhere/,
  ],
];

test('what two services declare under one name is refused before anything starts', () => {
  for (const [part, refusal] of taken) {
    const second: ServiceDefinition = { ...shelf, ...part };
    assert.throws(() => assemble([...services, second]), { name: 'TypeError', message: refusal });
  }
});

test('two services share a setting when they mean the same one', () => {
  const settings: SettingsSchema = services.find(({ name }) => name === 'compute')!.settings;
  const second: ServiceDefinition = { ...shelf, settings: { POLL_LIMIT: settings['POLL_LIMIT']! } };
  const { allSettings } = assemble([...services, second]);
  assert.equal(allSettings['POLL_LIMIT'], settings['POLL_LIMIT']);
});

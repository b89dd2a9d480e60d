import assert from 'node:assert/strict';
import { test } from 'node:test';
import { startCloud } from '#kit/cloud';
import { everyRow } from './row-counts.ts';
import { wireTo } from './wire.ts';

test(
  'T-G1 guesses under forged addresses spend the budget of the one real address',
  { timeout: 120_000 },
  async (t) => {
    const cloud = await startCloud(t, { roles: ['identity', 'object', 'gateway'] });
    const wire = wireTo(Number(new URL(cloud.url).port));
    t.after(() => wire.close());
    const guess = async (n: number): Promise<number> => {
      const address = `203.0.113.${n % 250}`;
      const headers = {
        'content-type': 'application/json',
        origin: cloud.url,
        'x-requested-with': 'synnefo',
        'x-forwarded-for': address,
        forwarded: `for=${address}`,
        'x-client-ip': address,
        'x-real-ip': address,
        'x-synnefo-client-address': address,
      };
      const body = JSON.stringify({ email: `nobody-${n}@example.org`, password: 'a guess of no worth' });
      return (await wire.send({ method: 'POST', path: '/ui/api/astakos/ui/session', headers, body })).status;
    };
    for (let n = 0; n < 5; n += 1) assert.equal(await guess(n), 401);
    const counters = (await everyRow(cloud.databaseUrl('identity')))
      .split('\n')
      .filter((row) => row.includes('address:'));
    assert.equal(counters.length, 1, counters.join());
    assert.match(counters[0]!, /address:127\.0\.0\.1".*"attempts":5/);
  },
);

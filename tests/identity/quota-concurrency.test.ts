import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setBaseQuota } from '#identity/domain/quota/base-quota';
import { ServiceError } from '#platform/errors';
import { issueCommission, type WantedCommission } from '#identity/domain/quota/issue-commission';
import { resolveCommissions } from '#identity/domain/quota/resolve-commissions';
import { findComponent } from '#identity/domain/catalog/components';
import { seededRandom } from '#platform/faults';
import { startIdentity, type TestIdentity, type TestUser } from './identity-kit.ts';
import { COMPONENT_TOKENS, pair } from './open-identity.ts';
import { recountLedger, recountPairs } from './ledger-check.ts';

const COMMISSIONS = '/astakos/account/v1.0/commissions';
const RESOURCES = ['cyclades.vm', 'cyclades.cpu', 'cyclades.ram'];
const WRITERS = 16;
const OPERATIONS = 10_000;

test('10,000 random operations of 16 writers keep every invariant of the ledger', async (t) => {
  const seed = Number(process.env['FAULT_SEED'] ?? '20261');
  t.diagnostic(`FAULT_SEED=${seed}`);
  const identity = await startIdentity(t, {
    settings: { ASTAKOS_COMMISSION_RATE: 1_000_000, ASTAKOS_DATABASE_POOL_SIZE: WRITERS },
  });
  const users = [
    await identity.user('a@example.org'),
    await identity.user('b@example.org'),
    await identity.user('c@example.org'),
  ];
  for (const user of users)
    for (const resource of RESOURCES) await setBaseQuota(identity.service, user, { [resource]: 40n });
  const tally = { issued: 0, refused: 0, resolved: 0, limits: 0 };
  let left = OPERATIONS;
  const started = performance.now();
  await Promise.all(
    Array.from({ length: WRITERS }, async (_, writer) => {
      const random = seededRandom(seed + writer);
      const pending: bigint[] = [];
      while (left > 0) {
        left -= 1;
        await randomOperation(identity, users, random, pending, tally);
        if (random() < 0.001) assert.deepEqual(await recountLedger(identity.url), []);
      }
    }),
  );
  t.diagnostic(`${JSON.stringify(tally)} in ${Math.round(performance.now() - started)} ms`);
  assert.deepEqual(await recountLedger(identity.url), []);
  assert.deepEqual(await recountPairs(identity.url), []);
  assert.ok(tally.issued > 1000 && tally.refused > 100 && tally.resolved > 1000 && tally.limits > 10);
});

type Tally = Record<'issued' | 'refused' | 'resolved' | 'limits', number>;

async function randomOperation(
  { service }: TestIdentity,
  users: readonly TestUser[],
  random: () => number,
  pending: bigint[],
  tally: Tally,
): Promise<void> {
  const component = await findComponent(service, 'cyclades');
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!;
  const kind = random();
  if (kind < 0.55) {
    // Several users in one commission and in any order: a lock taken in another order would be a deadlock.
    const provisions = Array.from({ length: 1 + Math.floor(random() * 3) }, () =>
      pair(pick(users), pick(RESOURCES), BigInt(Math.floor(random() * 13) - 5)),
    ).flat();
    const wanted: WantedCommission = {
      name: '',
      provisions: provisions.map((provision) => ({ ...provision, quantity: BigInt(provision.quantity) })),
      force: random() < 0.05,
      autoAccept: random() < 0.2,
      body: '',
    };
    try {
      const serial = await issueCommission(service, component, wanted);
      tally.issued += 1;
      if (!wanted.autoAccept) pending.push(serial);
    } catch (error) {
      if (!(error instanceof ServiceError) || error.status !== 413) throw error;
      tally.refused += 1;
    }
  } else if (kind < 0.99) {
    const [accept, reject] = [pending.splice(0, 1 + Math.floor(random() * 3)), pending.splice(0, 1)];
    const { failed } = await resolveCommissions(service, component, { accept, reject });
    assert.deepEqual(failed, []);
    tally.resolved += accept.length + reject.length;
  } else {
    await setBaseQuota(service, pick(users), { [pick(RESOURCES)]: BigInt(Math.floor(random() * 60)) });
    tally.limits += 1;
  }
}

test('T-I11 of 200 parallel requests at a limit of 10 exactly 10 succeed', async (t) => {
  const identity = await startIdentity(t);
  const ada = await identity.user('ada@example.org');
  await setBaseQuota(identity.service, ada, { 'cyclades.vm': 10n });
  const replies = await Promise.all(
    Array.from({ length: 200 }, (_, number) =>
      identity.call('POST', COMMISSIONS, {
        token: COMPONENT_TOKENS.cyclades,
        headers: { 'idempotency-key': `create ${number}` },
        body: { provisions: pair(ada, 'cyclades.vm', 1), name: 'create' },
      }),
    ),
  );
  const statuses = replies.map(({ status }) => status);
  assert.equal(statuses.filter((status) => status === 201).length, 10);
  assert.equal(statuses.filter((status) => status === 413).length, 190);
  const pending = await identity.call('GET', COMMISSIONS, { token: COMPONENT_TOKENS.cyclades });
  assert.equal((pending.json as unknown[]).length, 10);
  assert.deepEqual(await recountLedger(identity.url), []);
});

test('serials strictly grow and are used once, also by commissions that fail in between', async (t) => {
  const identity = await startIdentity(t);
  const ada = await identity.user('ada@example.org');
  await setBaseQuota(identity.service, ada, { 'cyclades.vm': 3n });
  const serials: bigint[] = [];
  for (let round = 0; round < 8; round += 1) {
    const { status, json } = await identity.call('POST', COMMISSIONS, {
      token: COMPONENT_TOKENS.cyclades,
      body: { provisions: pair(ada, 'cyclades.vm', 1) },
    });
    if (status === 201) serials.push(BigInt((json as { serial: number }).serial));
  }
  assert.equal(serials.length, 3);
  assert.ok(serials.every((serial, index) => serial > 0n && (index === 0 || serial > serials[index - 1]!)));
});

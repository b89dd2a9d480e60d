import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import type { TestContext } from 'node:test';
import { sql } from 'kysely';
import { record } from '#identity/domain/audit/record';
import type { Acting } from '#identity/domain/identity';
import { runChild } from '#kit/child';
import { chainEntries } from '#platform/audit/chain-entries';
import { pruneEntries } from '#platform/audit/prune-entries';
import { type Head, verifyChain, type Verdict } from '#platform/audit/verify-chain';
import { type TestClock, testClock } from '#platform/clock';
import { type OpenDatabase, openDatabase } from '#platform/database/database';
import { startIdentity } from './identity-kit.ts';

const DAY_MS = 24 * 3_600_000;
const never = new AbortController().signal;

describe('the chain of the audit', () => {
  test('T-S8 whatever is done to a chained entry or to the chain is found, and named', async (t) => {
    const { service, database, tamper } = await chained(t, [3, 3, 3]);
    const whole = await verify(service);
    assert.deepEqual([whole.problem, whole.batches, whole.entries], [undefined, 3n, 9n]);

    for (const statement of [
      `update audit_entries set actor_name = 'nobody' where id = 5`,
      'delete from audit_entries where id = 5',
      'truncate audit_entries',
    ])
      await assert.rejects(sql.raw(statement).execute(database), /entries of the audit stay/, statement);

    const lies: [string, string][] = [
      [
        `update audit_entries set actor_name = 'somebody else' where id = 5`,
        'entry 5 of batch 2 was altered',
      ],
      [`update audit_entries set at = at + interval '1 ms' where id = 5`, 'entry 5 of batch 2 was altered'],
      [`update audit_entries set about = '{}' where id = 5`, 'entry 5 of batch 2 was altered'],
      [`update audit_entries set batch = null where id = 5`, 'entry 5 of batch 2 is missing'],
      ['delete from audit_entries where id = 5', 'entry 5 of batch 2 is missing'],
      [
        `insert into audit_entries (at, source, actor_kind, actor_name, action, outcome, object_kind, about, details, batch)
           select at, source, actor_kind, actor_name, action, outcome, object_kind, about, details, batch from audit_entries where id = 5`,
        'was put into batch 2 later',
      ],
      ['delete from audit_batches where number = 2', 'batch 2 is missing'],
      [
        `update audit_batches set made_at = made_at - interval '1 day' where number = 2`,
        'batch 2 was altered',
      ],
      [`update audit_batches set hash = previous where number = 2`, 'batch 2 was altered'],
      ['delete from audit_batches where number = 3', 'says it is of batch 3, which is missing'],
      [
        `delete from audit_batches where number = 1; delete from audit_entries where batch = 1;
           update audit_chain set pruned_batch = 1, pruned_hash = (select previous from audit_batches where number = 2)`,
        'everything up to batch 1 is missing, and no pruning is recorded that removed it',
      ],
    ];
    for (const [lie, found] of lies) {
      const { problem } = await tamper(lie, () => verify(service));
      assert.ok(problem?.includes(found), `${lie}: ${problem}`);
    }

    // the tail is missed by whoever noted its hash elsewhere, and by nobody else
    const cut = 'delete from audit_batches where number = 3; delete from audit_entries where batch = 3';
    assert.equal((await tamper(cut, () => verify(service))).problem, undefined);
    const { problem } = await tamper(cut, () => verify(service, [whole.head!]));
    assert.equal(problem, 'batch 3, which was noted, is missing');
    const other = { number: 2n, hash: whole.head!.hash };
    assert.equal((await verify(service, [other])).problem, 'batch 2 is not the one that was noted');
    assert.equal((await verify(service, [whole.head!])).problem, undefined);
  });

  test('T-F1 what is killed while it chains has chained nothing; the next run chains each entry once, also beside another', async (t) => {
    const { service, url } = await chained(t, []);
    await note(service, 2500);
    const child = join(import.meta.dirname, 'audit-chain-child.ts');
    const ended = await runChild(child, url, 'audit.batch-written#2=kill');
    assert.equal(ended.signal, 'SIGKILL', ended.output);
    assert.deepEqual(await service.store.audit.waiting().then(({ count }) => count), 1500);
    await Promise.all([chainEntries(service, never), chainEntries(service, never)]);
    const { problem, batches, entries } = await verify(service);
    assert.deepEqual([problem, batches, entries], [undefined, 3n, 2500n]);
  });

  test('what is older than the settings say is removed, once a day, and what stays can be verified', async (t) => {
    const { service, clock } = await chained(t, [2]);
    clock.advance(5 * DAY_MS);
    await note(service, 2);
    await chainEntries(service, never);
    const before = (await verify(service)).head!;
    await pruneEntries(service, service.origin, 5);
    assert.equal((await verify(service)).entries, 4n);
    clock.advance(DAY_MS + 1);
    await pruneEntries(service, service.origin, 5);
    await chainEntries(service, never);
    const { problem, entries } = await verify(service, [before]);
    // the two that are young enough, and that about the removal
    assert.deepEqual([problem, entries], [undefined, 3n]);
    const [pruning] = await service.store.audit.newest({}, { limit: 1 });
    assert.equal(pruning?.action, 'audit.prune');
    assert.equal((JSON.parse(pruning.details) as { entries: string }).entries, '2');
    clock.advance(20 * DAY_MS);
    await pruneEntries(service, service.origin, 5);
    await note(service, 1);
    await chainEntries(service, never);
    assert.deepEqual(await verify(service).then((after) => [after.problem, after.entries]), [undefined, 2n]);
  });
});

interface Chained {
  service: Acting;
  url: string;
  clock: TestClock;
  database: OpenDatabase<unknown>;
  /** Does it as somebody with the whole database would, and takes it back after the look. */
  tamper(statement: string, look: () => Promise<Verdict>): Promise<Verdict>;
}

/** An audit with batches of so many entries. */
async function chained(t: TestContext, batches: readonly number[]): Promise<Chained> {
  const clock = testClock(new Date('2026-03-01T12:00:00Z'));
  const { service, url } = await startIdentity(t, { clock });
  const database = openDatabase<unknown>({ url, poolSize: 1 });
  t.after(() => database.destroy());
  // what the start itself recorded
  await sql`alter table audit_entries disable trigger all`.execute(database);
  await sql`delete from audit_entries`.execute(database);
  await sql`alter table audit_entries alter id restart`.execute(database);
  await sql`alter table audit_entries enable trigger all`.execute(database);
  for (const count of batches) {
    await note(service, count);
    await chainEntries(service, never);
  }
  return {
    ...{ service, url, clock, database },
    async tamper(statement, look) {
      const tables = ['audit_entries', 'audit_batches', 'audit_chain'];
      const all = async (...statements: string[]): Promise<void> => {
        for (const each of statements) await sql.raw(each).execute(database);
      };
      await all('alter table audit_entries disable trigger all');
      await all(
        ...tables.map((table) => `create table kept_${table} as table ${table}`),
        ...statement.split(';'),
      );
      const verdict = await look();
      await all(
        ...tables.flatMap((table) => [
          `delete from ${table}`,
          `insert into ${table} ${table === 'audit_entries' ? 'overriding system value' : ''} table kept_${table}`,
          `drop table kept_${table}`,
        ]),
        'alter table audit_entries enable trigger all',
      );
      return verdict;
    },
  };
}

function verify({ store }: Acting, heads: readonly Head[] = []): Promise<Verdict> {
  return verifyChain(store, heads, never);
}

async function note(service: Acting, count: number): Promise<void> {
  const object = { kind: 'account', id: '5b2f8a0e-0000-4000-8000-000000000001', name: 'ada@example.org' };
  const change = { action: 'account.modify', object, details: { level: { from: 4, to: 5 } } } as const;
  await service.store.transaction((tx) =>
    record(service, tx, ...Array.from({ length: count }, () => change)),
  );
}

import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { Pool } from 'pg';
import { componentOver } from '#contract/program-clients';
import { setBaseQuota } from '#identity/domain/quota/base-quota';
import { findComponent } from '#identity/domain/catalog/components';
import { runChild } from '#kit/child';
import { noKillPoint, seededRandom } from '#platform/faults';
import { injectTransport } from '#platform/http/transport';
import { agree } from '../identity/projects/agree.ts';
import { type Person, work } from '../identity/projects/busy-people.ts';
import { startIdentity } from '../identity/identity-kit.ts';
import { COMPONENT_TOKENS } from '../identity/open-identity.ts';
import { recountLedger, recountPairs } from '../identity/ledger-check.ts';

const CHILD = join(import.meta.dirname, '../identity/projects/kill-child.ts');
/** Two hundred take some minutes: `RANDOM_KILLS=200`. */
const KILLS = Number(process.env['RANDOM_KILLS'] ?? '16');
const AT_ONCE = 3;
const PEOPLE = 4;

test('T-F1 R-I2 whenever processes die while people charge and change projects, holdings equal a recount', async (t) => {
  const seed = Number(process.env['FAULT_SEED'] ?? '200');
  t.diagnostic(`FAULT_SEED=${seed} RANDOM_KILLS=${KILLS}`);
  const identity = await startIdentity(t);
  const { service, url } = identity;
  const people: Person[] = [];
  for (let at = 0; at < PEOPLE; at += 1) {
    const person = await identity.user(`person-${at}@example.org`);
    await setBaseQuota(service, person, { 'cyclades.vm': 1000n, 'astakos.pending_app': 3n });
    people.push(person);
  }
  const own = new Pool({ connectionString: url, max: 2 });
  // Its connections may still be closing when the database goes.
  own.on('error', () => undefined);
  await using _closed = { [Symbol.asyncDispose]: () => own.end() };
  await own.query(
    'create table client_effects (serial bigint primary key, person text, project text, quantity bigint)',
  );

  const directory = mkdtempSync(join(tmpdir(), 'random-kills-'));
  process.env['NODE_COMPILE_CACHE'] = join(directory, 'compiled');
  t.after(() => {
    delete process.env['NODE_COMPILE_CACHE'];
    rmSync(directory, { recursive: true, force: true });
  });
  let begun = 0;
  const worker = async (): Promise<void> => {
    while (begun < KILLS) {
      const number = (begun += 1);
      const { signal, output } = await runChild(CHILD, url, String(seed + number), asText(people), directory);
      assert.equal(signal, 'SIGKILL', `process ${number} ended by itself: ${output}`);
      // The others are in the midst of their work: a statement sees whole changes only.
      assert.deepEqual(await recountLedger(url), [], `after the death of process ${number}`);
    }
  };
  // Some live through all of it.
  const component = await findComponent(service, 'cyclades');
  const place = { service, component, own, killPoint: noKillPoint, people };
  let stopped = false;
  const lives = people.map((person, at) =>
    work(place, person, { random: seededRandom(seed * 7 + at), stopped: () => stopped }),
  );
  await Promise.all(Array.from({ length: AT_ONCE }, worker)).finally(() => (stopped = true));
  await Promise.all(lives);

  // What a service does when it comes back: a serial that its rows know is accepted, another one rejected.
  const ledger = componentOver(injectTransport(identity.app), COMPONENT_TOKENS.cyclades);
  const pending = await ledger.pendingCommissions();
  const { rows } = await own.query<{ serial: string }>(
    'select serial from client_effects where serial = any($1)',
    [pending.map(String)],
  );
  const known = new Set(rows.map(({ serial }) => BigInt(serial)));
  await ledger.resolveCommissions({
    accept: pending.filter((serial) => known.has(serial)),
    reject: pending.filter((serial) => !known.has(serial)),
  });
  assert.deepEqual(await ledger.pendingCommissions(), []);
  await agree(identity);
  assert.deepEqual(await recountPairs(url), []);

  const counted = await own.query<{ wrong: string; effects: string; projects: string }>(
    `with rows as (select person, project, sum(quantity) as used from client_effects group by person, project)
     select (select count(*) from client_effects) as effects,
       (select count(*) from projects where not is_base) as projects,
       (select count(*) from rows full join
          (select * from holdings where resource = 'cyclades.vm' and source is not null) h
          on h.holder = 'user:' || person and h.source = 'project:' || project
        where coalesce(used, 0) <> coalesce(h.usage_max, 0)) as wrong`,
  );
  const { wrong, effects, projects } = counted.rows[0]!;
  t.diagnostic(
    `${pending.length} commissions were open, ${effects} charges and ${projects} projects were made`,
  );
  assert.equal(wrong, '0');
  assert.ok(Number(effects) > KILLS && Number(projects) > 0, 'there was a load');
});

function asText(people: readonly Person[]): string {
  return JSON.stringify(people.map(({ id, uuid, email }) => ({ id: String(id), uuid, email })));
}

import assert from 'node:assert/strict';
import { sql } from 'kysely';
import type { ComputeCloud } from './compute-cloud.ts';
import { POOL_INVARIANTS } from './pool-recount.ts';

/** What must hold of compute's rows at every commit (spec/compute-backend 9.4), each as a query that finds what breaks it. */
const BROKEN: Readonly<Record<string, string>> = {
  '1: a server with an unresolved charge has one change in hand at most, besides being destroyed': `
    select server_id from intents where state = 'open' and action <> 'DESTROY' and serial is not null
    group by server_id having count(*) > 1`,
  '2: a held serial belongs to an open change': `
    select serial from quota_serials s where decision = 'held'
    and not exists (select from intents i where i.serial = s.serial and i.state = 'open')`,
  '3: a deleted server has no ports, no live volumes, no task and no charge': `
    select id from servers s where deleted and (task is not null or charged <> '{}'
      or exists (select from ports p where p.server_id = s.id)
      or exists (select from volumes v where v.server_id = s.id and not v.deleted)
      or exists (select from one_time_documents d where d.server_id = s.id)
      or exists (select from first_passwords p where p.server_id = s.id)
      or exists (select from intents i where i.server_id = s.id and i.state = 'open'))`,
  '7: no two ports have one MAC address': `
    select mac from ports where mac is not null group by mac having count(*) > 1`,
  '12: a task stands exactly as long as the change that set it': `
    select s.id from servers s left join intents i on i.id = s.task_intent
    where (s.task is null) <> (i.id is null) or i.state <> 'open' or i.action <> s.task`,
  'a server is charged for exactly the state it is in': `
    select s.id from servers s join flavors f on f.id = s.flavor_id
    where not s.deleted and s.charged <> jsonb_build_object('cyclades.vm', '1', 'cyclades.total_cpu', f.cpu::text,
      'cyclades.total_ram', (f.ram::bigint << 20)::text, 'cyclades.disk', (f.disk::bigint << 30)::text)
      || case when s.operstate = 'STOPPED' then '{}'
         else jsonb_build_object('cyclades.cpu', f.cpu::text, 'cyclades.ram', (f.ram::bigint << 20)::text) end`,
  'a server that is not being made has no job older than its state': `
    select id from servers where operstate in ('STARTED', 'STOPPED') and state_job_id = 0`,
  ...POOL_INVARIANTS,
};

/** Recounts compute's rows with queries of its own. */
export async function checkInvariants({ db }: ComputeCloud): Promise<void> {
  for (const [invariant, query] of Object.entries(BROKEN)) {
    const { rows } = await sql.raw(query).execute(db);
    assert.deepEqual(rows, [], invariant);
  }
}

/** After quiet: what identity holds for compute is what compute's rows say, and nothing is pending. */
export async function checkQuota(cloud: ComputeCloud): Promise<void> {
  const { store, ledger } = cloud.compute;
  assert.deepEqual(await ledger.holder.pending(), [], 'no commission is pending');
  assert.deepEqual(await store.quota.decided(0n, 10), [], 'every decided serial is resolved');
  assert.deepEqual(await store.quota.corrections.counters(), [], 'every correction is charged');
}

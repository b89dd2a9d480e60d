import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { z } from 'zod';

import type { CloudProcess } from './cloud-process.ts';
import { drive } from './load.ts';
import { rate } from './object-load.ts';
import { databaseUrl } from './servers.ts';

type Note = (what: string, measured: string, aim?: string) => void;

const WRITERS = 16;
/** Counted, so that the budget of a component for a second is not what is measured. */
const COMMISSIONS = 900;
const USERS = 1000;
const PROJECTS = 1000;
const ROUNDS = 9;

/** Commissions over many counters and over one, and the list of many projects; the rows that they need stand straight in the database. */
export async function measureQuota(cloud: CloudProcess, note: Note): Promise<void> {
  const database = new Client({ connectionString: await databaseUrl(cloud, 'identity') });
  await database.connect();
  try {
    const users = Array.from({ length: USERS }, () => randomUUID());
    await database.query(
      `insert into holdings (holder, source, resource, upper_limit)
       select 'user:' || u, 'project:' || u, 'cyclades.vm', 1000000 from unnest($1::uuid[]) u
       union all select 'project:' || u, null, 'cyclades.vm', 1000000 from unnest($1::uuid[]) u`,
      [users],
    );
    const over = async (what: string, among: readonly string[], aim: string): Promise<void> =>
      note(
        `commissions issued and accepted at once, ${WRITERS} writers, ${what}`,
        await charged(cloud, among),
        aim,
      );
    await over(`${USERS} users`, users, '1,000/s');
    await over('one counter', users.slice(0, 1), '150/s');
    await database.query(
      `insert into projects (uuid, is_base, realname, name, join_policy, leave_policy, max_members, state, created_at, end_at)
       select gen_random_uuid(), false, 'bench-' || n, 'bench-' || n, 2, 1, 10, 1, now(), now() + interval '1 year'
       from generate_series(1, $1) n`,
      [PROJECTS],
    );
    await database.query(
      `insert into project_quotas (project_id, resource_id, project_capacity, member_capacity)
       select p.id, r.id, 10, 1 from projects p, resources r where p.name like 'bench-%'`,
    );
    note(`projects, a list of ${PROJECTS}`, `${(await listed(cloud)).toFixed(0)} ms`, 'under 100 ms');
  } finally {
    await database.query("delete from projects where name like 'bench-%'");
    await database.end();
  }
}

async function charged(cloud: CloudProcess, users: readonly string[]): Promise<string> {
  const Secrets = z.object({ components: z.object({ cyclades: z.string() }) });
  const text = readFileSync(join(cloud.dataDirectory, 'secrets.json'), 'utf8');
  const token = Secrets.parse(JSON.parse(text)).components.cyclades;
  let next = 0;
  const body = (): string => {
    const user = users[(next += 1) % users.length];
    const quantity = 1;
    const provisions = [
      { holder: `user:${user}`, source: `project:${user}`, resource: 'cyclades.vm', quantity },
      { holder: `project:${user}`, source: null, resource: 'cyclades.vm', quantity },
    ];
    return JSON.stringify({ name: `bench ${next}`, auto_accept: true, provisions });
  };
  return rate(
    await drive(cloud, {
      connections: WRITERS,
      requests: COMMISSIONS,
      method: 'POST',
      path: () => '/astakos/account/v1.0/commissions',
      headers: { 'x-auth-token': token, 'content-type': 'application/json' },
      body,
    }),
  );
}

/** Milliseconds until the whole list is there: the middle one of some. */
async function listed(cloud: CloudProcess): Promise<number> {
  const headers = { 'x-auth-token': cloud.account().token };
  const times: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const began = performance.now();
    const reply = await fetch(`${cloud.url}/astakos/account/v1.0/projects`, { headers });
    const projects = (await reply.json()) as unknown[];
    times.push(performance.now() - began);
    if (projects.length < PROJECTS) throw new Error(`only ${projects.length} projects are listed`);
  }
  return times.toSorted((one, other) => one - other)[Math.floor(ROUNDS / 2)]!;
}

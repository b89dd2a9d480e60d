import { Client } from 'pg';

import type { CloudProcess } from '../cloud-process.ts';
import { databaseUrl } from '../servers.ts';
import { measureCommissions } from './commissions.ts';
import { secondsOfQuotaList } from './quota-list.ts';

export type Note = (what: string, measured: string, aim?: string) => void;

const PROJECTS = 1000;
const ROUNDS = 9;

/** Commissions, and the lists of many projects and accounts; the rows that they need stand straight in the database. */
export async function measureQuota(cloud: CloudProcess, note: Note): Promise<void> {
  const database = new Client({ connectionString: await databaseUrl(cloud, 'identity') });
  await database.connect();
  try {
    await measureCommissions(cloud, database, note);
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
    const { users, seconds, mebibytes } = await secondsOfQuotaList(cloud, database);
    note(
      `snf-manage quota-list of ${users} users`,
      `${seconds.toFixed(1)} s, ${mebibytes.toFixed(0)} MiB`,
      'under 2 s and 100 MB',
    );
  } finally {
    await database.query("delete from projects where name like 'bench-%'");
    await database.end();
  }
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

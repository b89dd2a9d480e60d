import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from 'pg';

import type { CloudProcess } from '../cloud-process.ts';

const PROGRAM = join(import.meta.dirname, '..', '..', 'bin', 'snf-manage');
const USERS = 10_000;
/** Resources of each account, as many as a cloud of compute and object storage counts. */
const RESOURCES = ['cyclades.vm', 'cyclades.cpu', 'cyclades.ram', 'cyclades.disk', 'pithos.diskspace'];
const LOOK_MS = 20;

/** How long the command needs for all, and what it holds in memory at most. */
export async function secondsOfQuotaList(
  cloud: CloudProcess,
  database: Client,
): Promise<{ users: number; seconds: number; mebibytes: number }> {
  await database.query(
    `with added as (
       insert into users (uuid, email, username, first_name, last_name, is_active, email_verified, moderated, joined_at, updated_at)
       select gen_random_uuid(), 'quota' || n || '@example.org', 'quota' || n || '@example.org', 'Q', 'Uota', true, true, true, now(), now()
       from generate_series(1, $1) n returning uuid)
     insert into holdings (holder, source, resource, upper_limit)
     select 'user:' || uuid, 'project:' || uuid, r, 100 from added, unnest($2::text[]) r`,
    [USERS, RESOURCES],
  );
  try {
    const began = performance.now();
    const child = spawn(PROGRAM, ['quota-list', '--output-format=csv', '--data-dir', cloud.dataDirectory], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let lines = 0;
    child.stdout.on('data', (bytes: Buffer) => (lines += bytes.filter((byte) => byte === 10).length));
    let mebibytes = 0;
    const looks = setInterval(() => (mebibytes = peakOf(child.pid ?? 0) ?? mebibytes), LOOK_MS);
    const [status] = (await once(child, 'close')) as [number];
    clearInterval(looks);
    if (status !== 0 || lines < USERS * RESOURCES.length)
      throw new Error(`quota-list: ${lines} lines, ${status}`);
    return { users: USERS, seconds: (performance.now() - began) / 1000, mebibytes };
  } finally {
    await database.query(
      `delete from holdings where holder in (select 'user:' || uuid from users where email like 'quota%@example.org')`,
    );
    await database.query(`delete from users where email like 'quota%@example.org'`);
  }
}

/** The most that a process ever held, in MiB; undefined when it has ended. */
function peakOf(pid: number): number | undefined {
  try {
    const kilobytes = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) / 1024;
  } catch {
    return undefined;
  }
}

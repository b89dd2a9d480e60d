import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from 'pg';
import { z } from 'zod';

import type { CloudProcess } from '../cloud-process.ts';
import { drive, type Rate } from '../load.ts';
import { processorSeconds } from '../uploads.ts';
import type { Note } from './quota.ts';

const WRITERS = 16;
const USERS = 1000;
/** So that what is measured is compiled, and its statements are planned. */
const WARM_UP = 2000;
const COMMISSIONS = 4000;
const PATH = '/astakos/account/v1.0/commissions';

/** How commissions are made: in one call, or issued by one and accepted by another. */
type Way = 'one call' | 'two calls';

/** Commissions over many counters and over one. */
export async function measureCommissions(cloud: CloudProcess, database: Client, note: Note): Promise<void> {
  const users = Array.from({ length: USERS }, () => randomUUID());
  await database.query(
    `insert into holdings (holder, source, resource, upper_limit)
     select 'user:' || u, 'project:' || u, 'cyclades.vm', 1000000 from unnest($1::uuid[]) u
     union all select 'project:' || u, null, 'cyclades.vm', 1000000 from unnest($1::uuid[]) u`,
    [users],
  );
  for (const way of ['one call', 'two calls'] as const) {
    await charged(cloud, users, way, WARM_UP);
    for (const [what, among, aim] of [
      [`${USERS} users`, users, '1,000/s'],
      ['one counter', users.slice(0, 1), '150/s'],
    ] as const) {
      const before = processorSeconds(cloud.pid);
      const { perSecond, p99Ms } = await charged(cloud, among, way, COMMISSIONS);
      const processorMs = ((processorSeconds(cloud.pid) - before) * 1000) / COMMISSIONS;
      note(
        `commissions issued and accepted in ${way}, ${WRITERS} writers, ${what}`,
        `${Math.round(perSecond)}/s, p99 ${p99Ms} ms, ${processorMs.toFixed(2)} ms of CPU each`,
        aim,
      );
    }
  }
}

/** Commissions per second, and the slowest hundredth of their calls. */
async function charged(
  cloud: CloudProcess,
  users: readonly string[],
  way: Way,
  commissions: number,
): Promise<Rate> {
  const body = (): string => {
    const user = users[(made += 1) % users.length];
    const quantity = 1;
    const provisions = [
      { holder: `user:${user}`, source: `project:${user}`, resource: 'cyclades.vm', quantity },
      { holder: `project:${user}`, source: null, resource: 'cyclades.vm', quantity },
    ];
    return JSON.stringify({ name: `bench ${made}`, auto_accept: way === 'one call', provisions });
  };
  const calls = way === 'one call' ? 1 : 2;
  const rate = await drive(cloud, {
    connections: WRITERS,
    requests: commissions * calls,
    method: 'POST',
    path: () => PATH,
    headers: { 'x-auth-token': tokenOfComponent(cloud), 'content-type': 'application/json' },
    body,
    ...(way === 'one call'
      ? {}
      : {
          then: {
            path: (answer) => `${PATH}/${/"serial":\s*(\d+)/.exec(answer)?.[1]}/action`,
            body: '{"accept": ""}',
          },
        }),
  });
  return { ...rate, perSecond: rate.perSecond / calls, total: rate.total / calls };
}

/** Counts the bodies, so that none is taken for a repetition of another. */
let made = 0;

function tokenOfComponent(cloud: CloudProcess): string {
  const Secrets = z.object({ components: z.object({ cyclades: z.string() }) });
  const text = readFileSync(join(cloud.dataDirectory, 'secrets.json'), 'utf8');
  return Secrets.parse(JSON.parse(text)).components.cyclades;
}

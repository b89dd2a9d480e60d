import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';
import { z } from 'zod';

import { connectionUrl } from '#platform/embedded-postgres/databases';
import { findRunningPostgres } from '#platform/embedded-postgres/start';

import type { Account, CloudProcess } from './cloud-process.ts';

const COMPUTE = '/cyclades/compute/v2.0';
const BOOT_LIMIT_MS = 180_000;

/** Runs some work while the account has this many servers more, put straight into the database and taken out again. */
export async function withManyServers<T>(
  cloud: CloudProcess,
  account: Account,
  count: number,
  work: () => Promise<T>,
): Promise<T> {
  const database = new Client({ connectionString: await databaseUrl(cloud, 'compute') });
  await database.connect();
  try {
    await database.query(
      `insert into servers (name, user_id, project, shared_to_project, flavor_id, image_id, backend_id, operstate, deleted,
         suspended, build_percentage, state_job_id, backend_job_rank, nics_job_id, charged, key_names, created, updated)
       select 'bench-' || number, $1, $1, false, (select min(id) from flavors), gen_random_uuid()::text,
         (select min(id) from backends), 'STOPPED', false, false, 100, 0, 0, 0, '{}', '{}', now(), now()
       from generate_series(1, $2) number`,
      [account.uuid, count],
    );
    return await work();
  } finally {
    await database.query("delete from servers where name like 'bench-%'");
    await database.end();
  }
}

/** Where a database of the cloud is, for rows that are quicker made there. */
export async function databaseUrl(
  cloud: CloudProcess,
  database: 'compute' | 'identity' | 'object' | 'queue',
): Promise<string> {
  const Secrets = z.object({
    databases: z.object({ queue: z.string(), compute: z.string(), identity: z.string(), object: z.string() }),
  });
  const { databases } = Secrets.parse(
    JSON.parse(readFileSync(join(cloud.dataDirectory, 'secrets.json'), 'utf8')),
  );
  const found = await findRunningPostgres(join(cloud.dataDirectory, 'postgres'));
  if (found === undefined) throw new Error('the database of the cloud is not running');
  return connectionUrl({ ...found, user: database, password: databases[database], database });
}

/** Seconds from the request for a server to the prompt on its serial port; undefined where nothing can be booted. */
export async function secondsToPrompt(cloud: CloudProcess, account: Account): Promise<number | undefined> {
  const call = async (method: string, path: string, body?: unknown): Promise<unknown> => {
    const reply = await fetch(`${cloud.url}${path}`, {
      method,
      headers: { 'x-auth-token': account.token, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await reply.text();
    if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${text.slice(0, 200)}`);
    return text === '' ? undefined : JSON.parse(text);
  };
  const Ids = z.array(z.object({ id: z.union([z.string(), z.number()]) }));
  const image = z.object({ images: Ids }).parse(await call('GET', `${COMPUTE}/images`)).images[0];
  const flavor = z.object({ flavors: Ids }).parse(await call('GET', `${COMPUTE}/flavors`)).flavors[0];
  if (image === undefined || flavor === undefined) return undefined;
  const began = performance.now();
  const wanted = {
    server: { name: 'bench', imageRef: image.id, flavorRef: flavor.id, personality: [], metadata: {} },
  };
  const Made = z.object({ server: z.object({ id: z.union([z.string(), z.number()]) }) });
  const { server } = Made.parse(await call('POST', `${COMPUTE}/servers`, wanted));
  try {
    while (!/login: ?$/.test(serialLog(cloud).trimEnd())) {
      if (performance.now() - began > BOOT_LIMIT_MS) throw new Error('no prompt in time');
      await sleep(50);
    }
    return (performance.now() - began) / 1000;
  } finally {
    await call('DELETE', `${COMPUTE}/servers/${server.id}`);
  }
}

function serialLog(cloud: CloudProcess): string {
  const machines = join(cloud.dataDirectory, 'vmhost', 'machines');
  if (!existsSync(machines)) return '';
  const logs = readdirSync(machines).map((name) => join(machines, name, 'serial.log'));
  return logs
    .filter(existsSync)
    .map((path) => readFileSync(path, 'latin1'))
    .join('');
}

import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from 'pg';
import { z } from 'zod';

import type { SimulatedGaneti } from '../../tests/compute/kit/simulated-ganeti.ts';
import type { Account, CloudProcess } from '../cloud-process.ts';

const COMPUTE = '/cyclades/compute/v2.0';
const Ids = z.array(z.object({ id: z.union([z.string(), z.number()]) }));
const Made = z.object({ server: z.object({ id: z.number(), status: z.string() }) });

/** The body of a creation, with the first flavor and image that there are; undefined without any image. */
export async function newServerBody(cloud: CloudProcess, account: Account): Promise<string | undefined> {
  const list = async (name: string): Promise<unknown> =>
    ((await call(cloud, account, 'GET', `${COMPUTE}/${name}`)) as Record<string, unknown>)[name];
  const image = Ids.parse(await list('images'))[0];
  const flavor = Ids.parse(await list('flavors'))[0];
  if (image === undefined || flavor === undefined) return undefined;
  return JSON.stringify({
    server: {
      name: 'bench',
      imageRef: image.id,
      flavorRef: flavor.id,
      personality: [],
      metadata: { of: 'bench' },
    },
  });
}

/** Makes one server through the API and waits until it runs: the pattern of the others. */
export async function firstServer(cloud: CloudProcess, account: Account, body: string): Promise<number> {
  const made = Made.parse(await call(cloud, account, 'POST', `${COMPUTE}/servers`, body));
  for (let tries = 0; tries < 300; tries += 1) {
    const { server } = Made.parse(await call(cloud, account, 'GET', `${COMPUTE}/servers/${made.server.id}`));
    if (server.status === 'ACTIVE') return server.id;
    await sleep(100);
  }
  throw new Error(`server ${made.server.id} does not run`);
}

async function call(
  cloud: CloudProcess,
  account: Account,
  method: string,
  path: string,
  body?: string,
): Promise<unknown> {
  const reply = await fetch(`${cloud.url}${path}`, {
    method,
    headers: { 'x-auth-token': account.token, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body }),
  });
  const text = await reply.text();
  if (!reply.ok) throw new Error(`${method} ${path}: ${reply.status} ${text.slice(0, 200)}`);
  return JSON.parse(text);
}

/** The columns of a table that are written, not computed, as a list for SQL. */
async function ownColumns(database: Client, table: string, alias?: string): Promise<string> {
  const { rows } = await database.query<{ column_name: string }>(
    `select column_name from information_schema.columns
     where table_schema = current_schema() and table_name = $1 and is_generated = 'NEVER' order by ordinal_position`,
    [table],
  );
  return rows
    .map(({ column_name }) => (alias === undefined ? column_name : `${alias}.${column_name}`))
    .join(', ');
}

/**
 * Copies of a server with all that hangs on it, straight in the database and in the clusters that they run in. Every user
 * has `each` of them. Gives their numbers.
 */
export async function copyServer(
  database: Client,
  clusters: readonly SimulatedGaneti[],
  copies: { of: number; count: number; each: number },
): Promise<number[]> {
  const users = Array.from({ length: Math.ceil(copies.count / copies.each) }, () => randomUUID());
  const { rows } = await database.query<{ id: number; backend: number }>(
    `with numbered as (
       select n, nextval(pg_get_serial_sequence('servers', 'id'))::integer as id from generate_series(1, $2::integer) n),
     made as (
       insert into servers (${await ownColumns(database, 'servers')}) overriding system value
       select ${await ownColumns(database, 'servers', 'r')} from servers s, numbered, backends b, lateral jsonb_populate_record(s, jsonb_build_object(
         'id', numbered.id, 'name', 'bench-' || n, 'user_id', ($3::text[])[1 + n % $4::integer],
         'project', ($3::text[])[1 + n % $4::integer], 'backend_id', b.id)) r
       where s.id = $1 and b.clustername = 'bench' || (1 + n % $5::integer) || '.example.org'
       returning id, backend_id)
     select id, backend_id as backend from made`,
    [copies.of, copies.count, users, users.length, clusters.length],
  );
  const ids = rows.map(({ id }) => id);
  for (const table of ['server_metadata', 'ports', 'volumes'])
    await database.query(
      `insert into ${table} (${await ownColumns(database, table)}) overriding system value
       select ${await ownColumns(database, table, 'r')} from ${table} t, unnest($2::integer[]) server,
         lateral jsonb_populate_record(t, jsonb_build_object('server_id', server ${table === 'server_metadata' ? '' : `, 'id', nextval(pg_get_serial_sequence('${table}', 'id'))`})) r
       where t.server_id = $1`,
      [copies.of, ids],
    );
  const { rows: names } = await database.query<{ id: number; clustername: string }>(
    'select id, clustername from backends',
  );
  const clusterOf = new Map(
    names.map(({ id, clustername }) => [id, clusters.find((one) => one.clustername === clustername)]),
  );
  const pattern = clusters.flatMap(({ instances }) => [...instances.values()])[0]!;
  for (const { id, backend } of rows) {
    const name = `snf-${id}`;
    clusterOf.get(backend)?.instances.set(name, { ...pattern, name });
  }
  // as after the next look at the clusters, which know these servers
  await database.query('update backends set figures_at = now()');
  await database.query('analyze');
  return ids;
}

import { Client } from 'pg';
import type { Account, CloudProcess } from './cloud-process.ts';
import { databaseUrl } from './servers.ts';

/** How long windows of a folder take, each the best of three. */
export interface FolderTimes {
  files: number;
  firstMs: number;
  deepMs: number;
  bySizeMs: number;
  filteredMs: number;
}

/** Folders of these sizes in one container, beside a million names in deeper folders, put straight into the database. */
export async function measureFolders(
  cloud: CloudProcess,
  { uuid, token }: Account,
  sizes: readonly number[],
): Promise<FolderTimes[]> {
  const container = `/pithos/object-store/v1/${uuid}/folders`;
  const headers = { 'x-auth-token': token };
  await fetch(cloud.url + container, { method: 'PUT', headers });
  const database = new Client({ connectionString: await databaseUrl(cloud, 'object') });
  await database.connect();
  try {
    for (const size of sizes) await fill(database, size, `'flat-${size}/file ' || number || '.dat'`);
    await fill(database, 1_000_000, `'deep/' || number % 1000 || '/file ' || number`);
    await database.query('vacuum analyze nodes, versions');
  } finally {
    await database.end();
  }
  const bestMs = async (query: Record<string, string>): Promise<number> => {
    let best = Infinity;
    for (let round = 0; round < 3; round += 1) {
      const began = performance.now();
      const text = new URLSearchParams({ view: 'folder', limit: '100', ...query }).toString();
      const reply = await fetch(`${cloud.url}${container}?${text}`, { headers });
      if (!reply.ok) throw new Error(`${text}: ${reply.status}`);
      await reply.text();
      best = Math.min(best, performance.now() - began);
    }
    return best;
  };
  const times: FolderTimes[] = [];
  for (const files of sizes) {
    const path = `flat-${files}`;
    times.push({
      files,
      firstMs: await bestMs({ path }),
      deepMs: await bestMs({ path, offset: String(files - 100) }),
      bySizeMs: await bestMs({ path, sort: 'bytes', order: 'desc' }),
      filteredMs: await bestMs({ path, match: '77' }),
    });
  }
  return times;
}

async function fill(database: Client, count: number, name: string): Promise<void> {
  await database.query(
    `with made as (
       insert into nodes (parent, name, live, modified, latest, size)
       select c.id, ${name}, true, number, nextval('versions_serial_seq'), number % 977
       from generate_series(1, $1::int) number, nodes c where c.name = 'folders' and c.parent <> 0
       returning id, latest, modified, size)
     insert into versions (serial, node, hash, size, type, mtime, muser, uuid, checksum, cluster)
     overriding system value
     select latest, id, 'bench', size, 'text/plain', modified, 'bench', gen_random_uuid(), '', 0 from made`,
    [count],
  );
}

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';

/*
 * Counts again, from the tables and the files alone: it shares no code with the service it checks.
 */

interface Version {
  serial: string;
  node: string;
  path: string;
  hash: string | null;
  size: string;
  checksum: string;
  cluster: number;
}

export interface Recount {
  /** Differences found, one sentence each. */
  problems: string[];
  /** Bytes of current objects by account. */
  bytes: Map<string, bigint>;
}

const EMPTY = createHash('sha256').digest('hex');

/** R-O1 and R-O2 over a whole store; content is read and hashed block by block. */
export async function recount(
  databaseUrl: string,
  blockDirectory: string,
  blockSize: number,
): Promise<Recount> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const problems: string[] = [];
    const { rows } = await client.query<Version>(`
      select v.serial, v.node, a.name || '/' || c.name || '/' || n.name as path, v.hash, v.size, v.checksum, v.cluster
      from versions v join nodes n on n.id = v.node join nodes c on c.id = n.parent join nodes a on a.id = c.parent
      where a.parent = 0`);
    for (const version of rows) problems.push(...(await contentProblems(version, blockDirectory, blockSize)));
    problems.push(...(await rowProblems(client)));
    const bytes = new Map<string, bigint>();
    for (const { path, size, cluster } of rows) {
      const account = path.split('/', 1)[0] ?? '';
      if (cluster === 0) bytes.set(account, (bytes.get(account) ?? 0n) + BigInt(size));
    }
    return { problems, bytes };
  } finally {
    await client.end();
  }
}

async function contentProblems(version: Version, directory: string, blockSize: number): Promise<string[]> {
  const { hash, cluster, path, checksum } = version;
  const size = Number(version.size);
  if (cluster === 2) return hash === null && size === 0 ? [] : [`${path}: a mark of deletion has data`];
  const content: Buffer[] = [];
  const problems: string[] = [];
  for (const [index, id] of (await idsOf(directory, hash ?? '', size, blockSize)).entries()) {
    const stored =
      id === EMPTY
        ? Buffer.alloc(0)
        : await readFile(join(directory, 'blocks', id.slice(0, 2), id))
            .then(withoutTrailer)
            .catch(() => undefined);
    if (stored === undefined) return [`${path}: block ${id} is gone`];
    if (createHash('sha256').update(stored).digest('hex') !== id)
      problems.push(`${path}: block ${id} is wrong`);
    const block = Buffer.alloc(Math.min(blockSize, size - index * blockSize));
    stored.copy(block);
    if (stored.length > block.length) problems.push(`${path}: block ${id} is longer than its place`);
    content.push(block);
  }
  const whole = Buffer.concat(content);
  if (whole.length !== size) problems.push(`${path}: ${whole.length} bytes for a size of ${size}`);
  if (checksum !== '' && createHash('md5').update(whole).digest('hex') !== checksum)
    problems.push(`${path}: its MD5 is wrong`);
  return problems;
}

async function idsOf(directory: string, hash: string, size: number, blockSize: number): Promise<string[]> {
  const count = Math.ceil(size / blockSize);
  if (count === 0) return [];
  if (count === 1) return [hash];
  const file = join(hash.slice(0, 2), `${hash}-${size}`);
  const list = withoutTrailer(await readFile(join(directory, 'maps', file)));
  const copy = withoutTrailer(await readFile(join(directory, 'map-copies', file)));
  if (!copy.equals(list)) return [`the two copies of the map of ${hash} differ`];
  if (merkle(list) !== hash || list.length !== count * 32) return [`map of ${hash} is wrong`];
  return Array.from({ length: count }, (_, index) => list.toString('hex', index * 32, index * 32 + 32));
}

/** The content of a file; its length is told 16 bytes before the end. */
function withoutTrailer(file: Buffer): Buffer {
  return file.subarray(0, file.readUInt32BE(file.length - 16));
}

function merkle(list: Buffer): string {
  let level = Array.from({ length: list.length / 32 }, (_, index) =>
    list.subarray(index * 32, index * 32 + 32),
  );
  let width = 1;
  while (width < level.length) width *= 2;
  while (level.length < width) level.push(Buffer.alloc(32));
  while (level.length > 1) {
    level = Array.from({ length: level.length / 2 }, (_, index) =>
      createHash('sha256')
        .update(Buffer.concat([level[2 * index]!, level[2 * index + 1]!]))
        .digest(),
    );
  }
  return level[0]?.toString('hex') ?? '';
}

/** Each of these must find nothing. */
const CHECKS: Record<string, string> = {
  'more than one current version':
    'select node from versions where cluster = 0 group by node having count(*) > 1',
  'the latest pointer is not the highest serial':
    'select n.id from nodes n where n.parent <> 0 and n.latest is distinct from (select max(serial) from versions v where v.node = n.id)',
  'a node is marked live and is not, or the other way':
    'select n.id from nodes n join nodes c on c.id = n.parent where c.parent <> 0 and n.live <> exists (select from versions v where v.node = n.id and v.cluster = 0)',
  'what a folder shows of an object differs from its version': `
    select n.id from nodes n join nodes c on c.id = n.parent join versions v on v.serial = n.latest
    where n.live and c.parent <> 0 and (n.size <> v.size or n.modified <> v.mtime
      or n.directory <> (right(n.name, 1) = '/' or v.type ~* '^ *application/(directory|folder) *(;|$)'))`,
  'counters differ from the rows': `
    select s.node from statistics s full join (
      select n.parent as node, v.cluster, count(*) as population, sum(v.size) as size
      from versions v join nodes n on n.id = v.node join nodes c on c.id = n.parent where c.parent <> 0
      group by n.parent, v.cluster) x on x.node = s.node and x.cluster = s.cluster
    where coalesce(s.population, 0) <> coalesce(x.population, 0) or coalesce(s.size, 0) <> coalesce(x.size, 0)`,
  'counts of keys differ from the rows': `
    select k.node from meta_keys k full join (
      select n.parent as node, substr(t.key, 15) as key, count(*) as uses
      from attributes t join versions v on v.serial = t.serial and v.cluster = 0 join nodes n on n.id = v.node
      join nodes c on c.id = n.parent
      where t.domain = 'pithos' and t.key like 'X-Object-Meta-%' and c.parent <> 0
      group by 1, 2) x on x.node = k.node and x.key = k.key
    where coalesce(k.uses, 0) <> coalesce(x.uses, 0)`,
  'metadata says it is of the latest version and is not': `
    select t.serial from attributes t join versions v on v.serial = t.serial where t.is_latest <> (v.cluster = 0)`,
};

async function rowProblems(client: pg.Client): Promise<string[]> {
  const problems: string[] = [];
  for (const [sentence, query] of Object.entries(CHECKS)) {
    const { rowCount } = await client.query(query);
    if (rowCount !== 0) problems.push(`${sentence}: ${rowCount} times`);
  }
  return problems;
}

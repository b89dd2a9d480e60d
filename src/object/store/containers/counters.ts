import { sql } from 'kysely';
import type { Db, VersionWrite } from '../rows.ts';
import { DELETED, HISTORY, NORMAL, ROOT_NODE, USER_DOMAIN } from '../schema.ts';

/** What a container holds: objects and bytes now, and in its history. */
export interface Usage {
  objects: bigint;
  bytes: bigint;
  historyBytes: bigint;
}

/** What an account has in containers that one project pays for. */
export interface ProjectUsage {
  account: string;
  project: string;
  bytes: bigint;
  historyBytes: bigint;
}

const META_PREFIX = 'X-Object-Meta-';

/** What containers hold, counted with every change: summing up would read the whole container. */
export class CounterStore {
  readonly #db: Db;

  constructor(db: Db) {
    this.#db = db;
  }

  async usage(container: bigint): Promise<Usage> {
    const rows = await this.#db.selectFrom('statistics').selectAll().where('node', '=', container).execute();
    const of = (cluster: number) => rows.find((row) => row.cluster === cluster);
    return {
      objects: of(NORMAL)?.population ?? 0n,
      bytes: of(NORMAL)?.size ?? 0n,
      historyBytes: of(HISTORY)?.size ?? 0n,
    };
  }

  /** What accounts have in containers, by the project that pays for them; of one account or project where they are given. */
  async byProject(filter: {
    user?: string | undefined;
    project?: string | undefined;
  }): Promise<ProjectUsage[]> {
    const { user, project } = filter;
    const { rows } = await sql<ProjectUsage>`
      select * from (
        select a.name as account, coalesce(p.value, a.name) as project,
          coalesce(sum(s.size) filter (where s.cluster = ${NORMAL}), 0)::bigint as bytes,
          coalesce(sum(s.size) filter (where s.cluster = ${HISTORY}), 0)::bigint as "historyBytes"
        from nodes a join nodes c on c.parent = a.id and c.live join statistics s on s.node = c.id
        left join policies p on p.node = c.id and p.key = 'project'
        where a.parent = ${ROOT_NODE} and ${user === undefined ? sql`true` : sql`a.name = ${user}`}
        group by 1, 2) usage
      where ${project === undefined ? sql`true` : sql`project = ${project}`}`.execute(this.#db);
    return rows;
  }

  /** Objects and bytes that a container held at a time. */
  async usageAt(container: bigint, until: bigint): Promise<{ objects: bigint; bytes: bigint }> {
    const { rows } = await sql<{ objects: bigint; bytes: bigint }>`
      select count(*) as objects, coalesce(sum(v.size), 0)::bigint as bytes ${objectsAt(container, until)}`.execute(
      this.#db,
    );
    return rows[0]!;
  }

  /** Adds to a container's counters, in the transaction of the rows they count. */
  async add(
    container: bigint,
    change: ReadonlyMap<number, { population: bigint; size: bigint }>,
  ): Promise<void> {
    const rows = [...change].filter(([, { population, size }]) => population !== 0n || size !== 0n);
    if (rows.length === 0) return;
    await this.#db
      .insertInto('statistics')
      .values(rows.map(([cluster, { population, size }]) => ({ node: container, cluster, population, size })))
      .onConflict((conflict) =>
        conflict.columns(['node', 'cluster']).doUpdateSet({
          population: sql`statistics.population + excluded.population`,
          size: sql`statistics.size + excluded.size`,
        }),
      )
      .execute();
  }

  /** Counts versions that are written, and the keys of their metadata. */
  async addWrites(container: bigint, writes: readonly VersionWrite[], keepHistory: boolean): Promise<void> {
    await this.add(container, changeOf(writes, keepHistory));
    await this.#countKeys(container, writes);
  }

  /** Keeps the number of current objects that have each key: counting them for every reply would read the whole container. */
  async #countKeys(container: bigint, writes: readonly VersionWrite[]): Promise<void> {
    const uses = new Map<string, number>();
    const count = (attributes: ReadonlyMap<string, string>, by: number) => {
      for (const key of attributes.keys()) {
        if (!key.startsWith(META_PREFIX)) continue;
        const name = key.slice(META_PREFIX.length);
        uses.set(name, (uses.get(name) ?? 0) + by);
      }
    };
    for (const { current, currentAttributes, draft } of writes) {
      if (current?.cluster === NORMAL) count(currentAttributes, -1);
      if (draft.cluster === NORMAL) count(draft.attributes, 1);
    }
    await this.changeKeyUses(container, uses);
  }

  /** Keys of user metadata that current objects of the container have, sorted. */
  async metaKeys(container: bigint): Promise<string[]> {
    const rows = await this.#db
      .selectFrom('meta_keys')
      .select('key')
      .where('node', '=', container)
      .orderBy('key')
      .execute();
    return rows.map(({ key }) => key);
  }

  /** Keys of user metadata that the objects of a container had at a time, sorted, without the prefix of the header. */
  async metaKeysAt(container: bigint, until: bigint): Promise<string[]> {
    const { rows } = await sql<{ key: string }>`
      select distinct substr(t.key, length('X-Object-Meta-') + 1) as key ${objectsAt(container, until)}
      join attributes t on t.serial = v.serial and t.domain = ${USER_DOMAIN} and starts_with(t.key, 'X-Object-Meta-')
      order by 1`.execute(this.#db);
    return rows.map(({ key }) => key);
  }

  /** Adds to the counts of keys; a key that nobody uses any more goes. */
  async changeKeyUses(container: bigint, uses: ReadonlyMap<string, number>): Promise<void> {
    const changed = [...uses].filter(([, by]) => by !== 0);
    if (changed.length === 0) return;
    await sql`
      insert into meta_keys (node, key, uses)
      select ${container}::bigint, * from unnest(${changed.map(([key]) => key)}::text[], ${changed.map(([, by]) => by)}::bigint[])
      on conflict (node, key) do update set uses = meta_keys.uses + excluded.uses`.execute(this.#db);
    if (changed.some(([, by]) => by < 0)) {
      await this.#db.deleteFrom('meta_keys').where('node', '=', container).where('uses', '<=', 0n).execute();
    }
  }
}

function objectsAt(container: bigint, until: bigint) {
  return sql`from (
    select w.* from nodes n
    join lateral (select * from versions x where x.node = n.id and x.mtime < ${until} order by x.serial desc limit 1) w on true
    where n.parent = ${container} and w.cluster <> ${DELETED}) v`;
}

function changeOf(
  writes: readonly VersionWrite[],
  keepHistory: boolean,
): Map<number, { population: bigint; size: bigint }> {
  const change = new Map<number, { population: bigint; size: bigint }>();
  const add = (cluster: number, population: bigint, size: bigint) => {
    const sum = change.get(cluster) ?? { population: 0n, size: 0n };
    change.set(cluster, { population: sum.population + population, size: sum.size + size });
  };
  for (const { current, draft } of writes) {
    if (current?.cluster === NORMAL) {
      add(NORMAL, -1n, -BigInt(current.size));
      if (keepHistory) add(HISTORY, 1n, BigInt(current.size));
    }
    add(draft.cluster, 1n, draft.cluster === DELETED ? 0n : BigInt(draft.size));
  }
  return change;
}

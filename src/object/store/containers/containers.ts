import { sql } from 'kysely';
import type { ContainerRow, Db, Policy } from '../rows.ts';
import { ROOT_NODE } from '../schema.ts';
import type { VersionStore } from '../versions/versions.ts';

interface ContainerRecord {
  id: bigint;
  account: string;
  name: string;
  latest: bigint;
  modified: bigint;
  policy: Record<string, string> | null;
}

const policyColumn = sql<Record<string, string> | null>`(
  select json_object_agg(p.key, p.value) from policies p where p.node = c.id)`.as('policy');

/** Containers and their policies. */
export class ContainerStore {
  readonly #db: Db;
  readonly #versions: VersionStore;

  constructor(db: Db, versions: VersionStore) {
    this.#db = db;
    this.#versions = versions;
  }

  /** The container, or undefined when there is none of this name. */
  async find(account: string, name: string): Promise<ContainerRow | undefined> {
    const row = await this.#db
      .selectFrom('nodes as a')
      .innerJoin('nodes as c', 'c.parent', 'a.id')
      .select(['c.id', 'a.name as account', 'c.name', 'c.latest', 'c.modified', policyColumn])
      .where('a.parent', '=', ROOT_NODE)
      .where('a.name', '=', account)
      .where('c.name', '=', name)
      .where('c.live', '=', true)
      .executeTakeFirst();
    return row === undefined ? undefined : containerRow(row as ContainerRecord);
  }

  /** Containers of an account, by name. */
  ofAccount(account: string): Promise<Pick<ContainerRow, 'id' | 'account' | 'name'>[]> {
    return this.#db
      .selectFrom('nodes as a')
      .innerJoin('nodes as c', 'c.parent', 'a.id')
      .select(['c.id', 'a.name as account', 'c.name'])
      .where('a.parent', '=', ROOT_NODE)
      .where('a.name', '=', account)
      .where('c.live', '=', true)
      .orderBy('c.name')
      .execute();
  }

  /** Locks containers in the order of their ids, so that two operations never wait for each other. */
  async lock(ids: readonly bigint[]): Promise<Map<bigint, ContainerRow>> {
    const wanted = [...new Set(ids)];
    const rows = await this.#db
      .selectFrom('nodes as c')
      .innerJoin('nodes as a', 'a.id', 'c.parent')
      .select(['c.id', 'a.name as account', 'c.name', 'c.latest', 'c.modified', policyColumn])
      .where('c.id', 'in', wanted)
      .where('c.live', '=', true)
      .orderBy('c.id')
      .forUpdate('c')
      .execute();
    return new Map(rows.map((row) => [row.id, containerRow(row as ContainerRecord)]));
  }

  /** Makes a container, or gives undefined when another request made it first. */
  async insert(container: {
    account: bigint;
    name: string;
    owner: string;
    now: bigint;
    uuid: string;
  }): Promise<bigint | undefined> {
    const made = await this.#db
      .insertInto('nodes')
      .values({
        parent: container.account,
        name: container.name,
        latest: null,
        live: true,
        modified: container.now,
      })
      .onConflict((conflict) => conflict.columns(['parent', 'name']).doNothing())
      .returning('id')
      .executeTakeFirst();
    if (made === undefined) return undefined;
    await this.#versions.addOfNode({
      node: made.id,
      muser: container.owner,
      now: container.now,
      uuid: container.uuid,
      keep: false,
    });
    return made.id;
  }

  async setPolicy(node: bigint, policy: Policy): Promise<void> {
    await this.#db
      .insertInto('policies')
      .values([
        { node, key: 'versioning', value: policy.versioning },
        { node, key: 'quota', value: policy.quota.toString() },
        { node, key: 'project', value: policy.project },
      ])
      .onConflict((conflict) =>
        conflict.columns(['node', 'key']).doUpdateSet((row) => ({ value: row.ref('excluded.value') })),
      )
      .execute();
    await sql`update nodes set revision = revision + 1 where id = ${node}`.execute(this.#db);
  }

  /** Last change inside a container before a time, the container's own versions included. */
  async lastChange(container: bigint, until: bigint): Promise<bigint | undefined> {
    const { rows } = await sql<{ last: bigint | null }>`
      select max(v.mtime) as last from versions v join nodes n on n.id = v.node
      where (n.id = ${container} or n.parent = ${container}) and v.mtime < ${until}`.execute(this.#db);
    return rows[0]?.last ?? undefined;
  }
}

function containerRow(row: ContainerRecord): ContainerRow {
  const stored = row.policy ?? {};
  const policy: Policy = {
    versioning: stored['versioning'] === 'none' ? 'none' : 'auto',
    quota: BigInt(stored['quota'] ?? '0'),
    project: stored['project'] ?? row.account,
  };
  return {
    id: row.id,
    account: row.account,
    name: row.name,
    latest: row.latest,
    modified: row.modified,
    policy,
  };
}

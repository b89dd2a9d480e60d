import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SelectQueryNode,
  type TransactionSettings,
} from 'kysely';

/** Somebody else leads since: nothing of this transaction is committed. */
export class LeadershipLost extends Error {
  override name = 'LeadershipLost';
}

/**
 * A dialect whose every write is refused once another process leads than that of the epoch (repeated-work/lead.ts): each
 * transaction asks first, and a statement outside of one gets a transaction of its own. Plain selects are let through. The
 * next leader waits for transactions that were let through, so what two leaders commit never mixes (R-S1).
 */
export function fencedDialect(inner: Dialect, epoch: bigint): Dialect {
  return {
    createDriver: () => new FencedDriver(inner.createDriver(), epoch),
    createAdapter: () => inner.createAdapter(),
    createQueryCompiler: () => inner.createQueryCompiler(),
    createIntrospector: (db) => inner.createIntrospector(db),
  };
}

class FencedDriver implements Driver {
  readonly #inner: Driver;
  readonly #epoch: bigint;

  constructor(inner: Driver, epoch: bigint) {
    this.#inner = inner;
    this.#epoch = epoch;
  }

  init(): Promise<void> {
    return this.#inner.init();
  }

  async acquireConnection(): Promise<FencedConnection> {
    return new FencedConnection(this, await this.#inner.acquireConnection());
  }

  async beginTransaction(connection: FencedConnection, settings: TransactionSettings): Promise<void> {
    const { inner } = connection;
    await this.#inner.beginTransaction(inner, settings);
    try {
      // Makes whoever would lead next wait, and lets the leader prolong its lease meanwhile.
      const asked = CompiledQuery.raw('select from leader where epoch = $1 for key share', [this.#epoch]);
      const { rows } = await inner.executeQuery(asked);
      if (rows.length === 0) throw new LeadershipLost(`another process leads since epoch ${this.#epoch}`);
    } catch (error) {
      await this.#inner.rollbackTransaction(inner);
      throw error;
    }
    connection.inTransaction = true;
  }

  async commitTransaction(connection: FencedConnection): Promise<void> {
    connection.inTransaction = false;
    await this.#inner.commitTransaction(connection.inner);
  }

  async rollbackTransaction(connection: FencedConnection): Promise<void> {
    connection.inTransaction = false;
    await this.#inner.rollbackTransaction(connection.inner);
  }

  releaseConnection(connection: FencedConnection): Promise<void> {
    return this.#inner.releaseConnection(connection.inner);
  }

  /** The connections are the other's, who closes them. */
  async destroy(): Promise<void> {}
}

class FencedConnection implements DatabaseConnection {
  readonly #driver: FencedDriver;
  readonly inner: DatabaseConnection;
  inTransaction = false;

  constructor(driver: FencedDriver, inner: DatabaseConnection) {
    this.#driver = driver;
    this.inner = inner;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (this.inTransaction || isPlainSelect(query)) return this.inner.executeQuery<R>(query);
    await this.#driver.beginTransaction(this, {});
    try {
      const result = await this.inner.executeQuery<R>(query);
      await this.#driver.commitTransaction(this);
      return result;
    } catch (error) {
      if (this.inTransaction) await this.#driver.rollbackTransaction(this);
      throw error;
    }
  }

  streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('rows are not streamed by a leader');
  }
}

/** One that writes in a part of its own (`with … as (insert …)`) is none. */
function isPlainSelect({ query }: CompiledQuery): boolean {
  return SelectQueryNode.is(query) && query.with === undefined;
}

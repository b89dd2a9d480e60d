import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool } from 'pg';
import type { Clock } from '../clock.ts';
import { databaseFailure } from './failure.ts';
import type { QueryWatch } from './pool.ts';

/** What keeps those who need it from their work: the database does not serve, or a disk has no space. */
export type Trouble = 'database' | 'disk';

/** An answer is good for this long, and none may take longer. */
const KEEP_MS = 1_000;
/** What a client met is told for this long: a probe may not come by the same page or need new space. */
const REMEMBER_MS = 60_000;
/** A pool that is used up by our own work is well while something of it succeeds. */
const BUSY_MS = 30_000;

/**
 * Judges a database by what becomes of the queries on it, and by one probe a second at most, made only when somebody asks.
 * The probe takes a connection as every request does, and reads the first page of every table.
 */
export class DatabaseHealth implements QueryWatch {
  readonly #pool: Pool;
  readonly #clock: Clock;
  #lastGood = -Infinity;
  readonly #met: Record<Trouble, number> = { database: -Infinity, disk: -Infinity };
  #probe: Promise<Trouble | undefined> | undefined;
  #known: { trouble: Trouble | undefined; until: number } | undefined;
  #pages: string | undefined;

  constructor(pool: Pool, clock: Clock) {
    this.#pool = pool;
    this.#clock = clock;
  }

  succeeded(): void {
    this.#lastGood = this.#clock.monotonic();
  }

  failed(error: unknown): void {
    const failure = databaseFailure(error);
    if (failure === 'damaged') this.#met.database = this.#clock.monotonic();
    else if (failure === 'full') this.#met.disk = this.#clock.monotonic();
  }

  /** Resolves within about a second; everybody who asks meanwhile shares the answer. */
  async trouble(): Promise<Trouble | undefined> {
    const now = this.#clock.monotonic();
    if (this.#known === undefined || this.#known.until <= now) {
      const trouble = await this.#ask();
      this.#known = { trouble, until: this.#clock.monotonic() + KEEP_MS };
    }
    if (this.#known.trouble !== undefined) return this.#known.trouble;
    return (['database', 'disk'] as const).find((kind) => now - this.#met[kind] < REMEMBER_MS);
  }

  /** One probe is under way at a time: a database that hangs is not asked again and again. */
  async #ask(): Promise<Trouble | undefined> {
    this.#probe ??= this.#query().finally(() => (this.#probe = undefined));
    const late = new AbortController();
    const limit = sleep(KEEP_MS, 'late' as const, { signal: late.signal }).catch(() => undefined);
    const outcome = await Promise.race([this.#probe, limit]);
    late.abort();
    if (outcome !== 'late') return outcome;
    return this.#isBusy() ? undefined : 'database';
  }

  async #query(): Promise<Trouble | undefined> {
    try {
      this.#pages ??= await this.#firstPages();
      await this.#pool.query(this.#pages);
      return undefined;
    } catch (error) {
      this.#pages = undefined; // tables may have been made or dropped since
      const failure = databaseFailure(error);
      // That a statement was given up, or a table is gone, was said by a database that works.
      if (isSaidAtWork(error) || failure === 'overload') return undefined;
      return failure === 'full' ? 'disk' : 'database';
    }
  }

  /** A query that reads one page of each table, which costs as good as nothing: names are quoted by the server. */
  async #firstPages(): Promise<string> {
    const { rows } = await this.#pool.query<{ query: string | null }>(`
      select 'select ' || string_agg(format('exists (select from %I.%I where ctid = ''(0,1)'')', nspname, relname), ', ') as query
      from pg_class join pg_namespace on pg_namespace.oid = relnamespace
      where relkind = 'r' and nspname not like 'pg\\_%' and nspname <> 'information_schema'
        and has_schema_privilege(nspname, 'usage') and has_table_privilege(pg_class.oid, 'select')`);
    return rows[0]?.query ?? 'select 1';
  }

  #isBusy(): boolean {
    const { idleCount, totalCount, options } = this.#pool;
    const isUsedUp = idleCount === 0 && totalCount >= (options.max ?? 0);
    return isUsedUp && this.#clock.monotonic() - this.#lastGood < BUSY_MS;
  }
}

/** Class 42: a name or a right is missing. */
function isSaidAtWork(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' && /^42[0-9A-Z]{3}$/.test(code);
}

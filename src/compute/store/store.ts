import type { Database } from '#platform/database';
import * as firstPasswords from './servers/first-passwords.ts';
import * as backends from './backends/backends.ts';
import * as flavors from './flavors.ts';
import * as keypairs from './keypairs.ts';
import * as ledgers from './ledgers.ts';
import * as ports from './ports.ts';
import * as recovery from './recovery.ts';
import type { ComputeSchema } from './schema.ts';
import * as servers from './servers/servers.ts';
import type { Session } from './servers/servers.ts';

/** All of compute's SQL, by what it is about. The domain is given this and knows no other way to the rows. */
export const queries = {
  ...servers,
  ...ports,
  ...backends,
  ...flavors,
  ...ledgers,
  ...keypairs,
  ...recovery,
  ...firstPasswords,
};
export type Queries = typeof queries;

/** The rows and how to reach them. */
export interface Store extends Queries {
  /** For reading, and for writes of one statement. */
  db: Session;
  /** All or nothing. */
  transaction<T>(work: (tx: Session) => Promise<T>): Promise<T>;
}

export function openStore(db: Database<ComputeSchema>): Store {
  return { ...queries, db, transaction: (work) => db.transaction().execute(work) };
}

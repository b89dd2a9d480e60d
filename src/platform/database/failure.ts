import { DatabaseError } from 'pg';

/** No connection could be had, or it broke; whether what was asked for last took effect is unknown. */
export class DatabaseUnavailable extends Error {
  override name = 'DatabaseUnavailable';
}

/**
 * Why a database could not do what it was asked, where that is its own trouble: `overload` (the same request may succeed in
 * a moment), `away` (it refuses, restarts, or takes no writes), `full` (it has no space) or `damaged` (it cannot read its files).
 */
export type DatabaseFailure = 'overload' | 'away' | 'full' | 'damaged';

/** SQLSTATE, or its class of two characters. */
const FAILURES = new Map<string, DatabaseFailure>([
  ['57014', 'overload'], // cancelled as too slow
  ['55P03', 'overload'], // a lock not had in time
  ['40P01', 'overload'], // a deadlock broken
  ['40001', 'overload'], // a conflict broken
  ['53100', 'full'],
  ['53', 'away'], // no memory, no connection left
  ['08', 'away'], // the connection
  ['57P', 'away'], // stops, starts, or ended the session
  ['25006', 'away'], // a stand-by that only reads
  ['58P01', 'damaged'], // a file is missing
  ['58030', 'damaged'], // cannot be read or written
  ['XX001', 'damaged'],
  ['XX002', 'damaged'],
]);

/** Undefined for anything that is not a trouble of the database itself. */
export function databaseFailure(error: unknown): DatabaseFailure | undefined {
  const state = sqlStateOf(error);
  if (state !== undefined) {
    const known = FAILURES.get(state) ?? FAILURES.get(state.slice(0, 3)) ?? FAILURES.get(state.slice(0, 2));
    if (known !== undefined) return known;
  }
  return error instanceof DatabaseUnavailable ? 'away' : undefined;
}

function sqlStateOf(error: unknown): string | undefined {
  const { code } = (error instanceof DatabaseUnavailable ? error.cause : error) as { code?: unknown };
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

/** True for an error that PostgreSQL itself sent. */
export function isAnswer(error: unknown): boolean {
  return error instanceof DatabaseError;
}

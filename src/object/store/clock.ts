import { sql } from 'kysely';

/* The database's clock decides for all processes. */

/** Microseconds by the database's clock, which all processes share. */
export const databaseNow = sql<bigint>`(extract(epoch from clock_timestamp()) * 1000000)::bigint`;

/**
 * Whether the time of the current object of `nodes as n` is over: it counts as deleted wherever objects are read, also
 * before its mark of deletion is written. The database's clock decides for all processes.
 */
export const isExpired = sql<boolean>`coalesce(n.live and n.expires <= (extract(epoch from now()) * 1000000)::bigint, false)`;

import { sql } from 'kysely';

/** Microseconds by the database's clock, which all processes share. */
export const databaseNow = sql<bigint>`(extract(epoch from clock_timestamp()) * 1000000)::bigint`;

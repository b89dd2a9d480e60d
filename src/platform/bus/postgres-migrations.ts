import { sql } from 'kysely';

import type { Migrations } from '#platform/database/database';

/** Tables of the queue database; only the bus itself touches them. */
export const busMigrations: Migrations = {
  '0001-bus': {
    async up(db) {
      await sql`create table bus_bindings (
        queue text not null, exchange text not null, pattern text not null, expression text not null,
        primary key (queue, exchange, pattern))`.execute(db);
      await sql`create table bus_messages (
        seq bigserial primary key, queue text not null, id text not null, exchange text not null, key text not null,
        lane text not null, body text not null, published_at timestamptz not null default now(),
        attempts integer not null default 0, available_at timestamptz not null default now(),
        claimed_by integer, last_error text)`.execute(db);
      await sql`create index bus_messages_waiting on bus_messages (queue, seq) where claimed_by is null`.execute(
        db,
      );
      await sql`create index bus_messages_claimed on bus_messages (queue) where claimed_by is not null`.execute(
        db,
      );
      await sql`create index bus_messages_retried on bus_messages (queue, available_at)
        where claimed_by is null and attempts > 0`.execute(db);
      await sql`create table bus_dead_letters (
        seq bigint primary key, queue text not null, id text not null, exchange text not null, key text not null,
        lane text not null, body text not null, attempts integer not null, reason text not null,
        died_at timestamptz not null default now())`.execute(db);
      await sql`create index bus_dead_letters_queue on bus_dead_letters (queue, seq)`.execute(db);
      await sql`create sequence bus_consumer_ids as integer cycle`.execute(db);
    },
  },
};

import { sql } from 'kysely';
import type { Migrations } from '../database/database.ts';

/** Stands among the migrations of compute, which had a leader before others had: `'0004-leader'`. */
export const leaderMigration: Migrations[string] = {
  async up(db) {
    await sql`create table leader (one boolean primary key default true check (one), epoch bigint not null)`.execute(
      db,
    );
    await sql`insert into leader (epoch) values (0)`.execute(db);
  },
};

/** Belongs among the migrations of every service with repeated work. */
export const repeatedWorkMigration: Migrations[string] = {
  async up(db) {
    await sql`create table if not exists leader (
      one boolean primary key default true check (one), epoch bigint not null)`.execute(db);
    await sql`insert into leader (epoch) values (0) on conflict do nothing`.execute(db);
    await sql`alter table leader add holder text, add until timestamptz`.execute(db);
    // Of the leader's work there is one row, with an empty process; of what each process does, one for each.
    await sql`create table repeated_work (
      name text not null, process text not null, every_ms bigint not null, registered timestamptz not null,
      ran_in text, began timestamptz, took_ms integer, error text, failed timestamptz,
      runs bigint not null default 0, failures bigint not null default 0,
      primary key (name, process))`.execute(db);
  },
};

import { type Kysely, type RawBuilder, sql } from 'kysely';

import { type BusMessage, type DeadLetter, type QueueDefinition } from '../bus.ts';
import { decodeBody } from './message-body.ts';
import { topicExpression } from './topic-pattern.ts';

/** First half of the advisory lock that every living process of the bus holds; the second half is its number. */
export const PRESENCE_LOCK = 7_310_551;
export const CHANNEL = 'bus';

/** A claimed row. */
export interface ClaimedMessage {
  seq: bigint;
  id: string;
  exchange: string;
  key: string;
  lane: string;
  body: string;
  attempts: number;
  lastError: string | null;
}

type Db = Kysely<unknown>;

export async function saveBindings(db: Db, { queue, bindings }: QueueDefinition): Promise<void> {
  for (const { exchange, pattern } of bindings) {
    await sql`insert into bus_bindings (queue, exchange, pattern, expression)
      values (${queue}, ${exchange}, ${pattern}, ${topicExpression(pattern)}) on conflict do nothing`.execute(
      db,
    );
  }
}

/** Puts messages into every queue that takes them, in this order, and wakes their consumers; resolves to how many queues took each. */
export async function insertMessages(
  db: Db,
  messages: readonly (Required<Omit<BusMessage, 'body'>> & { body: string })[],
): Promise<number[]> {
  const { rows } = await sql<{ at: number; queues: number }>`
    with given as (
      select * from jsonb_to_recordset(${JSON.stringify(messages.map((message, at) => ({ at, ...message })))}::jsonb)
        as m(at integer, id text, exchange text, key text, lane text, body text)),
    routed as (
      select distinct g.at, b.queue, g.id, g.exchange, g.key, g.lane, g.body
      from given g join bus_bindings b on b.exchange = g.exchange and g.key ~ b.expression),
    taken as (
      insert into bus_messages (queue, id, exchange, key, lane, body)
      select queue, id, exchange, key, lane, body from routed order by at, queue),
    told as (select pg_notify(${CHANNEL}, queue) from (select distinct queue from routed) queues)
    select at, count(*)::integer as queues from routed cross join (select count(*) from told) once group by at`.execute(
    db,
  );
  const queues = messages.map(() => 0);
  for (const row of rows) queues[row.at] = row.queues;
  return queues;
}

/**
 * Claims the oldest messages that may be handled now. A lane is left alone while another living process holds one of its
 * messages or one of them waits for its next try; nothing waits for an hour, unless the clock was set back since (F8).
 * Messages of dead processes, and own ones that got lost, are taken over.
 */
export async function claimMessages(
  db: Db,
  claim: { queue: string; me: number; inHand: readonly bigint[]; limit: number },
): Promise<ClaimedMessage[]> {
  const { queue, me, limit } = claim;
  const inHand = claim.inHand.map(String);
  return db.transaction().execute(async (tx) => {
    // one claim at a time: what two processes see of a lane must not overlap
    await sql`select pg_advisory_xact_lock(hashtext(${`bus:${queue}`}))`.execute(tx);
    const { rows } = await sql<ClaimedMessage>`
      with alive as (
        select objid::integer as id from pg_locks
        where locktype = 'advisory' and classid = ${PRESENCE_LOCK} and objsubid = 2 and granted
          and database = (select oid from pg_database where datname = current_database())),
      blocked as (
        select lane from bus_messages where queue = ${queue} and claimed_by <> ${me} and claimed_by in (select id from alive)
        union
        select lane from bus_messages
        where queue = ${queue} and claimed_by is null and attempts > 0
          and available_at > clock_timestamp() and available_at < clock_timestamp() + interval '1 hour'),
      picked as (
        (select seq from bus_messages where queue = ${queue} and claimed_by is null and lane not in (select lane from blocked)
         order by seq limit ${limit})
        union all
        (select seq from bus_messages where queue = ${queue} and claimed_by is not null
           and (claimed_by = ${me} and seq <> all(${inHand}::bigint[])
             or claimed_by <> ${me} and claimed_by not in (select id from alive))
         order by seq limit ${limit}))
      update bus_messages set claimed_by = ${me}, attempts = attempts + 1
      where seq in (select seq from picked order by seq limit ${limit})
      returning seq, id, exchange, key, lane, body, attempts, last_error as "lastError"`.execute(tx);
    return rows.sort((a, b) => (a.seq < b.seq ? -1 : 1));
  });
}

export async function removeMessages(db: Db, seqs: readonly bigint[], me: number): Promise<void> {
  await sql`delete from bus_messages where seq = any(${seqs.map(String)}::bigint[]) and claimed_by = ${me}`.execute(
    db,
  );
}

/** Gives a failed message back for a later try, and what else of its lane was claimed so that the order stays. */
export async function postponeMessage(
  db: Db,
  message: { seq: bigint; queue: string; lane: string; me: number; delayMs: number; reason: string },
): Promise<void> {
  const { seq, queue, lane, me, delayMs, reason } = message;
  await sql`update bus_messages set
      claimed_by = null,
      attempts = attempts - (seq <> ${seq})::integer,
      available_at = case when seq = ${seq} then clock_timestamp() + ${delayMs} * interval '1 millisecond' else available_at end,
      last_error = case when seq = ${seq} then ${reason} else last_error end
    where queue = ${queue} and claimed_by = ${me} and lane = ${lane} and seq >= ${seq}`.execute(db);
}

/** Gives claimed messages back as if they had not been claimed. */
export async function releaseMessages(db: Db, seqs: readonly bigint[], me: number): Promise<void> {
  if (seqs.length === 0) return;
  await sql`update bus_messages set claimed_by = null, attempts = attempts - 1
    where seq = any(${seqs.map(String)}::bigint[]) and claimed_by = ${me}`.execute(db);
}

export async function buryMessage(db: Db, seq: bigint, me: number, reason: string): Promise<void> {
  await sql`
    with dead as (delete from bus_messages where seq = ${seq} and claimed_by = ${me} returning *)
    insert into bus_dead_letters (seq, queue, id, exchange, key, lane, body, attempts, reason)
    select seq, queue, id, exchange, key, lane, body, attempts, ${reason} from dead`.execute(db);
}

type DeadRow = Omit<DeadLetter, 'body'> & { body: string };

export async function readDeadLetters(db: Db, queue: string, limit: number): Promise<DeadLetter[]> {
  const { rows } = await sql<DeadRow>`
    select queue, id, exchange, key, lane, body, attempts, reason, died_at as "diedAt"
    from bus_dead_letters where queue = ${queue} order by seq limit ${limit}`.execute(db);
  return rows.map((row) => ({ ...row, body: readable(row.body) }));
}

/** A body that is no JSON may be the very reason of death; it is shown as the text it is. */
function readable(body: string): unknown {
  try {
    return decodeBody(body);
  } catch {
    return body;
  }
}

export async function reviveDeadLetters(db: Db, queue: string, ids?: readonly string[]): Promise<number> {
  const { rows } = await sql`
    with revived as (delete from bus_dead_letters where ${ofIds(queue, ids)} returning *),
    back as (
      insert into bus_messages (queue, id, exchange, key, lane, body)
      select queue, id, exchange, key, lane, body from revived order by seq returning queue)
    select pg_notify(${CHANNEL}, queue) from back`.execute(db);
  return rows.length;
}

export async function dropDeadLetters(db: Db, queue: string, ids?: readonly string[]): Promise<number> {
  const { numAffectedRows = 0n } = await sql`delete from bus_dead_letters where ${ofIds(queue, ids)}`.execute(
    db,
  );
  return Number(numAffectedRows);
}

function ofIds(queue: string, ids: readonly string[] | undefined): RawBuilder<unknown> {
  return ids === undefined ? sql`queue = ${queue}` : sql`queue = ${queue} and id = any(${[...ids]}::text[])`;
}

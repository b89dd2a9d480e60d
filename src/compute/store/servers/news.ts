import { sql } from 'kysely';
import type { Session } from '../session.ts';

/** What news of a server's jobs is judged by. */
export interface ServerOfNews {
  id: number;
  deleted: boolean;
  backendId: number;
  /** Name of the cluster that it runs in. */
  cluster: string;
  /** A change was sent whose job nobody knows yet: this may be it. */
  waits: boolean;
}

/** How far a job is that has not ended. */
export interface NotedJob {
  server: number;
  job: bigint;
  rank: number;
  status: string;
  opcode: string;
}

/** News of many servers at once. */
export class NewsStore {
  readonly #db: Session;

  constructor(db: Session) {
    this.#db = db;
  }

  /** Those of these servers that there are. */
  async serversOf(ids: readonly number[]): Promise<Map<number, ServerOfNews>> {
    const { rows } = await sql<ServerOfNews>`
      select s.id, s.deleted, s.backend_id as "backendId", b.clustername as cluster,
        exists (select from intents i
          where i.server_id = s.id and i.state = 'open' and i.job_id is null and i.sent is not null) as waits
      from servers s join backends b on b.id = s.backend_id
      where s.id = any(${[...ids]}::integer[])`.execute(this.#db);
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** Keeps what is newer than what is known, by job and rank; one job a server. Rows are locked by number, as everywhere. */
  async note(jobs: readonly NotedJob[], updated: Date): Promise<void> {
    const told = JSON.stringify(jobs.map((noted) => ({ ...noted, job: noted.job.toString() })));
    await sql`
      with told as (
        select * from jsonb_to_recordset(${told}::jsonb)
          as t(server integer, job bigint, rank integer, status text, opcode text)),
      locked as (select id from servers where id in (select server from told) order by id for update)
      update servers s set backend_job_id = t.job, backend_job_rank = t.rank, backend_job_status = t.status,
        backend_opcode = t.opcode, updated = ${updated}
      from told t join locked on locked.id = t.server
      where s.id = t.server and not s.deleted
        and (s.backend_job_id is null or (s.backend_job_id, s.backend_job_rank) < (t.job, t.rank))`.execute(
      this.#db,
    );
  }
}

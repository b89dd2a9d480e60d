import { type Kysely, sql } from 'kysely';
import type { IdentitySchema } from '../schema.ts';

/** A project that ends soon, with whom to remind of it. */
export interface EndingProject {
  ownerId: bigint;
  uuid: string;
  realname: string;
  endAt: Date;
}

/** Whom to look at, and from when a day and a week have passed since the last reminder. */
export interface WantedReminders {
  now: Date;
  /** Projects that end until then are told of, those until `daily` every day. */
  until: Date;
  daily: Date;
  /** Who was reminded before these times is reminded again. */
  dayAgo: Date;
  weekAgo: Date;
  limit: number;
}

/** Reminders of projects that end, and ends that nobody wants to be reminded of. */
export class ReminderStore {
  readonly #db: Kysely<IdentitySchema>;

  constructor(db: Kysely<IdentitySchema>) {
    this.#db = db;
  }

  /**
   * What is to be told to some of the people who are due: all their active projects that end soon, save those whose renewal they
   * declined, and those for which a later end waits for a decision. Nobody else reminds them until the transaction ends.
   */
  async due({ now, until, daily, dayAgo, weekAgo, limit }: WantedReminders): Promise<EndingProject[]> {
    const { rows } = await sql<EndingProject>`
      with ending as (
        select p.owner_id, p.uuid, p.realname, p.end_at, p.id from projects p
        where p.state = 1 and not p.is_base and p.end_at > ${now} and p.end_at <= ${until}
          and not exists (select from declined_renewals d where d.project_id = p.id and d.end_at = p.end_at)
          and not exists (select from applications a
            where a.project_id = p.id and a.state = 0 and a.end_at > p.end_at)
      ), people as (
        select u.id from users u
        join (select owner_id, min(end_at) as first from ending group by owner_id) e on e.owner_id = u.id
        left join reminders r on r.user_id = u.id
        where u.is_active and (r.sent_at is null or r.sent_at <= ${weekAgo}
          or (r.sent_at <= ${dayAgo} and e.first <= ${daily}))
        order by u.id limit ${limit} for update of u
      )
      select e.owner_id as "ownerId", e.uuid, e.realname, e.end_at as "endAt"
      from ending e join people on people.id = e.owner_id order by e.owner_id, e.end_at, e.id`.execute(
      this.#db,
    );
    return rows;
  }

  async note(userIds: readonly bigint[], sentAt: Date): Promise<void> {
    await this.#db
      .insertInto('reminders')
      .values(userIds.map((id) => ({ user_id: id, sent_at: sentAt })))
      .onConflict((conflict) => conflict.column('user_id').doUpdateSet({ sent_at: sentAt }))
      .execute();
  }

  async decline(projectId: bigint, endAt: Date, { at, by }: { at: Date; by: bigint | null }): Promise<void> {
    const row = { end_at: endAt, declined_at: at, declined_by: by };
    await this.#db
      .insertInto('declined_renewals')
      .values({ project_id: projectId, ...row })
      .onConflict((conflict) => conflict.column('project_id').doUpdateSet(row))
      .execute();
  }

  async wantAgain(projectId: bigint): Promise<void> {
    await this.#db.deleteFrom('declined_renewals').where('project_id', '=', projectId).execute();
  }

  /** Of these projects those whose present end somebody has accepted. */
  async declinedOf(projectIds: readonly bigint[]): Promise<Set<bigint>> {
    const rows = await this.#db
      .selectFrom('declined_renewals as d')
      .innerJoin('projects as p', (join) =>
        join.onRef('p.id', '=', 'd.project_id').onRef('p.end_at', '=', 'd.end_at'),
      )
      .select('d.project_id as id')
      .where('d.project_id', '=', sql<bigint>`any(${projectIds.map(String)}::bigint[])`)
      .execute();
    return new Set(rows.map(({ id }) => id));
  }
}

import { type ChangeOf, columns, type NewRowOf, type RowOf, toColumns } from '#platform/columns';
import type { QuotaCorrectionTable, QuotaSerialTable } from './schema.ts';
import type { Session } from './session.ts';

export type QuotaSerialRow = RowOf<QuotaSerialTable>;
export type QuotaCorrectionRow = RowOf<QuotaCorrectionTable>;

const serialColumns = columns('quota_serials', ['serial', 'amounts', 'decision', 'resolved', 'created']);
const correctionColumns = columns('quota_corrections', [
  'id',
  'server_id',
  'user_id',
  'project',
  'amounts',
  'serial',
  'tries',
  'done',
  'created',
]);

/** Serials of commissions, and charges of what happened in back ends. */
export class QuotaStore {
  readonly #db: Session;

  constructor(db: Session) {
    this.#db = db;
  }

  /** Records a serial; a second row of the same serial is refused by its key, which fences late transactions off. */
  async insertSerial(row: NewRowOf<QuotaSerialTable>): Promise<void> {
    await this.#db.insertInto('quota_serials').values(toColumns(row)).execute();
  }

  /** True when the serial was not known and now is, as rejected: no later transaction can claim it. */
  async fenceSerial(serial: bigint, created: Date): Promise<boolean> {
    const added = await this.#db
      .insertInto('quota_serials')
      .values({ serial, amounts: '{}', decision: 'reject', resolved: false, created })
      .onConflict((conflict) => conflict.column('serial').doNothing())
      .returning('serial')
      .execute();
    return added.length > 0;
  }

  async decideSerial(serial: bigint, decision: 'accept' | 'reject'): Promise<void> {
    await this.#db
      .updateTable('quota_serials')
      .set({ decision })
      .where('serial', '=', serial)
      .where('decision', '=', 'pending')
      .execute();
  }

  findSerial(serial: bigint): Promise<QuotaSerialRow | undefined> {
    return this.#db
      .selectFrom('quota_serials')
      .select(serialColumns)
      .where('serial', '=', serial)
      .executeTakeFirst();
  }

  async serialResolved(serial: bigint): Promise<void> {
    await this.#db
      .updateTable('quota_serials')
      .set({ resolved: true })
      .where('serial', '=', serial)
      .execute();
  }

  /** Serials that are decided and not yet resolved at the quota holder. */
  decidedSerials(limit: number): Promise<QuotaSerialRow[]> {
    return this.#db
      .selectFrom('quota_serials')
      .select(serialColumns)
      .where('resolved', '=', false)
      .where('decision', '!=', 'pending')
      .orderBy('serial')
      .limit(limit)
      .execute();
  }

  async insertCorrection(row: NewRowOf<QuotaCorrectionTable>): Promise<void> {
    await this.#db.insertInto('quota_corrections').values(toColumns(row)).execute();
  }

  findCorrection(id: string): Promise<QuotaCorrectionRow | undefined> {
    return this.#db
      .selectFrom('quota_corrections')
      .select(correctionColumns)
      .where('id', '=', id)
      .executeTakeFirst();
  }

  /** The correction, locked until the transaction ends. */
  lockCorrection(id: string): Promise<QuotaCorrectionRow> {
    return this.#db
      .selectFrom('quota_corrections')
      .select(correctionColumns)
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirstOrThrow();
  }

  async updateCorrection(id: string, changes: ChangeOf<QuotaCorrectionTable>): Promise<void> {
    await this.#db.updateTable('quota_corrections').set(toColumns(changes)).where('id', '=', id).execute();
  }

  openCorrections(limit: number): Promise<QuotaCorrectionRow[]> {
    return this.#db
      .selectFrom('quota_corrections')
      .select(correctionColumns)
      .where('done', '=', false)
      .orderBy('created')
      .limit(limit)
      .execute();
  }
}

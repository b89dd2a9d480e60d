import { Reservations } from '#platform/quota/reservations';
import type { ContainerRow } from '../../store/rows.ts';
import type { Store } from '../../store/store.ts';
import { RESOURCE } from '../identity-service.ts';
import type { ObjectStorage } from '../object-storage.ts';

/** An upload of unknown length reserves this much at first and doubles it as it grows. */
const FIRST_STEP_BYTES = 16 * 1024 * 1024;
const LARGEST_STEP_BYTES = 1024 * 1024 * 1024;

/** What one upload has taken at identity before its bytes arrive. */
export class UploadReservations extends Reservations<Store> {
  #step = FIRST_STEP_BYTES;

  constructor({ ledger }: ObjectStorage, container: ContainerRow, name: string) {
    super(ledger, { user: container.account, project: container.policy.project, resource: RESOURCE, name });
  }

  /** Takes enough for an upload that has grown to `total` bytes, in growing steps. */
  async growTo(total: number): Promise<void> {
    while (BigInt(total) > this.taken) {
      await this.take(BigInt(this.#step));
      this.#step = Math.min(this.#step * 2, LARGEST_STEP_BYTES);
    }
  }
}

import { errnoOf } from '#platform/file-system';
import { DamagedContent } from './damaged-content.ts';
import type { VerifiedContents } from './verified-contents.ts';

/** What a check found to do, in files. */
export interface Checked {
  /** Written anew from another copy, because it was damaged or missing. */
  repaired: number;
  /** Given a trailer in place of a damaged one, or of none, as an earlier release left it. */
  rewritten: number;
  /** Bytes read. */
  bytes: number;
}

/** Contents that stand in more than one pool: one that is damaged or missing is written anew from another. */
export class MirroredContents {
  readonly #copies: readonly VerifiedContents[];

  constructor(copies: readonly VerifiedContents[]) {
    this.#copies = copies;
  }

  async write(name: string, content: Uint8Array): Promise<void> {
    await Promise.all(this.#copies.map((copy) => copy.write(name, content)));
  }

  /** The content by the first copy that is good. Throws DamagedContent when none is. */
  async read(name: string): Promise<Buffer> {
    const bad: VerifiedContents[] = [];
    let damage = new DamagedContent(name, 'missing');
    for (const copy of this.#copies) {
      const found = await orDamage(copy.read(name));
      if (!(found instanceof DamagedContent)) {
        for (const other of bad) await writeIfPossible(other, name, found);
        return found;
      }
      bad.push(copy);
      if (found.reason === 'damaged') damage = found;
    }
    throw damage;
  }

  /** Checks every copy by the hash in the name, and mends what can be mended. Throws DamagedContent when none is good. */
  async check(name: string): Promise<Checked> {
    const found = await Promise.all(this.#copies.map((copy) => orDamage(copy.readChecked(name))));
    const damages = found.filter((one) => one instanceof DamagedContent);
    const good = found.find((one) => !(one instanceof DamagedContent));
    if (good === undefined || good instanceof DamagedContent)
      throw damages.find(({ reason }) => reason === 'damaged') ?? damages[0]!;
    const result: Checked = { repaired: 0, rewritten: 0, bytes: 0 };
    for (const [index, one] of found.entries()) {
      const isDamaged = one instanceof DamagedContent;
      if (!isDamaged) result.bytes += one.bytes.length;
      if (!isDamaged && one.hasTrailer) continue;
      if (await writeIfPossible(this.#copies[index]!, name, good.bytes))
        result[isDamaged ? 'repaired' : 'rewritten'] += 1;
    }
    return result;
  }

  /** Writes every copy anew, as far as the disk allows, by a content that was read before. Gives how many are good then. */
  async restore(name: string, content: Uint8Array): Promise<number> {
    await Promise.all(this.#copies.map((copy) => writeIfPossible(copy, name, content)));
    const found = await Promise.all(this.#copies.map((copy) => orDamage(copy.readChecked(name))));
    return found.filter((one) => !(one instanceof DamagedContent)).length;
  }
}

async function orDamage<T>(reading: Promise<T>): Promise<T | DamagedContent> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof DamagedContent) return error;
    throw error;
  }
}

/** Mending is no part of the promise: on a full disk a reader is served all the same. */
async function writeIfPossible(files: VerifiedContents, name: string, content: Uint8Array): Promise<boolean> {
  try {
    await files.write(name, content);
    return true;
  } catch (error) {
    if (errnoOf(error) === undefined) throw error;
    return false;
  }
}

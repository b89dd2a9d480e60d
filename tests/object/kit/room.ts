import assert from 'node:assert/strict';
import { readdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { sql } from 'kysely';
import { runCollection } from '#object/domain/blocks/collection-run';
import { recoverCommissions } from '#platform/quota/recovery';
import { recount } from './recount.ts';
import { ALICE, startObject, type StartedObject } from './start-object.ts';

export const MB = 1_000_000;
export const BLOCK = 256 * 1024;
export const QUOTA = 30 * MB;

/** Object storage in which Alice has a small quota. */
export async function start(t: Parameters<typeof startObject>[0], settings = {}): Promise<StartedObject> {
  const object = await startObject(t, { settings: { PITHOS_BACKEND_BLOCK_SIZE: BLOCK, ...settings } });
  object.identity.setLimit(ALICE, ALICE, BigInt(QUOTA));
  return object;
}

/** Every row and block is what it should be, and Alice is charged just for what is current, and `history`. */
export async function assertExact(object: StartedObject, history = 0n): Promise<void> {
  await recoverCommissions(object.storage.ledger);
  const { problems, bytes } = await recount(object.databaseUrl, join(object.directory, 'blocks'), BLOCK);
  assert.deepEqual(problems, []);
  const total = (bytes.get(ALICE) ?? 0n) + history;
  assert.deepEqual(object.identity.usage(ALICE), { min: total, max: total });
}

/** Sets the time of every file under a directory. */
export async function makeOlder(directory: string, to: Date): Promise<void> {
  for (const entry of await readdir(directory, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) await utimes(join(entry.parentPath, entry.name), to, to).catch(() => undefined);
}

/** Makes everything old enough to go. Gives a collection that tells how many blocks it has removed. */
export async function collectorOfAll(t: TestContext, { storage, directory, db }: StartedObject) {
  await makeOlder(join(directory, 'blocks'), new Date(Date.now() - 60_000));
  await sql`update block_proofs set proved = 0`.execute(db);
  t.mock.method(storage.clockWatch, 'steadyFor', () => true);
  return async () => {
    const run = await runCollection(storage, { unusedMs: 0, looseMs: 0, askedMs: 0 }, { times: 2 });
    return run?.discarded;
  };
}

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { BlockStore, mapName } from '#blockstore/block-store';
import { collect, type Roots } from '#blockstore/collection/collector';
import { blockId, packIds, topHash } from '#blockstore/content-hash';
import { contentBytes } from '#blockstore/read-content';
import { InFlights, type InFlight } from '#object/domain/blocks/in-flight';
import type { Clock } from '#platform/clock';
import type { FileSystemPort } from '#platform/file-system';
import { seededRandom } from '#platform/faults';
import { LossyFileSystem } from '../failure/kit/lossy-file-system.ts';

const BLOCK = 16;
const GRACE_MS = 1_000_000;
/** Orders of steps (O21), of all collectors together. */
const ROUNDS = 10_000;

/** Lets one waiting call at a time go on, chosen at random: the order of steps of everything that runs together. */
class Scheduler {
  readonly #waiting: (() => void)[] = [];
  readonly #random: () => number;

  constructor(random: () => number) {
    this.#random = random;
  }

  turn(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  /** Runs tasks until all are done. */
  async run(tasks: (() => Promise<void>)[]): Promise<void> {
    let left = tasks.length;
    const failures: unknown[] = [];
    for (const task of tasks) {
      void task()
        .catch((error: unknown) => failures.push(error))
        .finally(() => (left -= 1));
    }
    while (left > 0) {
      for (let settled = 0; settled < 12; settled += 1) await Promise.resolve();
      const [next] = this.#waiting.splice(Math.floor(this.#random() * this.#waiting.length), 1);
      next?.();
    }
    if (failures.length > 0) throw failures[0];
  }
}

/** Calls that change or look up single files wait for their turn; listing empty directories does not matter. */
function scheduled(fs: LossyFileSystem, scheduler: { turn(): Promise<void> }): FileSystemPort {
  const steps = new Set(['open', 'rename', 'link', 'unlink', 'stat']);
  return new Proxy(fs, {
    get(target, name) {
      const member = Reflect.get(target, name, target) as unknown;
      if (typeof member !== 'function') return member;
      const call = member.bind(target) as (...args: unknown[]) => Promise<unknown>;
      if (!steps.has(String(name))) return call;
      return async (...args: unknown[]) => {
        await scheduler.turn();
        return call(...args);
      };
    },
  });
}

interface World {
  store: BlockStore;
  now: number;
  /** Contents in use by name, as the table of versions has them. */
  used: Map<string, { hash: string; sizeBytes: number; content: Buffer }>;
  /** When each block was last promised. */
  promised: Map<string, number>;
  inFlights: InFlights;
}

const block = (seed: number) => Buffer.alloc(BLOCK, `block ${seed}`);

function rootsOf(world: World, since: () => number): Roots {
  return {
    async *contents() {
      yield* [...world.used.values()];
    },
    promised: async (ids) => new Set(ids.filter((id) => (world.promised.get(id) ?? -Infinity) >= since())),
  };
}

/** A run, or two in a row, of a collector that may remove what it is sure of, with the ids that it removed. */
const collectors = {
  /** Leaves alone what is younger than any upload may take. */
  patient: async (world: World, shards: string[]) => {
    const horizon = (): number => world.now - GRACE_MS;
    return (await collect(world.store, rootsOf(world, horizon), { olderThanMs: horizon(), shards }))
      .discarded;
  },
  /** Makes room in the process of the writers: it leaves alone what they have claimed. */
  here: (world: World, shards: string[]) =>
    world.inFlights.whileCollecting(() =>
      twice(world, shards, () => world.now, { isClaimed: (name) => world.inFlights.isClaimed(name) }),
    ),
  /** Makes room in another process: it leaves alone what is younger than the oldest that they have in flight. */
  elsewhere: (world: World, shards: string[]) =>
    twice(world, shards, () => Number(world.inFlights.oldest() / 1000n), {}),
};

async function twice(
  world: World,
  shards: string[],
  oldest: () => number,
  claims: Pick<Roots, 'isClaimed'>,
): Promise<string[]> {
  const discarded: string[] = [];
  for (let run = 0; run < 2; run += 1) {
    const horizon = oldest();
    const roots = { ...rootsOf(world, () => horizon), ...claims };
    discarded.push(...(await collect(world.store, roots, { olderThanMs: horizon, shards })).discarded);
  }
  return discarded;
}

/** Sends the blocks and uses them. */
async function upload(world: World, flight: InFlight, name: string, seeds: number[]): Promise<void> {
  const parts = seeds.map(block);
  const ids: string[] = [];
  for (const part of parts) {
    const id = await world.store.putBlock(part, flight.claim);
    world.promised.set(id, world.now);
    ids.push(id);
  }
  await use(world, flight, name, ids);
}

/** Names blocks that were sent before, and uses them if every one of them is there. */
async function uploadByName(world: World, flight: InFlight, name: string, seeds: number[]): Promise<void> {
  const ids = seeds.map((seed) => blockId(block(seed)));
  for (const id of ids) {
    flight.claim(id);
    if (!world.promised.has(id)) return;
    world.promised.set(id, world.now);
  }
  for (const id of ids) if (!(await world.store.hasBlock(id))) return;
  await use(world, flight, name, ids);
}

async function use(world: World, flight: InFlight, name: string, ids: string[]): Promise<void> {
  const seeds = new Map([0, 1, 2, 3].map((seed) => [blockId(block(seed)), seed]));
  const content = Buffer.concat(ids.map((id) => block(seeds.get(id)!)));
  const map = await world.store.putMap(packIds(ids), content.length, flight.claim);
  for (const id of ids) world.promised.set(id, world.now);
  world.used.set(name, { hash: map.hash, sizeBytes: content.length, content });
}

for (const [kind, rounds] of [
  ['patient', 0.4 * ROUNDS],
  ['here', 0.3 * ROUNDS],
  ['elsewhere', 0.3 * ROUNDS],
] as const) {
  test(
    `T-O21 R-O5 whatever order the steps of writers and a collector (${kind}) fall in, nothing that is used goes`,
    { timeout: 120_000 },
    async () => {
      const random = seededRandom(20_241);
      const scheduler = new Scheduler(random);
      const fs = new LossyFileSystem();
      const clock = { now: () => new Date(world.now), monotonic: () => world.now };
      const world: World = {
        store: undefined as never,
        now: 0,
        used: new Map(),
        promised: new Map(),
        inFlights: new InFlights(clock as Clock),
      };
      // Who makes room sees every step pass; the patient one only days.
      fs.now = () => (kind === 'patient' ? world.now : (world.now += 1));
      let waits = false;
      const gate = { turn: () => (waits ? scheduler.turn() : Promise.resolve()) };
      world.store = await BlockStore.open({
        directory: '/s',
        fs: scheduled(fs, gate),
        blockSize: BLOCK,
        now: () => 0,
      });
      const pick = (count: number) => Math.floor(random() * count);
      const discardedOnce = new Set<string>();
      // Looking at 256 shards for four blocks would be all that the test does.
      const lists = [
        [0, 1],
        [1, 2],
        [2, 3, 0],
      ].map((seeds) => topHash(packIds(seeds.map((seed) => blockId(block(seed))))));
      const names = [...[0, 1, 2, 3].map((seed) => blockId(block(seed))), ...(await Promise.all(lists))];
      const shards = [...new Set(names.map((name) => name.slice(0, 2)))];
      for (let round = 0; round < rounds; round += 1) {
        const seeds = Array.from({ length: 1 + pick(3) }, () => pick(4));
        const writer = pick(2) === 0 ? upload : uploadByName;
        waits = true;
        await scheduler.run([
          () => world.inFlights.during((flight) => writer(world, flight, `name ${pick(4)}`, seeds)),
          async () => {
            await scheduler.turn();
            world.used.delete(`name ${pick(4)}`);
          },
          async () => {
            const discarded = await collectors[kind](world, shards);
            for (const id of discarded) discardedOnce.add(id);
          },
        ]);
        waits = false;
        for (const [name, { hash, sizeBytes, content }] of world.used) {
          const read: Buffer[] = [];
          for await (const bytes of contentBytes(world.store, await world.store.openMap(hash, sizeBytes)))
            read.push(bytes);
          assert.ok(Buffer.concat(read).equals(content), `${name} after round ${round}`);
          // The store remembers lists that it has read: the files have to be there.
          const list = mapName(hash, sizeBytes);
          for (const files of sizeBytes > BLOCK ? world.store.maps : [])
            assert.ok(
              (await files.facts(list)) ?? (await files.takeBack(list)),
              `list of ${name} after round ${round}`,
            );
        }
        world.now += pick(3) * GRACE_MS;
      }
      assert.ok(discardedOnce.size > 0, 'the collector had something to do');
    },
  );
}

test('R-O5 what nothing uses is gone after the grace and a second run', async () => {
  const fs = new LossyFileSystem();
  const store = await BlockStore.open({ directory: '/s', fs, blockSize: BLOCK, now: () => 0 });
  const id = await store.putBlock(block(1));
  const roots: Roots = { async *contents() {}, promised: async () => new Set() };
  assert.equal((await collect(store, roots, { olderThanMs: 0 })).trashed, 0, 'within the grace it stays');
  assert.equal((await collect(store, roots, { olderThanMs: 1 })).trashed, 1);
  assert.equal(await store.hasBlock(id), true, 'who asks for it in time gets it back');
  await collect(store, roots, { olderThanMs: 1 });
  assert.deepEqual((await collect(store, roots, { olderThanMs: 1 })).discarded, [id]);
  assert.equal(await store.hasBlock(id), false);
});

import assert from 'node:assert/strict';
import { type BlockStore, mapName } from '#blockstore/block-store';
import { collect } from '#blockstore/collection/collector';
import { type BlockOwner, BlockOwners, type Roots } from '#blockstore/collection/owners';
import { blockId, packIds, topHash } from '#blockstore/content-hash';
import { contentBytes } from '#blockstore/read-content';
import { openBlockStore } from '#blockstore/open-block-store';
import { InFlights, type InFlight } from '#object/domain/blocks/in-flight';
import type { Clock } from '#platform/clock';
import type { FileSystemPort } from '#platform/file-system';
import { seededRandom } from '#platform/faults';
import { NO_WAIT } from './owner.ts';
import { LossyFileSystem } from '../../failure/kit/lossy-file-system.ts';

const BLOCK = 16;
const GRACE_MS = 1_000_000;

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
      // Long enough that whoever goes on comes to his next step: else the one with fewer promises between them always wins.
      for (let settled = 0; settled < 60; settled += 1) await Promise.resolve();
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
  owners: BlockOwners;
  /** Of the run that begins next, beside the promises. */
  roots: Omit<Roots, 'promised'>;
  /** Contents in use by name, as the tables of their owners have them. */
  used: Map<string, { hash: string; sizeBytes: number; content: Buffer }>;
  /** When each block was last promised. */
  promised: Map<string, number>;
  inFlights: InFlights;
}

const block = (seed: number) => Buffer.alloc(BLOCK, `block ${seed}`);

/** Two owners, each with the names of one half, who are asked at different moments. */
function ownersOf(world: World): BlockOwner[] {
  return ['objects', 'volumes'].map((name, half): BlockOwner => {
    const roots = (): Roots => {
      const { olderThanMs, ...others } = world.roots;
      return {
        olderThanMs,
        promised: async (ids) =>
          new Set(ids.filter((id) => (world.promised.get(id) ?? -Infinity) >= olderThanMs)),
        ...others,
      };
    };
    return {
      name,
      async *contents() {
        for (const [used, content] of [...world.used]) if (Number(used.at(-1)) % 2 === half) yield content;
      },
      begin: async () => roots(),
      look: roots,
    };
  });
}

/** A run, or two in a row, of a collector that may remove what it is sure of, with the ids that it removed. */
const collectors = {
  /** Leaves alone what is younger than any upload may take. */
  patient: (world: World, shards: string[]) => runs(world, shards, 1, () => world.now - GRACE_MS),
  /** Makes room in the process of the writers: it leaves alone what they have claimed. */
  here: (world: World, shards: string[]) =>
    world.inFlights.whileCollecting(() =>
      runs(world, shards, 2, () => world.now, { isClaimed: (name) => world.inFlights.isClaimed(name) }),
    ),
  /** Makes room in another process: it leaves alone what is younger than the oldest that they have in flight. */
  elsewhere: (world: World, shards: string[]) =>
    runs(world, shards, 2, () => Number(world.inFlights.oldest() / 1000n)),
};

async function runs(
  world: World,
  shards: string[],
  times: number,
  oldest: () => number,
  claims: Pick<Roots, 'isClaimed'> = {},
): Promise<string[]> {
  const discarded: string[] = [];
  for (let run = 0; run < times; run += 1) {
    world.roots = {
      olderThanMs: oldest(),
      ...claims,
      // Both owners are told.
      forget: async (ids) => void discarded.push(...ids),
    };
    await collect(world.store, world.owners, NO_WAIT, { shards });
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

/**
 * Runs writers and a collector in so many random orders of their steps, and fails when something is gone that is used.
 * Gives how many blocks the collector removed at least once.
 */
export async function runOrders(kind: keyof typeof collectors, rounds: number): Promise<number> {
  const random = seededRandom(20_241);
  const scheduler = new Scheduler(random);
  const fs = new LossyFileSystem();
  const clock = { now: () => new Date(world.now), monotonic: () => world.now };
  const world: World = {
    store: undefined as never,
    owners: undefined as never,
    roots: { olderThanMs: 0 },
    now: 0,
    used: new Map(),
    promised: new Map(),
    inFlights: new InFlights(clock as Clock),
  };
  // Who makes room sees every step pass; the patient one only days.
  fs.now = () => (kind === 'patient' ? world.now : (world.now += 1));
  let waits = false;
  const gate = { turn: () => (waits ? scheduler.turn() : Promise.resolve()) };
  world.store = await openBlockStore({
    directory: '/s',
    fs: scheduled(fs, gate),
    blockSize: BLOCK,
    now: () => 0,
  });
  world.owners = new BlockOwners(world.store.owners);
  for (const owner of ownersOf(world)) await world.owners.register(owner);
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
          (await files.facts(list)) ?? (await files.takeBack(list, 'trash')),
          `list of ${name} after round ${round}`,
        );
    }
    world.now += pick(3) * GRACE_MS;
  }
  return discardedOnce.size;
}

import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import pg from 'pg';
import { objectInternalOver } from '#contract/program-clients';
import type { ObjectInternalClient } from '#contract/object-internal-client';
import { httpTransport } from '#contract/transport';
import { createDatabase } from '#kit/database';
import { killPointsIn } from '#kit/kill-points';
import { processEnvironment } from '#platform/settings';
import { ALICE, suiteEnd } from './kit/start-object.ts';
import { qcow2 } from './kit/qcow2.ts';
import { recount } from './kit/recount.ts';
import { SimulatedIdentity } from './kit/simulated-identity.ts';

const BLOCK = 4096;
const PROGRAM = new URL('./kit/object-process.ts', import.meta.url).pathname;

const isOfConversion = (point: string): boolean => point.startsWith('object.convert.');
const points = [
  ...killPointsIn('src/object').filter((point) => !isOfConversion(point)),
  ...['ledger.issued', 'ledger.reserved', 'ledger.recorded', 'ledger.settled'],
];
const pointsOfConversion = [
  ...['object.put.bytes-written', 'object.put.map-stored', 'ledger.recorded'],
  ...killPointsIn('src/object').filter(isOfConversion),
];

type Outcome = 'ok' | 'refused' | 'unknown';

/** What a client meant and what it was told; the content is known by its hash, a deletion by `gone`. */
interface Entry {
  name: string;
  content: string;
  outcome: Outcome;
}

const sum = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex');

interface Running {
  child: ChildProcess;
  base: string;
}

describe('object storage is killed', () => {
  const end = suiteEnd();
  after(() => end.run());
  let database: Awaited<ReturnType<typeof createDatabase>>;
  let directory: string;
  let identityUrl: string;
  const identity = new SimulatedIdentity();
  const journal: Entry[] = [];
  /** Who recovered from one death is the next to die. */
  let running: Running | undefined;

  before(async () => {
    database = await createDatabase('object');
    end.after(() => database.drop());
    directory = await mkdtemp(join(tmpdir(), 'killed-'));
    end.after(() => rm(directory, { recursive: true, force: true }));
    identity.addPerson(ALICE, 'alice-token', 10n ** 12n);
    const listening = await identity.listen();
    identityUrl = listening.url;
    end.after(() => listening.close());
    end.after(stop);
  });

  async function start(): Promise<Running> {
    const child = spawn(process.execPath, [PROGRAM], {
      env: {
        ...processEnvironment(),
        OBJECT_DIRECTORY: directory,
        OBJECT_DATABASE_URL: database.url,
        IDENTITY_URL: identityUrl,
        BLOCK_SIZE: String(BLOCK),
      },
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    const [line] = (await once(child.stdout!, 'data')) as [Buffer];
    return { child, base: `${line.toString().trim()}/pithos/object-store/v1/${ALICE}` };
  }

  async function call(
    base: string,
    method: string,
    path: string,
    body?: Uint8Array,
    headers = {},
  ): Promise<Outcome> {
    try {
      const reply = await fetch(base + path, {
        method,
        headers: { 'x-auth-token': 'alice-token', 'content-type': 'application/octet-stream', ...headers },
        ...(body === undefined ? {} : { body: Buffer.from(body) }),
      });
      await reply.arrayBuffer();
      return reply.ok ? 'ok' : 'refused';
    } catch {
      return 'unknown'; // the connection died: it may have happened or not
    }
  }

  /** One client with names of its own: writes, overwrites, updates, copies, deletes, until the server is gone. */
  async function client(base: string, names: string): Promise<void> {
    const note = (name: string, content: string, outcome: Outcome) =>
      journal.push({ name, content, outcome }) > 0 && outcome !== 'unknown';
    for (let round = 0; round < 12; round += 1) {
      const name = `${names}-${round % 3}`;
      const bytes = randomBytes(round % 4 === 0 ? 100_000 : 3000 + round);
      if (!note(name, sum(bytes), await call(base, 'PUT', `/c/${name}`, bytes))) return;
      const added = randomBytes(500);
      const headers = { 'content-range': 'bytes */*' };
      if (
        !note(
          name,
          sum(Buffer.concat([bytes, added])),
          await call(base, 'POST', `/c/${name}?update`, added, headers),
        )
      )
        return;
      const last = journal.findLast((entry) => entry.name === name)?.content ?? '';
      if (
        !note(
          `${name}-copy`,
          last,
          await call(base, 'COPY', `/c/${name}`, undefined, { destination: `/c/${name}-copy` }),
        )
      )
        return;
      if ((await call(base, 'POST', '/c?update', randomBytes(100))) === 'unknown') return;
      const scrap = `/scrap-${names}-${round}`;
      for (const [method, path] of [
        ['PUT', scrap],
        ['PUT', `${scrap}/x`],
        ['DELETE', `${scrap}/x`],
        ['DELETE', scrap],
      ] as const)
        if ((await call(base, method, path, method === 'PUT' ? randomBytes(10) : undefined)) === 'unknown')
          return;
      if (round % 2 === 1 && !note(name, 'gone', await call(base, 'DELETE', `/c/${name}`))) return;
    }
  }

  /** R-O3: what was acknowledged is there; what is unknown is there whole or not at all. */
  async function checkJournal(base: string): Promise<void> {
    for (const [name, entries] of Map.groupBy(journal, (entry) => entry.name)) {
      const last = entries.findLastIndex(({ outcome }) => outcome === 'ok');
      const possible = entries
        .slice(Math.max(last, 0))
        .filter(({ outcome }) => outcome !== 'refused')
        .map(({ content }) => content);
      if (last === -1) possible.push('gone');
      const reply = await fetch(`${base}/c/${name}`, { headers: { 'x-auth-token': 'alice-token' } });
      const content = reply.status === 404 ? 'gone' : sum(new Uint8Array(await reply.arrayBuffer()));
      assert.ok(
        possible.includes(content),
        `${name} is neither what was acknowledged last nor what came after it`,
      );
      journal.push({ name, content, outcome: 'ok' });
    }
  }

  /** The dead process's reservations are past their time, and what it left pending is old. */
  async function letTimePass(): Promise<void> {
    for (const commission of identity.pending.values()) commission.issued = new Date(0);
    const sql = new pg.Client({ connectionString: database.url });
    await sql.connect();
    await sql.query('update quota_reservations set alive_until = now()');
    await sql.end();
  }

  test('the points are all there', () => {
    assert.ok(points.length >= 10, points.join(', '));
  });

  async function stop(): Promise<void> {
    const child = running?.child;
    running = undefined;
    if (child === undefined) return;
    child.kill('SIGKILL');
    if (child.signalCode === null) await once(child, 'exit');
  }

  for (const [index, point] of points.entries()) {
    test(
      `R-O1 R-O3 R-O4 killed at ${point} under load, it recovers without loss and without a wrong charge`,
      { timeout: 90_000 },
      async () => {
        const { child, base } = running ?? (await start());
        running = undefined; // of a test that fails nothing is used any more
        const died = once(child, 'exit');
        child.send(`${point}#${2 + (index % 3)}=kill`);
        await once(child, 'message');
        await call(base, 'PUT', '/c');
        await Promise.all(['a', 'b', 'c', 'd'].map((names) => client(base, `${names}${index}`)));
        const [, signal] = (await died) as [number | null, string | null];
        assert.equal(signal, 'SIGKILL', 'the point was reached');
        await letTimePass();
        running = await start();
        await checkJournal(running.base);
        const { problems, bytes } = await recount(database.url, join(directory, 'blocks'), BLOCK);
        assert.deepEqual(problems, []);
        assert.equal(identity.pending.size, 0, 'recovery settled every commission');
        const total = bytes.get(ALICE) ?? 0n;
        assert.deepEqual(identity.usage(ALICE), { min: total, max: total });
      },
    );
  }

  /** As compute speaks to it. */
  const compute = ({ base }: Running): ObjectInternalClient =>
    objectInternalOver(httpTransport(new URL(base).origin), 'c');

  for (const [index, point] of pointsOfConversion.entries()) {
    test(
      `T-F1 R-O1 R-O4 killed at ${point} while it converts an image, the next process ends that: one disk, charged for once`,
      { timeout: 90_000 },
      async () => {
        const victim = running ?? (await start());
        running = undefined;
        const name = `disk${index}.qcow2`;
        await call(victim.base, 'PUT', '/images');
        assert.equal(await call(victim.base, 'PUT', `/images/${name}`, qcow2(index)), 'ok');
        const by = { user: ALICE };
        const source = await compute(victim).find({ account: ALICE, container: 'images', object: name }, by);
        const { uuid, available } = await compute(victim).convert(source.uuid, by);
        assert.equal(available, 0);
        const died = once(victim.child, 'exit');
        victim.child.send(`${point}#1=kill`);
        await once(victim.child, 'message');
        victim.child.send('convert');
        const [, signal] = (await died) as [number | null, string | null];
        assert.equal(signal, 'SIGKILL', 'the point was reached');
        await letTimePass();
        running = await start();
        running.child.send('convert');
        await once(running.child, 'message');
        const disk = await compute(running).get(uuid, by);
        assert.deepEqual([disk.available, disk.size], [1, 1024n * 1024n]);
        const { problems, bytes } = await recount(database.url, join(directory, 'blocks'), BLOCK);
        assert.deepEqual(problems, []);
        const total = bytes.get(ALICE) ?? 0n;
        assert.deepEqual(identity.usage(ALICE), { min: total, max: total });
      },
    );
  }
});

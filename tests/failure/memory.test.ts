import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createDatabase } from '#kit/database';
import { until } from '#kit/until';
import { processEnvironment } from '#platform/settings';
import { SimulatedIdentity } from '../object/kit/simulated-identity.ts';
import { ALICE, BOB } from '../object/kit/start-object.ts';

const PROGRAM = new URL('../object/kit/object-process.ts', import.meta.url).pathname;
/** Room for one long list with all that is made of it, and for no second one. */
const HEAP_MIB = 400;
const LIST_BYTES = 40 * 1024 * 1024;

/** A list whose every hash is right and whose size is not: all of it is read and looked at, and then refused. */
function longList(): Buffer {
  const hash = `"${'ab'.repeat(32)}",`;
  const hashes = hash.repeat(Math.floor(LIST_BYTES / hash.length));
  return Buffer.from(`{"bytes":1,"hashes":[${hashes.slice(0, -1)}]}`);
}

/** The most memory that a process ever had. */
function peakMib(pid: number): number {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return Math.round(Number(/VmHWM:\s+(\d+)/.exec(status)?.[1]) / 1024);
}

function send(
  base: string,
  method: string,
  path: string,
  token: string,
  body: Buffer = Buffer.alloc(0),
): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = http.request(
      `${base}${path}`,
      { method, headers: { 'x-auth-token': token, 'content-length': body.length }, agent: false },
      (reply) => {
        reply.resume();
        reply.on('end', () => resolve(reply.statusCode ?? 0));
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

test('T-F14 twelve huge lists of hashes that one tenant sends at once take the memory of few, and another tenant gets his upload through meanwhile', async (t) => {
  const database = await createDatabase('object');
  const directory = mkdtempSync(join(tmpdir(), 'memory-'));
  const identity = new SimulatedIdentity();
  identity.addPerson(ALICE, 'alice-token', 10n ** 12n);
  identity.addPerson(BOB, 'bob-token', 10n ** 12n);
  const listening = await identity.listen();
  const child = spawn(process.execPath, [`--max-old-space-size=${HEAP_MIB}`, PROGRAM], {
    env: {
      ...processEnvironment(),
      OBJECT_DIRECTORY: directory,
      OBJECT_DATABASE_URL: database.url,
      IDENTITY_URL: listening.url,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  t.after(async () => {
    child.kill('SIGKILL');
    await ended;
    listening.close();
    await database.drop();
    rmSync(directory, { recursive: true, force: true });
  });
  const base = String((await once(child.stdout, 'data'))[0]).trim();
  const alice = `/pithos/object-store/v1/${ALICE}`;
  const bob = `/pithos/object-store/v1/${BOB}`;
  assert.equal(await send(base, 'PUT', `${alice}/c`, 'alice-token'), 201);
  assert.equal(await send(base, 'PUT', `${bob}/c`, 'bob-token'), 201);

  const list = longList();
  const before = peakMib(child.pid!);
  const flood = Promise.all(
    Array.from({ length: 12 }, (_, number) =>
      send(base, 'PUT', `${alice}/c/huge-${number}?hashmap`, 'alice-token', list),
    ),
  );
  // He may be told to come back, and then he does.
  const small = (): Promise<number> => send(base, 'PUT', `${bob}/c/0`, 'bob-token', Buffer.from('small'));
  await until(async () => (await small()) === 201, 60_000);
  const statuses = (await flood).sort();
  assert.ok(statuses.filter((status) => status === 400).length >= 8, statuses.join(' '));
  assert.ok(
    statuses.every((status) => status === 400 || status === 503),
    statuses.join(' '),
  );
  assert.equal(child.exitCode, null, 'the process lives');
  const grown = peakMib(child.pid!) - before;
  t.diagnostic(`its memory grew by ${grown} MiB at most`);
  // Measured: 369 MiB as they take turns, 836 MiB when they do not.
  assert.ok(grown < 600, `its memory grew by ${grown} MiB`);
  assert.equal(await send(base, 'HEAD', `${bob}/c/0`, 'bob-token'), 200);
});

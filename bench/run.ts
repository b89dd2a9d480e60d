// `npm run bench`: starts a cloud of its own as `npm start` does and prints what it does per second. Figures are for
// comparing two commits on one quiet machine; the load is made on the same cores. `npm run bench -- tokens objects` does
// only these parts: memory, tokens, objects, large, blocks, changes, latency, quota, list, compute, folders, commands, console, boot; and, only when
// named, swift: the same uploads, copies and deletes on OpenStack Swift, side by side.
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { measureBlockReads } from './block-reads.ts';
import { CloudProcess } from './cloud-process.ts';
import { secondsOfCommand } from './commands.ts';
import { measureCompute } from './compute/compute.ts';
import { measureColdOverview } from './console.ts';
import { measureFolderPage } from './folder-page.ts';
import { measureFolders } from './folders.ts';
import { drive, freshBodies, transfer } from './load.ts';
import { memoryOfTree } from './memory.ts';
import { LARGE_BYTES, measureChanges, measureLargeUploads, type ObjectStore, rate } from './object-load.ts';
import { measureQuota } from './quota/quota.ts';
import { secondsToPrompt, withManyServers } from './servers.ts';
import { startSwift } from './swift-peer.ts';
import { latencyUnderUploads, processorSeconds } from './uploads.ts';

type Row = [what: string, measured: string, aim: string];
const rows: Row[] = [];

/** Keeps a row, and shows it at once: the whole takes some minutes. */
function note(what: string, measured: string, aim = ''): void {
  rows.push([what, measured, aim]);
  console.error(`${what}: ${measured}`);
}

/** By then what the start needed has been given back, and idle database connections are closed. */
const IDLE_MS = 15_000;
/** Files in one folder. */
const FOLDER_SIZES = [3_000, 100_000];

const directory = mkdtempSync(join(tmpdir(), 'synnefo-bench-'));
const cloud = await CloudProcess.on(directory);
try {
  note('time to ready, first start', `${(await cloud.start()).toFixed(1)} s`);
  await cloud.stop();
  note('time to ready, second start', `${(await cloud.start()).toFixed(1)} s`, 'under 5 s');
  await cloud.settled();
  if (isWanted('memory')) await measureMemory();
  if (isWanted('tokens')) await measureTokens();
  if (isWanted('objects')) await measureSmallObjects();
  if (isWanted('large')) await measureLargeObject();
  if (isWanted('blocks')) await measureBlocks();
  if (isWanted('changes')) await measureChanges(objectStore(), note);
  if (isWanted('latency')) await measureLatency();
  if (isWanted('quota')) await measureQuota(cloud, note);
  if (isWanted('list')) await measureServerList();
  if (isWanted('compute')) await measureCompute(cloud, note);
  if (isWanted('folders')) await measureFolderWindows();
  if (isWanted('commands')) measureCommands();
  if (isWanted('console')) await measureConsole();
  if (isWanted('boot')) await measureBoot();
  if (process.argv.includes('swift')) await measureSwift();
} finally {
  await cloud.stop();
  rmSync(directory, { recursive: true, force: true });
}
printTable();

function isWanted(part: string): boolean {
  const parts = process.argv.slice(2);
  return parts.length === 0 || parts.includes(part);
}

function measureCommands(): void {
  const { best, processor } = secondsOfCommand(directory);
  note(
    'snf-manage user-list, best of six',
    `${best.toFixed(2)} s, ${processor.toFixed(2)} s of processor`,
    'under 0.7 s',
  );
}

async function measureConsole(): Promise<void> {
  const account = cloud.account();
  await noteColdOverview('new');
  await withManyServers(cloud, account, 8, async () => {
    const container = `${cloud.url}/pithos/object-store/v1/${account.uuid}/papers`;
    const headers = { 'x-auth-token': account.token };
    await fetch(container, { method: 'PUT', headers });
    await fetch(`${container}/draft.txt`, { method: 'PUT', headers, body: 'x'.repeat(4096) });
    await noteColdOverview('used');
  });
}

async function noteColdOverview(of: 'new' | 'used'): Promise<void> {
  const cold = await measureColdOverview(cloud, of);
  const measured =
    cold === undefined
      ? 'no browser here'
      : `${(cold.readyMs / 1000).toFixed(2)} s, ${cold.requests} requests, ${(cold.bytes / 1000).toFixed(0)} kB`;
  const whose = of === 'new' ? 'of a new account' : 'with 8 machines';
  note(
    `console: cold Overview ${whose} ready (80 ms, 9 Mbit/s, processor 4 times slower)`,
    measured,
    'under 1.5 s',
  );
}

async function measureBoot(): Promise<void> {
  const seconds = await secondsToPrompt(cloud, cloud.account());
  note('server create to login prompt', seconds === undefined ? 'no image here' : `${seconds.toFixed(1)} s`);
}

async function measureMemory(): Promise<void> {
  await sleep(IDLE_MS);
  const processes = memoryOfTree(cloud.pid);
  const total = processes.reduce((sum, { shareMiB }) => sum + shareMiB, 0);
  note('memory when idle, all processes', `${total.toFixed(0)} MiB`, 'under 600 MiB');
  const kinds = Map.groupBy(processes, ({ name }) =>
    name.replace(/^postgres: (\w+) \1 .*/, 'postgres: sessions of $1'),
  );
  for (const [kind, members] of kinds) {
    const sum = members.reduce((whole, { shareMiB }) => whole + shareMiB, 0);
    const largest = Math.max(...members.map(({ residentMiB }) => residentMiB));
    const resident = members.length === 1 ? `resident ${largest.toFixed(0)}` : `${members.length} processes`;
    note(`  ${kind}`, `${sum.toFixed(0)} MiB (${resident})`);
  }
}

async function measureTokens(): Promise<void> {
  const { token } = cloud.account();
  const body = JSON.stringify({ auth: { token: { id: token } } });
  const headers = { 'content-type': 'application/json' };
  const path = (): string => '/astakos/identity/v2.0/tokens';
  for (const connections of [16, 64]) {
    const before = processorSeconds(cloud.pid);
    const result = await drive(cloud, { connections, method: 'POST', path, headers, body: () => body });
    const processorMs = ((processorSeconds(cloud.pid) - before) * 1000) / result.total;
    note(
      `token validation, ${connections} at once`,
      `${rate(result)}, ${processorMs.toFixed(2)} ms of CPU each`,
      'over 2,000/s, 0.15 ms',
    );
  }
}

async function measureSmallObjects(): Promise<void> {
  const { uuid, token } = cloud.account();
  const container = `/pithos/object-store/v1/${uuid}/bench`;
  const headers = { 'x-auth-token': token };
  await fetch(cloud.url + container, { method: 'PUT', headers });
  for (const connections of [1, 16, 64]) {
    let count = 0;
    const name = (): string => `${container}/small-${connections}-${(count += 1)}`;
    const typed = { ...headers, 'content-type': 'application/octet-stream' };
    const put = await drive(cloud, {
      connections,
      method: 'PUT',
      path: name,
      headers: typed,
      body: freshBodies(4096),
    });
    note(`PUT of 4 KiB, ${connections} at once`, rate(put), connections === 1 ? '' : 'over 1,000/s, durable');
    const stored = Math.max(1, Math.floor(count / 2));
    let next = 0;
    const known = (): string => `${container}/small-${connections}-${1 + ((next += 1) % stored)}`;
    const before = processorSeconds(cloud.pid);
    const get = await drive(cloud, { connections, method: 'GET', path: known, headers });
    const processorMs = ((processorSeconds(cloud.pid) - before) * 1000) / get.total;
    note(`GET of 4 KiB, ${connections} at once`, `${rate(get)}, ${processorMs.toFixed(2)} ms of CPU each`);
  }
}

async function measureLargeObject(): Promise<void> {
  const account = cloud.account();
  const container = `/pithos/object-store/v1/${account.uuid}/bench`;
  await fetch(cloud.url + container, { method: 'PUT', headers: { 'x-auth-token': account.token } });
  const path = `${container}/large`;
  const speeds = { up: 0, down: 0, downMs: Infinity };
  for (let round = 0; round < 3; round += 1) {
    const up = await transfer(cloud, account, `${path}-${round}`, randomBytes(LARGE_BYTES));
    const before = processorSeconds(cloud.pid);
    const down = await transfer(cloud, account, `${path}-${round}`);
    speeds.downMs = Math.min(speeds.downMs, (processorSeconds(cloud.pid) - before) * 1000);
    speeds.up = Math.max(speeds.up, up);
    speeds.down = Math.max(speeds.down, down);
  }
  note('PUT of 64 MiB, best of three', `${speeds.up.toFixed(0)} MiB/s`);
  note(
    'GET of 64 MiB, best of three',
    `${speeds.down.toFixed(0)} MiB/s, ${speeds.downMs.toFixed(0)} ms of CPU`,
  );
  await measureLargeUploads(objectStore(), note);
}

/** What it costs to verify every byte that is read. */
async function measureBlocks(): Promise<void> {
  for (const { what, wallMs, processorMs } of await measureBlockReads())
    note(`read: ${what}`, `${wallMs.toFixed(3)} ms, ${processorMs.toFixed(3)} ms of CPU`);
}

/** The object storage of this cloud, as its administrator uses it. */
function objectStore(): ObjectStore {
  const { uuid, token } = cloud.account();
  const { url, pid } = cloud;
  return { name: 'here', url, pid, token, root: `/pithos/object-store/v1/${uuid}`, stop: () => cloud.stop() };
}

/** The same load on this cloud and on OpenStack Swift, in turn, twice. Swift has to be installed. */
async function measureSwift(): Promise<void> {
  const peerDirectory = mkdtempSync(join(tmpdir(), 'swift-bench-'));
  const swift = await startSwift(peerDirectory);
  try {
    for (let round = 0; swift !== undefined && round < 2; round += 1) {
      for (const store of [swift, objectStore()]) {
        const noteOf = (what: string, measured: string): void => note(`${store.name}: ${what}`, measured);
        await measureLargeUploads(store, noteOf);
        await measureChanges(store, noteOf);
      }
    }
  } finally {
    await swift?.stop();
    rmSync(peerDirectory, { recursive: true, force: true });
  }
}

/** What others wait while eight clients upload. */
async function measureLatency(): Promise<void> {
  const account = cloud.account();
  const container = `/pithos/object-store/v1/${account.uuid}/latency`;
  await fetch(cloud.url + container, { method: 'PUT', headers: { 'x-auth-token': account.token } });
  const validation = {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ auth: { token: { id: account.token } } }),
  };
  const load = { clients: 8, sizeBytes: LARGE_BYTES, path: `${container}/large`, seconds: 15 };
  const latencies = await latencyUnderUploads(cloud, account, load, {
    '/healthz': () => fetch(`${cloud.url}/healthz`),
    'token validation': () => fetch(`${cloud.url}/astakos/identity/v2.0/tokens`, validation),
  });
  for (const [what, { medianMs, p99Ms, largestMs }] of Object.entries(latencies)) {
    const measured = `median ${medianMs.toFixed(0)} ms, p99 ${p99Ms.toFixed(0)} ms, at most ${largestMs.toFixed(0)} ms`;
    note(`${what} under 8 uploads of 64 MiB`, measured, 'under 50 ms');
  }
}

async function measureFolderWindows(): Promise<void> {
  const ms = (value: number): string => `${value.toFixed(0)} ms`;
  for (const { files, ...times } of await measureFolders(cloud, cloud.account(), FOLDER_SIZES))
    note(
      `window of a folder of ${files.toLocaleString('en')} files`,
      `first ${ms(times.firstMs)}, last ${ms(times.deepMs)}, by size ${ms(times.bySizeMs)}, filtered ${ms(times.filteredMs)}`,
      'under 1,000 ms each',
    );
  for (const files of FOLDER_SIZES) {
    const seen = await measureFolderPage(cloud, cloud.account(), { files });
    const mb = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
    note(
      `page of a folder of ${files.toLocaleString('en')} files in a browser`,
      `first rows ${ms(seen.firstRowsMs)}, sorted ${ms(seen.sortedMs)}, filtered ${ms(seen.filteredMs)}; ` +
        `heap ${mb(seen.heapBefore)}, after scrolling to the end ${mb(seen.heapAfter)}; ${seen.rowsDrawn} rows drawn`,
      'first rows in 1,000 ms, heap flat',
    );
  }
}

async function measureServerList(): Promise<void> {
  const account = cloud.account();
  const headers = { 'x-auth-token': account.token };
  await withManyServers(cloud, account, 1_000, async () => {
    for (const path of ['/cyclades/compute/v2.0/servers', '/cyclades/compute/v2.0/servers/detail']) {
      const result = await drive(cloud, { connections: 4, method: 'GET', path: () => path, headers });
      note(`${path.split('/').slice(4).join('/')} of 1,000, 4 at once`, rate(result));
    }
  });
}

function printTable(): void {
  console.log(`\n${cpus().length} cores, ${cpus()[0]?.model.trim()}, Node ${process.version}\n`);
  const width = (column: 0 | 1 | 2): number => Math.max(...rows.map((row) => row[column].length));
  const line = (cells: Row): string =>
    `| ${cells[0].padEnd(width(0))} | ${cells[1].padEnd(width(1))} | ${cells[2].padEnd(width(2))} |`;
  console.log(line(['what', 'measured', 'aim']));
  console.log(`|${'-'.repeat(width(0) + 2)}|${'-'.repeat(width(1) + 2)}|${'-'.repeat(width(2) + 2)}|`);
  for (const row of rows) console.log(line(row));
}

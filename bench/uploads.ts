import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { treeOf } from './memory.ts';
import type { UploadOrder } from './upload-worker.ts';

/** Ticks of a second in `/proc/PID/stat`, on every Linux that Node.js runs on. */
const TICKS = 100;

/** Processor seconds that a process and all its descendants have used. */
export function processorSeconds(root: number): number {
  return treeOf(root).reduce((sum, pid) => sum + secondsOf(pid), 0);
}

function secondsOf(pid: number): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return (Number(fields[11]) + Number(fields[12])) / TICKS;
  } catch {
    return 0; // it ended meanwhile
  }
}

/** What is measured: its address, and the process that is the ancestor of all of its own. */
interface Served {
  url: string;
  pid: number;
}

export interface UploadSpeed {
  megabytesPerSecond: number;
  /** Processor milliseconds of the cloud, database included, for one upload. */
  processorMs: number;
}

/** Several clients send objects of one size, each `count` of them. Megabytes are of 10^6 bytes. */
export async function uploadTogether(
  cloud: Served,
  account: { token: string },
  load: { clients: number; count: number; sizeBytes: number; path: string },
): Promise<UploadSpeed> {
  const workers = await startUploads(cloud, account, { ...load, count: 1 });
  await Promise.all(workers.map((worker) => once(worker, 'exit')));
  const before = processorSeconds(cloud.pid);
  const began = performance.now();
  const again = await startUploads(cloud, account, { ...load, path: `${load.path}-measured` });
  await Promise.all(again.map((worker) => once(worker, 'exit')));
  const seconds = (performance.now() - began) / 1000;
  const uploads = load.clients * load.count;
  return {
    megabytesPerSecond: (uploads * load.sizeBytes) / 1e6 / seconds,
    processorMs: ((processorSeconds(cloud.pid) - before) * 1000) / uploads,
  };
}

async function startUploads(
  cloud: Served,
  { token }: { token: string },
  load: { clients: number; count: number; sizeBytes: number; path: string },
): Promise<Worker[]> {
  const { count, sizeBytes } = load;
  const workers = Array.from({ length: load.clients }, (_, client) => {
    const order: UploadOrder = { url: cloud.url, path: `${load.path}-${client}`, token, sizeBytes, count };
    return new Worker(new URL('./upload-worker.ts', import.meta.url), { workerData: order });
  });
  await Promise.all(workers.map((worker) => once(worker, 'online')));
  return workers;
}

export interface Latency {
  medianMs: number;
  p99Ms: number;
  largestMs: number;
}

/** How long each of the requests takes, sent in turn every 25 ms while clients upload without pause. */
export async function latencyUnderUploads(
  cloud: Served,
  account: { token: string },
  load: { clients: number; sizeBytes: number; path: string; seconds: number },
  requests: Record<string, () => Promise<Response>>,
): Promise<Record<string, Latency>> {
  const workers = await startUploads(cloud, account, { ...load, count: 0 });
  await Promise.all(workers.map((worker) => once(worker, 'message')));
  const times: Record<string, number[]> = Object.fromEntries(Object.keys(requests).map((name) => [name, []]));
  const end = performance.now() + load.seconds * 1000;
  while (performance.now() < end) {
    for (const [name, send] of Object.entries(requests)) {
      const began = performance.now();
      const reply = await send();
      await reply.arrayBuffer();
      if (!reply.ok) throw new Error(`${name}: ${reply.status}`);
      times[name]?.push(performance.now() - began);
    }
    await sleep(25);
  }
  await Promise.all(workers.map((worker) => worker.terminate()));
  return Object.fromEntries(Object.entries(times).map(([name, all]) => [name, latencyOf(all)]));
}

function latencyOf(times: readonly number[]): Latency {
  const sorted = times.toSorted((a, b) => a - b);
  const at = (part: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
  return { medianMs: at(0.5), p99Ms: at(0.99), largestMs: at(1) };
}

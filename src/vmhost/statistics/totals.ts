import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { ProcessIdentity } from '#platform/launcher';
import { argumentsOf } from '../qemu/process.ts';

/** Of the kernel's interface: the unit of times in `stat`, the same on every x86. */
const TICKS_A_SECOND = 100;
const PAGE_BYTES = 4096;

/** What the kernel counts for a process: processor seconds since it began, and bytes of memory that it has now. */
export interface ProcessTotals {
  cpuSeconds: number;
  memoryBytes: number;
}

/** Undefined when this very process is gone. */
export async function processTotals(identity: ProcessIdentity): Promise<ProcessTotals | undefined> {
  const [stat, statm] = await Promise.all([readOf(identity, 'stat'), readOf(identity, 'statm')]);
  if (stat === undefined || statm === undefined) return undefined;
  // The name of the program stands in brackets and may hold anything.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  if (fields[19] !== identity.startTicks) return undefined;
  const cpuSeconds = (Number(fields[11]) + Number(fields[12])) / TICKS_A_SECOND;
  const memoryBytes = Number(statm.split(' ')[1]) * PAGE_BYTES;
  return Number.isFinite(cpuSeconds) && Number.isFinite(memoryBytes)
    ? { cpuSeconds, memoryBytes }
    : undefined;
}

/** Bytes in either direction since the machine began, as it sees them. */
export interface FlowTotals {
  in: number;
  out: number;
}

/** Flows that are known, together; undefined when none is. */
export function sumOfFlows(flows: readonly (FlowTotals | undefined)[]): FlowTotals | undefined {
  const known = flows.filter((flow) => flow !== undefined);
  if (known.length === 0) return undefined;
  return known.reduce((sum, flow) => ({ in: sum.in + flow.in, out: sum.out + flow.out }));
}

/** The way out of a machine's sandbox (qemu/sandbox.sh). */
const WAY_OUT = 'tap0';

/**
 * What went through the one way out of its sandbox, all its NICs of user-mode networking together. A machine without a sandbox has QEMU's own network, closed,
 * in the host's namespace: nothing of that is counted anywhere, and the host's own traffic is not the machine's.
 */
export async function networkTotals(identity: ProcessIdentity): Promise<FlowTotals | undefined> {
  const words = await argumentsOf(identity);
  if (!words.some((word) => word.includes('"type":"user"') && word.includes('"restrict":false')))
    return undefined;
  const line = (await readOf(identity, 'net/dev'))
    ?.split('\n')
    .find((text) => text.trim().startsWith(`${WAY_OUT}:`));
  const numbers = line
    ?.slice(line.indexOf(':') + 1)
    .trim()
    .split(/\s+/)
    .map(Number);
  const [received, sent] = [numbers?.[0], numbers?.[8]];
  return Number.isSafeInteger(received) && Number.isSafeInteger(sent)
    ? { in: received!, out: sent! }
    : undefined;
}

const bytes = z.number().int().nonnegative();
const BlockStatistics = z.array(z.object({ stats: z.object({ rd_bytes: bytes, wr_bytes: bytes }) })).max(64);

/** The answer to `query-blockstats`, all disks together; undefined for what is no such answer (V11). */
export function diskTotals(answer: unknown): FlowTotals | undefined {
  const parsed = BlockStatistics.safeParse(answer);
  if (!parsed.success) return undefined;
  const total = { in: 0, out: 0 };
  for (const { stats } of parsed.data) {
    total.in += stats.rd_bytes;
    total.out += stats.wr_bytes;
  }
  return total;
}

async function readOf({ pid }: ProcessIdentity, file: string): Promise<string | undefined> {
  try {
    return await readFile(`/proc/${pid}/${file}`, 'latin1');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ESRCH' || code === 'EACCES' || code === 'EPERM') return undefined;
    throw error;
  }
}

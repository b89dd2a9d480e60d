import { copyFile, mkdir, mkdtemp, open, readdir, readlink, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { ContentWriter } from '#blockstore/content-writer';
import { openBlockStore } from '#blockstore/open-block-store';
import type { InstanceConfig } from '#contract/instance-config';
import type { BusMessage } from '#platform/bus';
import { systemClock } from '#platform/clock';
import { injectTransport } from '#platform/http/transport';
import { Keeper } from '#vmhost/network/keeper';
import { findMachineProcesses, type MachineProcess, parentOf } from '#vmhost/qemu/process';
import { probeHypervisor } from '#vmhost/qemu/acceleration';
import { QEMU } from '#vmhost/qemu/machine';
import { vmhostRole } from '#vmhost/service';
import { until } from '../../kit/until.ts';
import { testLauncher, vmhostContext } from './context.ts';
import { type Rapi, rapiClient } from './rapi.ts';

/** What runs in a directory and must end before it is removed, the newest first. */
const running = new Map<string, (() => Promise<void>)[]>();

/** Has something ended after the test, before its directory goes. */
export function endAfterTest(directory: string, end: () => Promise<void>): void {
  running.get(directory)?.unshift(end);
}

/** What this host can do, found out once for all tests. */
const KNOWN_VERDICTS = join(tmpdir(), 'snf-test-hypervisor');

/** A data directory of its own, in which the verdicts about this host stand already, removed after the test together with everything that runs from it. */
export async function testDirectory(t: TestContext): Promise<string> {
  const directory = await mkdtemp(join(tmpdir(), 'snf-vm-'));
  await mkdir(join(directory, 'vmhost'), { mode: 0o700 });
  for (const name of await readdir(KNOWN_VERDICTS).catch(() => []))
    await copyFile(join(KNOWN_VERDICTS, name), join(directory, 'vmhost', name));
  running.set(directory, []);
  t.after(async () => {
    for (const end of running.get(directory) ?? []) await end();
    running.delete(directory);
    for (const { identity } of await machinesOf(directory)) process.kill(identity.pid, 'SIGKILL');
    await Keeper.end(join(directory, 'vmhost', 'network'));
    await until(async () => (await processesOf(directory)).length === 0);
    await rm(directory, { recursive: true, force: true });
  });
  return directory;
}

/** QEMU processes that were started in the data directory, by themselves or in a sandbox. */
export async function machinesOf(directory: string): Promise<MachineProcess[]> {
  const pids = await processesOf(directory);
  const found = [];
  for (const machine of await findMachineProcesses()) {
    const parent = await parentOf(machine.identity);
    if (pids.includes(machine.identity.pid) || pids.includes(parent?.pid ?? 0)) found.push(machine);
  }
  return found;
}

/** Every process whose working directory is below the data directory: QEMU, or what stands around it. */
export async function processesOf(directory: string): Promise<number[]> {
  const found = [];
  for (const name of await readdir('/proc')) {
    const path = await readlink(`/proc/${name}/cwd`).catch(() => '');
    if (/^\d+$/.test(name) && path.startsWith(directory)) found.push(Number(name));
  }
  return found;
}

/** Why machines cannot be booted here, for `skip`; false when they can. */
export async function cannotBoot(): Promise<string | false> {
  await mkdir(KNOWN_VERDICTS, { recursive: true });
  const { acceleration, reason } = await probeHypervisor({
    folder: KNOWN_VERDICTS,
    program: QEMU,
    wish: 'auto',
  });
  return acceleration === null ? `*** NOT RUN: ${reason}` : false;
}

/** Puts a file into the block store of a data directory; gives the name that create calls know it by. */
export async function storeImage(dataDirectory: string, path: string): Promise<string> {
  const store = await openBlockStore({ directory: join(dataDirectory, 'blocks') });
  const file = await open(path, 'r');
  const writer = new ContentWriter(store);
  for await (const bytes of file.createReadStream({ highWaterMark: 1024 * 1024 }))
    await writer.write(bytes as Buffer);
  const { map } = await writer.finish();
  return `pithosmap://${map.hash}/${map.sizeBytes}`;
}

export interface Host {
  rapi: Rapi;
  events: BusMessage[];
  configs: Map<string, InstanceConfig>;
  directory: string;
  stop(): Promise<void>;
}

/** The role at work in this process. */
export async function startHost(
  directory: string,
  settings: Record<string, unknown> = {},
  runDirectory = directory,
  clock = systemClock,
): Promise<Host> {
  const events: BusMessage[] = [];
  const configs = new Map<string, InstanceConfig>();
  const launcher = await testLauncher(directory);
  const context = vmhostContext({
    ...launcher,
    dataDirectory: directory,
    runDirectory,
    configs,
    settings,
    clock,
    publish: async (message) => void events.push(message),
  });
  const role = await vmhostRole.start(context);
  await role.ready();
  let stopping: Promise<void> | undefined;
  const stop = (): Promise<void> => (stopping ??= role.stop().then(() => launcher.launcher?.close()));
  endAfterTest(runDirectory, stop);
  return { rapi: rapiClient(injectTransport(role.app!)), events, configs, directory, stop };
}

/** A create call as compute makes it. */
export function createBody(
  name: string,
  image: string | null,
  changes: Record<string, unknown> = {},
): Record<string, unknown> {
  return {
    __version__: 1,
    mode: 'create',
    name,
    os: 'snf-image+default',
    disk_template: 'file',
    disks: [{ name: 'snf-vol-1', size: 96 }],
    nics: [{ name: 'snf-nic-1', ip: null, mode: 'routed', link: 'user' }],
    osparams: { img_id: image ?? 'null', img_format: 'diskdump' },
    beparams: { vcpus: 1, memory: 128, auto_balance: true },
    hvparams: { serial_console: false },
    ip_check: false,
    name_check: false,
    wait_for_sync: false,
    tags: [],
    ...changes,
  };
}

/** Every file and folder below a directory, to compare before and after. */
export async function listing(directory: string): Promise<string[]> {
  return (await readdir(directory, { recursive: true })).sort();
}

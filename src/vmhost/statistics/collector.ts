import { mkdir, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { InstanceStatistics } from '#contract/statistics';
import type { StatisticsPeriod } from '#contract/statistics-words';
import type { Vmhost } from '../domain/vmhost.ts';
import { seconds } from '../domain/vmhost.ts';
import { isOnNetwork, tapOf } from '../domain/network-plans.ts';
import type { Machine } from '../qemu/machine.ts';
import { settledWithin } from '../qemu/waiting.ts';
import type { InstanceRecord } from '../store/records.ts';
import { addSample, readStatistics, type Sample } from './rounds.ts';
import { diskTotals, type FlowTotals, networkTotals, processTotals, sumOfFlows } from './totals.ts';

const EVERY_MS = 20_000;
/** Machines that are measured at a time. */
const AT_ONCE = 16;
/** How long a monitor is waited for; when it is silent, its disks are not measured. */
const PATIENCE_MS = 2_000;

/** What was counted when a machine was last looked at. */
interface Reading {
  machine: Machine;
  at: number;
  cpuSeconds: number;
  disk: FlowTotals | undefined;
  network: FlowTotals | undefined;
}

function fileOf(vmhost: Vmhost, uuid: string): string {
  return join(vmhost.statisticsFolder, `${uuid}.rounds`);
}

/** What was measured of a machine in a period up to now. */
export function statisticsOf(
  vmhost: Vmhost,
  { uuid }: InstanceRecord,
  period: StatisticsPeriod,
): Promise<InstanceStatistics> {
  return readStatistics(fileOf(vmhost, uuid), period, seconds(vmhost.clock));
}

/**
 * Measures all machines that run, again and again, in one loop. Differences are taken over monotonic time, so that a clock that is set
 * spoils no rate; what a machine counted before it, or this manager, was started anew is not known and not guessed.
 */
export class StatisticsCollector {
  readonly #vmhost: Vmhost;
  readonly #stop = new AbortController();
  readonly #last = new Map<string, Reading>();
  /** Machines whose monitor has not answered yet. */
  readonly #silent = new Set<Machine>();
  #isFailing = false;
  #loop: Promise<void> | undefined;

  constructor(vmhost: Vmhost) {
    this.#vmhost = vmhost;
  }

  start(): void {
    this.#loop = this.#run();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#loop;
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      try {
        await this.measure();
        this.#isFailing = false;
      } catch (error) {
        // A full disk lasts: it is told once.
        if (!this.#isFailing) this.#vmhost.log.error({ err: error }, 'statistics of machines cannot be kept');
        this.#isFailing = true;
      }
      await this.#vmhost.clock.sleep(EVERY_MS, signal);
    }
  }

  /** Looks at all machines once, and removes what is kept of those that are gone. */
  async measure(): Promise<void> {
    const { instances, machines, statisticsFolder } = this.#vmhost;
    await mkdir(statisticsFolder, { recursive: true, mode: 0o700 });
    await this.#forgetRemoved();
    const running = [...instances.values()].flatMap((instance) => {
      const machine = machines.get(instance.uuid);
      return machine === undefined ? [] : [{ instance, machine }];
    });
    for (let from = 0; from < running.length && !this.#stop.signal.aborted; from += AT_ONCE) {
      const some = running.slice(from, from + AT_ONCE);
      const looks = some.map(({ instance, machine }) => this.#measure(instance, machine));
      for (const look of await Promise.allSettled(looks)) if (look.status === 'rejected') throw look.reason;
    }
  }

  async #measure(instance: InstanceRecord, machine: Machine): Promise<void> {
    const { identity } = machine;
    const [totals, network, disk] = await Promise.all([
      processTotals(identity),
      networkTotals(identity),
      this.#disks(machine),
    ]);
    if (totals === undefined) return;
    const { clock, fabric } = this.#vmhost;
    const taps = instance.nics.filter(isOnNetwork).map((nic) => fabric.flowsOf(tapOf(nic)));
    const now: Reading = {
      machine,
      at: clock.monotonic(),
      cpuSeconds: totals.cpuSeconds,
      disk,
      network: sumOfFlows([network, ...taps]),
    };
    const last = this.#last.get(instance.uuid);
    this.#last.set(instance.uuid, now);
    if (last?.machine !== machine || now.at <= last.at) return;
    const sample = sampleOf(last, now, totals.memoryBytes, instance.beparams.vcpus);
    await addSample(fileOf(this.#vmhost, instance.uuid), seconds(clock), sample);
  }

  /** A machine that is silent is not asked again before it has answered: questions would pile up. */
  async #disks(machine: Machine): Promise<FlowTotals | undefined> {
    if (this.#silent.has(machine)) return undefined;
    this.#silent.add(machine);
    let found: FlowTotals | undefined;
    const asked = machine
      .ask('query-blockstats', {}, Infinity)
      .then(
        (answer) => (found = diskTotals(answer)),
        () => undefined,
      )
      .finally(() => this.#silent.delete(machine));
    await settledWithin(asked, PATIENCE_MS, this.#stop.signal).catch(() => undefined);
    return found;
  }

  async #forgetRemoved(): Promise<void> {
    const present = new Set([...this.#vmhost.instances.values()].map(({ uuid }) => uuid));
    for (const uuid of this.#last.keys()) if (!present.has(uuid)) this.#last.delete(uuid);
    for (const name of await readdir(this.#vmhost.statisticsFolder)) {
      const uuid = /^([0-9a-f-]{36})\.rounds$/.exec(name)?.[1];
      if (uuid !== undefined && !present.has(uuid)) await rm(fileOf(this.#vmhost, uuid), { force: true });
    }
  }
}

function sampleOf(last: Reading, now: Reading, memory: number, vcpus: number): Sample {
  const passed = (now.at - last.at) / 1000;
  // What QEMU does beside the machine's processors may bring it above all of them.
  const cpu = Math.min(1, Math.max(0, now.cpuSeconds - last.cpuSeconds) / (passed * Math.max(1, vcpus)));
  const disk = rates(last.disk, now.disk, passed);
  const network = rates(last.network, now.network, passed);
  return {
    seconds: passed,
    values: {
      cpu: { cpu },
      memory: { memory },
      ...(disk === undefined ? {} : { disk: { disk_read: disk.in, disk_written: disk.out } }),
      ...(network === undefined
        ? {}
        : { network: { network_received: network.in, network_sent: network.out } }),
    },
  };
}

/** Undefined where either end is not known, or the count was begun anew between. */
function rates(
  last: FlowTotals | undefined,
  now: FlowTotals | undefined,
  passed: number,
): FlowTotals | undefined {
  if (last === undefined || now === undefined || now.in < last.in || now.out < last.out) return undefined;
  return { in: (now.in - last.in) / passed, out: (now.out - last.out) / passed };
}

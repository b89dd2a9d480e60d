import { open } from 'node:fs/promises';
import { constants } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { CONFIG_DRIVE_LABEL, identityDriveFiles } from '../config-drive/documents.ts';
import { writeIso } from '../config-drive/iso9660.ts';
import { type News, tellHealth } from '../domain/health.ts';
import { adoptMachine } from '../domain/power.ts';
import { saveInstance, updateInstance } from '../domain/save-instance.ts';
import { CONFIG_DRIVE_FILE, instanceTarget, machineFolder, seconds, type Vmhost } from '../domain/vmhost.ts';
import { readSerialLog, shortenSerialLog } from '../disk/serial-log.ts';
import type { Machine } from '../qemu/machine.ts';
import type { InstanceRecord } from '../store/records.ts';
import { type NetworkChange, NetworkWatch } from './network-watch.ts';

const networkNews: Record<NetworkChange, News> = {
  lost: {
    level: 'WARNING',
    message: 'The machine has lost its network. Shut it down and start it to get it back.',
  },
  back: { level: 'INFO', message: 'The machine has its network again.' },
};

const ROUND_MS = 2_000;
/** A machine that was stopped because of its disk is let go on, to stop again or not. */
const GO_ON_EVERY_MS = 30_000;
/** Pauses before a machine that died is started again; the last one from then on. */
const RESTART_PAUSES_SECONDS = [0, 10, 30, 60, 300];
/** A machine that has run this long is healthy again. */
const HEALTHY_MS = 600_000;

/**
 * Keeps what is equal to what should be: machines of an earlier manager are taken over, those that should run and do not
 * are started by an ordinary job, secrets leave the drives after the first boot, serial logs stay short.
 */
export class Supervisor {
  readonly #vmhost: Vmhost;
  readonly #stop = new AbortController();
  readonly #restarts = new Map<string, { count: number; after: number }>();
  readonly #prompts = new Map<string, number>();
  readonly #letGo = new Map<string, number>();
  readonly #networks = new Map<string, NetworkWatch>();
  #loop: Promise<void> | undefined;

  constructor(vmhost: Vmhost) {
    this.#vmhost = vmhost;
  }

  /** Takes over every machine that runs. To be called before any job runs. */
  async adoptAll(): Promise<void> {
    for (const instance of this.#vmhost.instances.values()) {
      // Also where no process is recorded: the last manager may have died between the start and the record.
      if (!(await adoptMachine(this.#vmhost, instance)) && instance.process !== null) {
        instance.process = null;
        await saveInstance(this.#vmhost, instance);
      }
      for (const event of instance.news ?? []) this.#vmhost.sendNews(instance, event);
    }
  }

  start(): void {
    this.#loop = this.#run();
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#loop;
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      for (const instance of this.#vmhost.instances.values()) {
        try {
          await this.#look(instance);
        } catch (error) {
          this.#vmhost.log.error(
            { err: error, instance: instance.name },
            'a machine could not be looked after',
          );
        }
      }
      this.#forgetDeleted();
      await sleep(ROUND_MS, undefined, { signal: this.#stop.signal }).catch(() => undefined);
    }
  }

  #forgetDeleted(): void {
    const present = new Set([...this.#vmhost.instances.values()].map(({ uuid }) => uuid));
    for (const memory of [this.#restarts, this.#prompts, this.#letGo, this.#networks]) {
      for (const uuid of memory.keys()) if (!present.has(uuid)) memory.delete(uuid);
    }
  }

  async #look(instance: InstanceRecord): Promise<void> {
    if (this.#vmhost.queue.isBusy(instanceTarget(instance.name))) return;
    const machine = this.#vmhost.machines.get(instance.uuid);
    if (machine === undefined) {
      this.#networks.delete(instance.uuid);
      return this.#settle(instance);
    }
    machine.health.ask(Math.ceil((this.#vmhost.settings.VMHOST_SILENCE_SECONDS * 1000) / ROUND_MS));
    if (machine.health.trouble === 'io-error') await this.#letGoOn(instance.uuid, machine);
    if (
      this.#vmhost.clock.monotonic() >
      (this.#restarts.get(instance.uuid)?.after ?? Infinity) + HEALTHY_MS
    ) {
      this.#restarts.delete(instance.uuid);
    }
    await this.#lookForNetwork(instance, machine);
    await this.#dropSecrets(instance);
    await shortenSerialLog(machineFolder(this.#vmhost, instance));
  }

  /** Without it a machine runs on; its owner has to know, since where it does not come back only a start makes it anew. */
  async #lookForNetwork(instance: InstanceRecord, machine: Machine): Promise<void> {
    const watch = this.#networks.get(instance.uuid) ?? new NetworkWatch();
    this.#networks.set(instance.uuid, watch);
    if (!watch.isDue(this.#vmhost.clock.monotonic())) return;
    const isThere = await machine.hasNetwork();
    if (this.#vmhost.machines.get(instance.uuid) !== machine) return;
    const news = watch.take(isThere, this.#vmhost.clock.monotonic());
    if (news !== null) await tellHealth(this.#vmhost, instance, instance.trouble ?? null, networkNews[news]);
  }

  async #letGoOn(uuid: string, machine: Machine): Promise<void> {
    const now = this.#vmhost.clock.monotonic();
    if (now < (this.#letGo.get(uuid) ?? -Infinity) + GO_ON_EVERY_MS) return;
    this.#letGo.set(uuid, now);
    await machine.goOn();
  }

  /** A machine that should run does not: if it switched itself off that is made its state, else it is started. */
  async #settle(instance: InstanceRecord): Promise<void> {
    if (instance.adminState !== 'up' || !instance.installed) return;
    if (!instance.guestDown) return this.#restart(instance);
    // Controllers hear of it as of any shutdown.
    await this.#submit(instance, 'INSTANCE_SHUTDOWN', { timeout: 0, force: false }, 'switched itself off');
  }

  async #restart(instance: InstanceRecord): Promise<void> {
    const now = this.#vmhost.clock.monotonic();
    const { count, after } = this.#restarts.get(instance.uuid) ?? { count: 0, after: 0 };
    if (now < after || (await this.#vmhost.hypervisor.state()).acceleration === null) return;
    const pause = RESTART_PAUSES_SECONDS[Math.min(count + 1, RESTART_PAUSES_SECONDS.length - 1)] ?? 0;
    this.#restarts.set(instance.uuid, { count: count + 1, after: now + pause * 1000 });
    await this.#submit(instance, 'INSTANCE_STARTUP', {}, 'should be running');
  }

  async #submit(
    { name }: InstanceRecord,
    operation: string,
    params: Record<string, unknown>,
    reason: string,
  ): Promise<void> {
    await this.#vmhost.queue.submit({
      opcode: `OP_${operation}`,
      params: { instance_name: name, ...params },
      summary: `${operation}(${name})`,
      target: instanceTarget(name),
      reason: [['gnt:watcher', reason, this.#vmhost.clock.now().getTime() * 1e6]],
    });
  }

  /** Password and keys go a while after the first prompt, or when their time is over (V14). */
  async #dropSecrets(instance: InstanceRecord): Promise<void> {
    if (instance.secretsUntil === null) return;
    const folder = machineFolder(this.#vmhost, instance);
    const now = seconds(this.#vmhost.clock);
    if (!this.#prompts.has(instance.uuid) && (await showsPrompt(folder)))
      this.#prompts.set(instance.uuid, now);
    const prompted = this.#prompts.get(instance.uuid);
    const ready = prompted !== undefined && now >= prompted + this.#vmhost.settings.VMHOST_SECRETS_GRACE;
    if (!ready && now < instance.secretsUntil) return;
    await blankDrive(join(folder, CONFIG_DRIVE_FILE), instance, this.#vmhost.clock.now());
    instance.secretsUntil = null;
    this.#prompts.delete(instance.uuid);
    await updateInstance(this.#vmhost, instance);
  }
}

/** Writes the drive without secrets over the one with, in place: the running machine sees the new content or nothing. */
async function blankDrive(path: string, instance: InstanceRecord, time: Date): Promise<void> {
  const identity = { instanceId: instance.uuid, hostname: instance.hostname };
  const drive = writeIso(CONFIG_DRIVE_LABEL, identityDriveFiles(identity), time);
  const file = await open(path, constants.O_RDWR | constants.O_NOFOLLOW);
  try {
    const { size } = await file.stat();
    await file.write(Buffer.concat([drive, Buffer.alloc(Math.max(0, size - drive.length))]), 0, undefined, 0);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function showsPrompt(folder: string): Promise<boolean> {
  return /(?:^|\W)login: /.test(await readSerialLog(folder));
}

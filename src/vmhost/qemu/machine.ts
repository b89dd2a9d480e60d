import type { Socket } from 'node:net';
import { join } from 'node:path';
import { z } from 'zod';
import type { Launcher, LaunchHome, ProcessIdentity } from '#platform/launcher';
import { forwardedPorts, ForwardingError, forwardPorts } from '../network/forwarding.ts';
import type { Acceleration } from './command-line.ts';
import { removeSockets, socketNames } from './sockets.ts';
import { HealthWatch } from './health-watch.ts';
import { childrenOf, findMachineProcesses } from './process.ts';
import { QmpConnection, QmpError, type QmpEvent } from './qmp.ts';
import type { Command } from './sandbox.ts';
import { allGone, connectWhenThere, gone, settledWithin } from './waiting.ts';
import { qemuWords } from './words.ts';

/** The program, found in the system's folders unless a setting names another. */
export const QEMU = 'qemu-system-x86_64';

/** Where a machine's files are, the user that owns them and runs its QEMU, and who starts and ends that. */
export interface MachineHome extends LaunchHome {
  folder: string;
  launcher: Launcher;
}

/** QEMU did not come up; the message holds what it said, fit to be shown. */
export class MachineStartError extends Error {
  override name = 'MachineStartError';
}

/** How long a machine may take to switch itself off. */
export interface Patience {
  timeoutMs: number;
  signal?: AbortSignal;
  /** Asked now and then: whether to wait no longer. */
  isOver?(): boolean;
}

/** How a machine ended: it switched itself off, it was told to, or QEMU died, with what is known of why. */
export type MachineEnd = { how: 'guest' | 'asked' } | { how: 'died'; why: string };

const START_TIMEOUT_MS = 30_000;
const QUIT_TIMEOUT_MS = 3_000;
/** A machine that has just started does not listen to its button yet. */
const PRESS_EVERY_MS = 3_000;
const RECONNECT_TIMEOUT_MS = 5_000;

const Uuid = z.object({ UUID: z.string() });
const Status = z.object({ status: z.string() });

/** What a machine is started with. */
export interface MachineStart {
  uuid: string;
  incarnation: string;
  /** QEMU, or a sandbox with QEMU in it. */
  command: Command;
}

/** One QEMU process and the conversation with it. It outlives this object: a later manager adopts it. */
export class Machine {
  readonly incarnation: string;
  /** How it fares while it runs. */
  readonly health: HealthWatch;
  readonly #home: MachineHome;
  /** QEMU, or what is to become it. */
  #identity: ProcessIdentity;
  #monitor: QmpConnection | undefined;
  #asked = false;
  #guestOff = false;
  #waits = false;
  #changing: Promise<unknown> = Promise.resolve();
  /** Why QEMU ends, where neither we nor the machine wanted it to. */
  #endReason: string | undefined;
  #acceleration: Acceleration = 'tcg';
  /** Ports of the host's loopback that lead into its sandbox. */
  #ports: number[] = [];
  readonly #ended = Promise.withResolvers<MachineEnd>();

  private constructor(
    home: MachineHome,
    incarnation: string,
    identity: ProcessIdentity,
    gone: Promise<void>,
  ) {
    this.#home = home;
    this.incarnation = incarnation;
    this.#identity = identity;
    this.health = new HealthWatch({
      askState: () => this.#askState(),
      words: () => qemuWords(home.folder, 'first'),
    });
    void gone.then(async () => {
      this.#monitor?.close();
      await removeSockets(home.folder, incarnation);
      this.#ended.resolve(await this.#howItEnded());
    });
  }

  /** Starts QEMU in the machine's folder, as its user. Rejects with MachineStartError, and then no process is left. */
  static async start(home: MachineHome, { uuid, incarnation, command }: MachineStart): Promise<Machine> {
    const { name, uid, launcher } = home;
    const { identity: first, exited } = await launcher.start({ name, uid, ...command });
    if (first === undefined) throw new MachineStartError(await startWords(home.folder));
    const over = new AbortController();
    const ended = exited.then(() => over.abort());
    const machine = new Machine(home, incarnation, first, ended);
    try {
      await Promise.race([
        machine.#converse(uuid, START_TIMEOUT_MS, over.signal),
        ended.then(() => Promise.reject(new MachineStartError('QEMU ended while it started'))),
      ]);
      return machine;
    } catch (error) {
      // What a sandbox begins with takes everything along; the one that made it ends when that has happened.
      const sandbox = await childrenOf(first);
      for (const identity of [...sandbox, first]) await launcher.signal(identity, 'SIGKILL');
      await Promise.all([machine.ended, ...sandbox.map(gone)]);
      const words = error instanceof ForwardingError ? error.message : await startWords(home.folder);
      throw new MachineStartError(words, { cause: error });
    }
  }

  /**
   * Finds the QEMU of a machine that was started earlier, by its uuid, and takes it over. One that does not answer on its
   * socket with that uuid is ended. Undefined when none runs.
   */
  static async adopt(home: MachineHome, uuid: string): Promise<Machine | undefined> {
    const running = (await findMachineProcesses()).filter((found) => found.uuid === uuid);
    for (const { identity, arguments: words } of running) {
      const incarnation = incarnationOf(words);
      if (incarnation !== undefined) {
        const machine = new Machine(home, incarnation, identity, allGone(identity));
        try {
          await machine.#converse(uuid, 5_000);
          return machine;
        } catch (error) {
          if (
            !(error instanceof QmpError || error instanceof ForwardingError) &&
            !(error instanceof Error && 'code' in error)
          )
            throw error;
        }
      }
      const end = allGone(identity);
      await home.launcher.signal(identity, 'SIGKILL');
      await end;
    }
    return undefined;
  }

  /** The process of QEMU itself, also where others stand around it. */
  get identity(): ProcessIdentity {
    return this.#identity;
  }

  get ended(): Promise<MachineEnd> {
    return this.#ended.promise;
  }

  /** How it runs. */
  get acceleration(): Acceleration {
    return this.#acceleration;
  }

  /** The machine's own request, or ours, to be off has been granted: QEMU only waits to be ended. */
  get guestOff(): boolean {
    return this.#guestOff;
  }

  screenPath(): string {
    return join(this.#home.folder, socketNames(this.incarnation).screen);
  }

  serialPath(): string {
    return join(this.#home.folder, socketNames(this.incarnation).serial);
  }

  /**
   * Presses the power button, every few seconds, until the machine is off or our patience is over; then pulls the plug. An
   * aborted signal leaves the machine to itself and rejects with its reason.
   */
  async powerOff({ timeoutMs, signal, isOver }: Patience): Promise<void> {
    this.#asked = true;
    this.health.end();
    const deadline = performance.now() + timeoutMs;
    let pressed = -Infinity;
    let isOff = false;
    void this.ended.then(() => (isOff = true));
    while (!isOff && performance.now() < deadline && isOver?.() !== true) {
      signal?.throwIfAborted();
      if (performance.now() - pressed > PRESS_EVERY_MS) {
        pressed = performance.now();
        await this.#command('system_powerdown');
      }
      await settledWithin(this.ended, Math.min(500, Math.max(0, deadline - performance.now())), signal);
    }
    await this.quit();
  }

  /** Ends QEMU at once: politely, so that its disks are flushed, else by signal. Resolves when the process is gone. */
  async quit(): Promise<void> {
    this.#asked = true;
    this.health.end();
    await this.#endProcess();
  }

  /** Whether what stands between its sandbox and the world still answers; its forwarded ports are put right by the way. */
  async hasNetwork(): Promise<boolean> {
    try {
      const { forwarding } = socketNames(this.incarnation);
      await forwardPorts(join(this.#home.folder, forwarding), this.#ports);
      return true;
    } catch (error) {
      if (error instanceof ForwardingError) return false;
      throw error;
    }
  }

  /** Asks its monitor while it runs, by default as long as the monitor has patience. Rejects with QmpError. */
  async ask(command: string, argument: Record<string, unknown> = {}, timeoutMs?: number): Promise<unknown> {
    if (this.#monitor?.isOpen !== true) throw new QmpError('the monitor does not answer now');
    return this.#monitor.execute(command, argument, timeoutMs);
  }

  /** Has QEMU keep an open file that somebody sends by the connection to its monitor. Rejects with QmpError. */
  async receive(name: string, lendTo: (socket: Socket) => Promise<void>): Promise<void> {
    if (this.#monitor?.isOpen !== true) throw new QmpError('the monitor does not answer now');
    return this.#monitor.receive(name, lendTo);
  }

  /** Does one thing at a time that changes the cards of the machine. */
  async alone<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#changing.then(work);
    this.#changing = done.catch(() => undefined);
    return done;
  }

  /** Whether it waits for the word to begin. */
  get waits(): boolean {
    return this.#waits;
  }

  /** Lets a machine begin that waits. */
  async begin(): Promise<void> {
    if (!this.#waits) return;
    await this.ask('cont');
    this.#waits = false;
  }

  /** Lets a machine go on that was stopped because of its disk. */
  async goOn(): Promise<void> {
    await this.#command('cont');
  }

  /** Ends a QEMU that is of no use any more: it counts as died, of this. */
  async endBroken(why: string): Promise<void> {
    this.#endReason ??= why;
    this.health.end();
    await this.#endProcess();
  }

  /** Forgets the machine without touching it. */
  release(): void {
    this.#monitor?.close();
  }

  async #endProcess(): Promise<void> {
    await this.#command('quit');
    await settledWithin(this.ended, QUIT_TIMEOUT_MS);
    await this.#home.launcher.signal(this.#identity, 'SIGKILL');
    await this.ended;
  }

  /** A monitor that does not answer is no reason to fail: the process is ended by signal then. */
  async #command(name: string): Promise<void> {
    try {
      await this.#monitor?.execute(name, {}, 2_000);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
    }
  }

  async #converse(uuid: string, timeoutMs: number, signal?: AbortSignal): Promise<void> {
    const { monitor, forwarding } = socketNames(this.incarnation);
    const path = join(this.#home.folder, monitor);
    const connection = await connectWhenThere(path, timeoutMs, (event) => this.#onEvent(event), signal);
    const answer = Uuid.safeParse(await connection.execute('query-uuid'));
    if (!answer.success || answer.data.UUID !== uuid) {
      connection.close();
      throw new QmpError('the monitor belongs to another machine');
    }
    this.#monitor = connection;
    const qemu = (await findMachineProcesses()).find(
      (found) => found.uuid === uuid && incarnationOf(found.arguments) === this.incarnation,
    );
    if (qemu === undefined) throw new QmpError('the process of the monitor is not to be found');
    this.#identity = qemu.identity;
    const accelerator = qemu.arguments[qemu.arguments.indexOf('-accel') + 1];
    this.#acceleration = accelerator === 'kvm' ? 'kvm' : 'tcg';
    // Also of a machine that was taken over: the last manager may have died before it came to this.
    this.#ports = forwardedPorts(qemu.arguments);
    await forwardPorts(join(this.#home.folder, forwarding), this.#ports);
    const { status } = Status.parse(await connection.execute('query-status'));
    this.#waits = status === 'prelaunch';
    if (status === 'shutdown') this.#switchedOff();
    else this.health.take(status);
  }

  /** A conversation that broke is begun anew. */
  async #askState(): Promise<string> {
    if (this.#monitor?.isOpen !== true) {
      const { monitor } = socketNames(this.incarnation);
      this.#monitor = await QmpConnection.connect(join(this.#home.folder, monitor), {
        timeoutMs: RECONNECT_TIMEOUT_MS,
        onEvent: (event) => this.#onEvent(event),
      });
    }
    const { status } = Status.parse(await this.#monitor.execute('query-status', {}, Infinity));
    if (status === 'shutdown' && !this.#asked) this.#switchedOff();
    return status;
  }

  #onEvent(event: QmpEvent): void {
    if (event.event !== 'SHUTDOWN') return this.health.onEvent(event);
    if (event.data['guest'] === true) return this.#switchedOff();
    // QEMU may go by itself or wait to be ended, as after a machine's own shutdown.
    if (!this.#asked) void this.endBroken(`QEMU was told to end (${String(event.data['reason'])})`);
  }

  async #howItEnded(): Promise<MachineEnd> {
    if (this.#asked) return { how: 'asked' };
    if (this.#guestOff) return { how: 'guest' };
    const words = await qemuWords(this.#home.folder, 'last');
    return { how: 'died', why: [this.#endReason, words].filter(Boolean).join(': ') };
  }

  #switchedOff(): void {
    this.#guestOff = true;
    this.health.end();
    void this.#endProcess();
  }
}

function incarnationOf(words: string[]): string | undefined {
  return /^unix:qmp-([0-9a-f]+),/.exec(words[words.indexOf('-qmp') + 1] ?? '')?.[1];
}

async function startWords(folder: string): Promise<string> {
  const words = await qemuWords(folder, 'last');
  return words === '' ? 'QEMU could not be started' : `QEMU could not be started: ${words}`;
}

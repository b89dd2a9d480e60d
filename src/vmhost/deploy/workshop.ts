import { constants } from 'node:fs';
import { open, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isInstalled } from '#platform/run-tool';
import { QEMU_LOG } from '../launcher/spawn.ts';
import type { MachineHome } from '../qemu/machine.ts';
import type { Deadline } from './deadline.ts';
import { DeployError } from './failure.ts';
import { keepsLength } from './seccomp.ts';
import { FILTER_FILE, onDisk, type ToolLimits } from './tools-sandbox.ts';

/** Programs that images are set up with, and the packages of Debian that have them. */
const programs = { bwrap: 'bubblewrap', debugfs: 'e2fsprogs', e2fsck: 'e2fsprogs', resize2fs: 'e2fsprogs' };

/** Debian's packages whose programs are not there. */
export async function missingDeployPackages(): Promise<string[]> {
  const missing = new Set<string>();
  for (const [name, pack] of Object.entries(programs)) if (!(await isInstalled(name))) missing.add(pack);
  return [...missing];
}

/** What a program said, and with which code it ended: null when a limit ended it. */
export interface Said {
  code: number | null;
  text: string;
}

const MAX_SAID_BYTES = 8 * 1024 * 1024;
/** `timeout` and the kernel end what takes too long like this. */
const KILLED = new Set<number | null>([null, 137, 152, 153]);

/**
 * Where tools work on the disk of one machine: each in a sandbox, as the machine's user, with the disk and its inputs before
 * it and nothing else of the host.
 */
export class Workshop {
  readonly #home: MachineHome;
  readonly #disk: string;
  readonly #limits: { deadline: Deadline; fileBytes: number };
  readonly #signal: AbortSignal;

  constructor(
    home: MachineHome,
    disk: string,
    limits: { deadline: Deadline; fileBytes: number },
    signal: AbortSignal,
  ) {
    this.#home = home;
    this.#disk = disk;
    this.#limits = limits;
    this.#signal = signal;
  }

  /** Runs a shell script with arguments; `inputs` lie before it as `/work/in/0` and so on. */
  async run(script: string, args: readonly string[], inputs: readonly Uint8Array[] = []): Promise<Said> {
    this.#signal.throwIfAborted();
    const names = inputs.map((_, index) => `deploy-${index}`);
    try {
      const filter = keepsLength(process.arch);
      if (filter === undefined)
        throw new DeployError(`Hosts with ${process.arch} processors cannot set images up.`);
      await this.#lay(FILTER_FILE, filter);
      for (const [index, name] of names.entries()) await this.#lay(name, inputs[index]!);
      const { deadline, fileBytes } = this.#limits;
      const limits: ToolLimits = { seconds: deadline.forTool(), fileBytes };
      const command = onDisk(script, args, { disk: this.#disk, inputs: names }, limits);
      const code = await this.#finish(command);
      this.#signal.throwIfAborted();
      if (KILLED.has(code))
        throw new DeployError(`It did not end within ${limits.seconds} seconds or one GiB of memory.`);
      return { code, text: await this.#said() };
    } finally {
      for (const name of [...names, FILTER_FILE, QEMU_LOG])
        await rm(join(this.#home.folder, name), { force: true });
    }
  }

  async #lay(name: string, bytes: Uint8Array): Promise<void> {
    const path = join(this.#home.folder, name);
    await rm(path, { force: true });
    await writeFile(path, bytes, { mode: 0o600, flag: 'wx' });
  }

  async #finish(command: { program: string; args: string[] }): Promise<number | null> {
    const { name, uid, launcher } = this.#home;
    const { identity, exited } = await launcher.start({ name, uid, ...command });
    const stop = (): void => {
      if (identity !== undefined) launcher.signal(identity, 'SIGKILL').catch(() => undefined);
    };
    this.#signal.addEventListener('abort', stop, { once: true });
    try {
      if (this.#signal.aborted) stop();
      return await exited;
    } finally {
      this.#signal.removeEventListener('abort', stop);
    }
  }

  async #said(): Promise<string> {
    const file = await open(join(this.#home.folder, QEMU_LOG), constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      const { size } = await file.stat();
      const bytes = Buffer.alloc(Math.min(size, MAX_SAID_BYTES));
      const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
      return bytes.subarray(0, bytesRead).toString('latin1');
    } finally {
      await file.close();
    }
  }
}

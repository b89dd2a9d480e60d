import { connect, type Socket } from 'node:net';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { readSerialLog } from '#vmhost/disk/serial-log';
import { until } from '../../kit/until.ts';

const BOOT_LIMIT_MS = 90_000;

/** The only machine of a data directory. */
export async function onlyMachineFolder(directory: string): Promise<string> {
  const machines = join(directory, 'vmhost', 'machines');
  const [name] = await readdir(machines);
  return join(machines, name ?? '');
}

/** Waits until the machine shows a prompt; gives what it wrote so far. */
export async function waitForPrompt(folder: string): Promise<string> {
  await until(async () => /login: $/.test((await readSerialLog(folder)).trimEnd() + ' '), BOOT_LIMIT_MS);
  return readSerialLog(folder);
}

/** Somebody at the serial port of a machine. */
export class Terminal {
  readonly #socket: Socket;
  #seen = '';

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (bytes) => (this.#seen += bytes.toString('latin1')));
  }

  static async open(folder: string): Promise<Terminal> {
    const name = (await readdir(folder)).find((entry) => entry.startsWith('tty-')) ?? '';
    const socket = connect({ path: join(folder, name) });
    await new Promise<void>((resolve, reject) => socket.once('connect', resolve).once('error', reject));
    return new Terminal(socket);
  }

  /** Types a line and waits for an answer; gives everything since the line. */
  async type(line: string, answer: RegExp, limitMs = 30_000): Promise<string> {
    this.#seen = '';
    this.#socket.write(`${line}\n`);
    await until(() => answer.test(this.#seen), limitMs).catch((error: unknown) => {
      throw new Error(`no ${answer} after '${line}', but: ${this.#seen}`, { cause: error });
    });
    return this.#seen;
  }

  /** Logs in as root. */
  async logIn(password: string): Promise<void> {
    await this.type('', /login: $/);
    await this.type('root', /Password: $/);
    await this.type(password, /# (?:\u001b\[6n)?$/);
    // From here on only what commands print comes back.
    await this.type(`PS1=; stty -echo; echo REA''DY`, /READY\r?\n/);
  }

  /** Runs a command and gives what it printed. */
  async run(command: string, limitMs = 30_000): Promise<string> {
    const seen = await this.type(`${command}; echo "END-$?-"`, /END-\d+-\r?\n/, limitMs);
    return seen.slice(0, seen.lastIndexOf('END-')).replaceAll(/\r|\u001b\[6n/g, '');
  }

  /** Writes lines to `/tmp/script`, one at a time: a line of the terminal has a limit. */
  async script(lines: string[]): Promise<void> {
    await this.run('rm -f /tmp/script');
    for (const line of lines) await this.run(`echo '${line}' >> /tmp/script`);
  }

  close(): void {
    this.#socket.end();
  }
}

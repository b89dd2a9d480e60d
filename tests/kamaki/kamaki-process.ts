import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { join } from 'node:path';

/** The command as people run it: the shell file in `bin`. */
const KAMAKI = join(import.meta.dirname, '..', '..', 'bin', 'kamaki');

/** What a finished command left. */
export interface Finished {
  code: number;
  stdout: string;
  stderr: string;
}

/** A user at a terminal: a settings file, a working folder, commands. */
export class KamakiUser {
  readonly settings: string;
  readonly folder: string;
  /** What the environment has besides. */
  environment: Record<string, string> = {};

  constructor(folder: string) {
    this.settings = join(folder, '.kamakirc');
    this.folder = folder;
  }

  /** Starts a command; the caller may signal it. Its input is empty unless `input` is given. */
  start(
    words: readonly string[],
    input: string | Uint8Array = '',
  ): { child: ChildProcess; finished: Promise<Finished> } {
    const child = spawn(KAMAKI, words, {
      cwd: this.folder,
      env: { ...process.env, KAMAKI_CONFIG: this.settings, ...this.environment },
    });
    const output = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk: Buffer) => (output.stdout += chunk.toString('utf8')));
    child.stderr.on('data', (chunk: Buffer) => (output.stderr += chunk.toString('utf8')));
    child.stdin.on('error', () => undefined); // commands that read nothing close it early
    child.stdin.end(input);
    const finished = new Promise<Finished>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) =>
        resolve({ code: code ?? (signal === null ? -1 : 128), ...output }),
      );
    });
    return { child, finished };
  }

  /** Runs a line of words parted by blanks to its end, whatever it is. */
  async run(line: string | readonly string[], input?: string): Promise<Finished> {
    return this.start(typeof line === 'string' ? line.split(' ') : line, input).finished;
  }

  /** Runs a line that must succeed; answers its standard output. */
  async does(line: string | readonly string[], input?: string): Promise<string> {
    const { code, stdout, stderr } = await this.run(line, input);
    if (code !== 0) throw new Error(`kamaki ${String(line)} ended with ${code}: ${stderr}`);
    return stdout;
  }

  /** Runs a line that must fail; answers what it said about it. */
  async fails(line: string | readonly string[], input?: string): Promise<Finished> {
    const finished = await this.run(line, input);
    if (finished.code === 0) throw new Error(`kamaki ${String(line)} did not fail: ${finished.stdout}`);
    return finished;
  }

  /** Runs a line with `--json` and answers the document. */
  async reads(line: string): Promise<unknown> {
    return JSON.parse(await this.does(`${line} --json`));
  }
}

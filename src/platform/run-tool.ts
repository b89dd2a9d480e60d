import { spawn } from 'node:child_process';
import { access, constants } from 'node:fs/promises';
import { join } from 'node:path';

/** A program of the system did not do its work; the message holds the end of what it said. */
export class ToolError extends Error {
  override name = 'ToolError';
}

export interface ToolOptions {
  cwd?: string;
  /** The whole environment of the program; only PATH when left out. */
  env?: Record<string, string>;
  timeoutMs?: number;
  input?: string | Uint8Array;
  /** The user and group that it runs as; the caller's own when left out. */
  owner?: { uid: number; gid: number };
  signal?: AbortSignal;
}

const SYSTEM_PATH = '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin';
/** Output kept of a program; what is longer is cut, oldest first. */
const MAX_OUTPUT_BYTES = 1024 * 1024;

/** The environment that programs are started with: the system's PATH, with folders before it where given. */
export function toolEnvironment(firstFolders: string[] = []): Record<string, string> {
  return { PATH: [...firstFolders, SYSTEM_PATH].join(':'), LC_ALL: 'C.UTF-8' };
}

/** Whether the system has a program of this name. */
export async function isInstalled(program: string): Promise<boolean> {
  const { PATH = '' } = toolEnvironment();
  const looks = PATH.split(':').map((folder) => access(join(folder, program), constants.X_OK));
  return (await Promise.allSettled(looks)).some(({ status }) => status === 'fulfilled');
}

/** Runs a program without a shell and gives what it wrote to standard output. Rejects with ToolError unless it ends well. */
export function runTool(command: string, args: string[], options: ToolOptions = {}): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      env: options.env ?? toolEnvironment(),
      stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      timeout: options.timeoutMs ?? 60_000,
      killSignal: 'SIGKILL',
      ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
      ...(options.signal === undefined ? {} : { signal: options.signal }),
      ...(options.owner ?? {}),
    });
    const output = collect(child.stdout);
    const complaint = collect(child.stderr);
    child.once('error', (error) =>
      reject(new ToolError(`${command} could not be run: ${error.message}`, { cause: error })),
    );
    child.once('close', (code, signal) => {
      if (code === 0) resolve(output());
      else reject(new ToolError(`${command} failed (${signal ?? code}): ${complaint().trim().slice(-2000)}`));
    });
    if (child.stdin !== null) {
      // A program that ends early closes its input; its exit code says why.
      child.stdin.on('error', () => undefined);
      child.stdin.end(options.input);
    }
  });
}

function collect(stream: NodeJS.ReadableStream | null): () => string {
  let pieces: Buffer[] = [];
  let length = 0;
  stream?.on('data', (piece: Buffer) => {
    pieces.push(piece);
    length += piece.length;
    if (length > 2 * MAX_OUTPUT_BYTES) {
      pieces = [Buffer.concat(pieces).subarray(-MAX_OUTPUT_BYTES)];
      length = MAX_OUTPUT_BYTES;
    }
  });
  return () => Buffer.concat(pieces).toString('utf8');
}

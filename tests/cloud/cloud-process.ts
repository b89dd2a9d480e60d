import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';

const MAIN = new URL('../../src/main.ts', import.meta.url).pathname;
const START_LIMIT_MS = 300_000;

/** For processes without the gateway: they are told the address that links are made from. */
export const APART = { BASE_URL: 'http://127.0.0.1:8080' };

/** The program as `npm start` runs it, in a process of its own. */
export interface CloudProcess {
  child: ChildProcess;
  /** Resolves to the address once the summary is printed; rejects with what was said when the process ends before. */
  ready: Promise<string>;
  stdout(): string;
  stderr(): string;
  /** Sends the signal and resolves to the exit code (or the signal that ended it) and the seconds it took. */
  stop(signal?: NodeJS.Signals): Promise<{ code: number | string; seconds: number }>;
  ended: Promise<number | string>;
}

/** A directory of its own for one test, removed afterwards. */
export function temporaryDirectory(t: TestContext): string {
  const path = mkdtempSync(join(tmpdir(), 'cloud-'));
  chmodSync(path, 0o755); // the account that root starts the cloud as has to reach what is in it
  t.after(() => rmSync(path, { recursive: true, force: true }));
  return path;
}

/** Starts the program (or a copy of it), `under` another one where that is given; whatever is left of it after the test is ended. */
export function startProcess(
  t: TestContext,
  args: string[],
  environment: Record<string, string> = {},
  under: readonly string[] = [],
  main = MAIN,
): CloudProcess {
  const [program = '', ...words] = [...under, process.execPath, '--initial-heap-size=256', main, ...args];
  const child = spawn(program, words, {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  t.after(() => child.kill('SIGKILL'));
  const said = { stdout: '', stderr: '' };
  child.stdout.on('data', (bytes: Buffer) => (said.stdout += bytes.toString()));
  child.stderr.on('data', (bytes: Buffer) => (said.stderr += bytes.toString()));
  const ended = once(child, 'exit').then(([code, signal]) => (code as number | null) ?? (signal as string));
  return {
    child,
    ended,
    ready: whenReady(child, said, ended),
    stdout: () => said.stdout,
    stderr: () => said.stderr,
    stop: async (signal = 'SIGTERM') => {
      const began = performance.now();
      child.kill(signal);
      return { code: await ended, seconds: (performance.now() - began) / 1000 };
    },
  };
}

function whenReady(
  child: ChildProcess,
  said: { stdout: string; stderr: string },
  ended: Promise<number | string>,
): Promise<string> {
  const ready = new Promise<string>((resolve, reject) => {
    const late = setTimeout(
      () => reject(new Error(`not ready in time:\n${said.stdout}${said.stderr}`)),
      START_LIMIT_MS,
    );
    child.stdout?.on('data', () => {
      const address = /Address +(\S+)/.exec(said.stdout)?.[1];
      if (address === undefined || !said.stdout.includes('Ctrl-C')) return;
      clearTimeout(late);
      resolve(address);
    });
    void ended.then((code) => {
      clearTimeout(late);
      reject(new Error(`ended with ${code}:\n${said.stdout}${said.stderr}`));
    });
  });
  ready.catch(() => undefined); // a test that waits for the end alone does not ask
  return ready;
}

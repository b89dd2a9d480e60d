import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isFinalJobStatus, JobDocument } from '#contract/ganeti';
import { httpTransport } from '#contract/transport';
import { endAfterTest } from './host.ts';
import { until } from '../../kit/until.ts';
import { type Rapi, rapiClient } from './rapi.ts';

const SCRIPT = new URL('manager-process.ts', import.meta.url).pathname;

/** A manager in its own process. */
export interface Manager {
  rapi: Rapi;
  /** Resolves with the signal that ended it. */
  ended: Promise<NodeJS.Signals | null>;
  /** Has it die at a point from now on, by a plan of faults. */
  arm(plan: string): Promise<void>;
  kill(): Promise<void>;
  /** Waits until no job is open; gives them all, oldest first. */
  quiet(): Promise<JobDocument[]>;
}

/** `under` is a program with arguments that runs the manager, such as strace. */
export async function startManager(
  directory: string,
  under: string[] = [],
  settings: Record<string, unknown> = {},
): Promise<Manager> {
  const socket = join(directory, 'rapi.sock');
  await rm(socket, { force: true });
  const [program = '', ...args] = [...under, process.execPath, SCRIPT, directory, socket];
  const compiled = process.env['NODE_COMPILE_CACHE'];
  const child = spawn(program, args, {
    env: {
      PATH: process.env['PATH'] ?? '',
      // an empty name would be the folder that the test runs in
      ...(compiled === undefined ? {} : { NODE_COMPILE_CACHE: compiled }),
      SETTINGS: JSON.stringify(settings),
    },
    stdio: ['pipe', 'pipe', 'inherit'],
    // A group of its own: a program that runs the manager ends together with it.
    detached: true,
  });
  const ended = once(child, 'exit').then(([, signal]) => signal as NodeJS.Signals | null);
  endAfterTest(directory, () => stop(child, ended));
  await Promise.race([once(child.stdout!, 'data'), ended]);
  const rapi = rapiClient(httpTransport(`unix:${socket}`));
  return {
    rapi,
    ended,
    arm: async (plan) => {
      child.stdin!.write(`${plan}\n`);
      await Promise.race([once(child.stdout!, 'data'), ended]);
    },
    kill: () => stop(child, ended),
    quiet: async () => {
      let jobs: JobDocument[] = [];
      await until(async () => {
        jobs = JobDocument.array().parse((await rapi.call('GET', '/2/jobs?bulk=1')).json);
        return jobs.every(({ status }) => status !== null && isFinalJobStatus(status));
      }, 60_000);
      return jobs;
    },
  };
}

async function stop(child: ChildProcess, ended: Promise<unknown>): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) process.kill(-child.pid!, 'SIGKILL');
  await ended;
}

/** Messages that any manager of the directory published. */
export async function publishedEvents(
  directory: string,
): Promise<{ key: string; body: Record<string, unknown> }[]> {
  const text = await readFile(join(directory, 'events.ndjson'), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as { key: string; body: Record<string, unknown> });
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { resolve } from 'node:path';
import type { Launched, Launcher, LaunchHome, ProcessIdentity } from '#platform/launcher';
import { processEnvironment } from '#platform/settings';
import { StartError } from '#platform/service/start-error';
import { readLines } from './lines.ts';
import type { ServiceUser } from './privileged.ts';
import type { Reply } from './requests.ts';

const MAIN = new URL('main.ts', import.meta.url).pathname;
/** It does little and keeps nothing: a small heap, and no threads beside. */
const SMALL = ['--max-old-space-size=24', '--max-semi-space-size=1', '--v8-pool-size=1'];
const END_LIMIT_MS = 2_000;

/** The launcher in a process of its own, for a service that gives up root. */
export interface LauncherProcess extends Launcher {
  readonly pid: number;
  /** Ends it. Machines run on. */
  close(): Promise<void>;
}

/** The launcher has ended, or refuses. */
class LauncherError extends StartError {
  override name = 'LauncherError';
}

/**
 * Starts the launcher, as root and for this service user, whatever the caller is by the time that it is ready. The data
 * directory is named by its real path.
 */
export function startLauncher(dataDirectory: string, service: ServiceUser): LauncherProcess {
  // What was compiled for root lies where only root writes, and takes half of the start off it.
  const { LD_LIBRARY_PATH: libraries, NODE_COMPILE_CACHE: compiled } = processEnvironment();
  const child = spawn(
    process.execPath,
    [...SMALL, MAIN, dataDirectory, String(service.uid), String(service.gid)],
    {
      cwd: '/',
      detached: true,
      env: {
        UV_THREADPOOL_SIZE: '1',
        ...(libraries === undefined ? {} : { LD_LIBRARY_PATH: libraries }),
        ...(compiled === undefined ? {} : { NODE_COMPILE_CACHE: resolve(compiled) }),
      },
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  const conversation = new Conversation(child);
  return {
    ready: () => conversation.ready,
    ownUsers: true,
    pid: child.pid!,
    makeHome: async (home) => void (await conversation.ask('makeHome', { home: owned(home) })),
    removeHome: async (home) => void (await conversation.ask('removeHome', { home: owned(home) })),
    start: ({ program, args, ...home }) =>
      conversation.start({ home: owned(home), launch: { program, args } }),
    signal: async (identity, signal) => void (await conversation.ask('signal', { identity, signal })),
    close: () => conversation.close(),
  };
}

function owned({ name, uid }: LaunchHome): LaunchHome {
  return { name, uid };
}

interface Waiting {
  resolve(reply: { identity?: ProcessIdentity | null }): void;
  reject(error: Error): void;
}

/** Requests and replies over the launcher's standard input and output. While nothing is waited for, it keeps nobody alive. */
class Conversation {
  readonly ready: Promise<void>;
  readonly #child: ChildProcess;
  readonly #waiting = new Map<number, Waiting>();
  readonly #running = new Map<number, (code: number | null) => void>();
  readonly #ended: Promise<unknown>;
  #nextId = 1;
  #isOver = false;

  constructor(child: ChildProcess) {
    this.#child = child;
    const ready = Promise.withResolvers<unknown>();
    this.ready = ready.promise.then(() => undefined);
    this.ready.catch(() => undefined); // told to those who ask
    this.#waiting.set(0, ready);
    this.#ended = once(child, 'close').catch(() => undefined);
    child.stdin?.on('error', () => undefined); // its end is told below
    readLines(
      child.stdout!,
      (line) => this.#hear(JSON.parse(line) as Reply),
      () => this.#end(),
    );
  }

  ask(op: string, request: Record<string, unknown>): Promise<{ identity?: ProcessIdentity | null }> {
    return this.#send(this.#nextId++, op, request);
  }

  async start(request: Record<string, unknown>): Promise<Launched> {
    const id = this.#nextId++;
    // A launcher that ends leaves machines running: their end is then seen by nobody but the next manager.
    const exited = new Promise<number | null>((resolve) => this.#running.set(id, resolve));
    try {
      const { identity } = await this.#send(id, 'start', request);
      return { identity: identity ?? undefined, exited };
    } catch (error) {
      this.#running.delete(id);
      throw error;
    }
  }

  async close(): Promise<void> {
    this.#hold(true);
    this.#child.stdin?.end();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), END_LIMIT_MS);
    await this.#ended;
    clearTimeout(timer);
  }

  #send(
    id: number,
    op: string,
    request: Record<string, unknown>,
  ): Promise<{ identity?: ProcessIdentity | null }> {
    if (this.#isOver) return Promise.reject(new LauncherError(GONE));
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#hold(true);
      this.#child.stdin?.write(`${JSON.stringify({ id, op, ...request })}\n`);
    });
  }

  #hear(reply: Reply): void {
    if ('exited' in reply) {
      this.#running.get(reply.exited)?.(reply.code);
      this.#running.delete(reply.exited);
      return;
    }
    const id = 'ready' in reply ? 0 : reply.id;
    const waiting = this.#waiting.get(id);
    this.#waiting.delete(id);
    if (this.#waiting.size === 0) this.#hold(false);
    if ('refused' in reply) waiting?.reject(new LauncherError(reply.refused));
    else waiting?.resolve('ready' in reply ? {} : reply);
  }

  #end(): void {
    this.#isOver = true;
    for (const { reject } of this.#waiting.values()) reject(new LauncherError(GONE));
    this.#waiting.clear();
  }

  #hold(on: boolean): void {
    const { stdin, stdout } = this.#child;
    for (const part of [this.#child, stdin as Socket | null, stdout as Socket | null]) {
      if (on) part?.ref();
      else part?.unref();
    }
  }
}

const GONE = 'The process that starts machines has ended: restart the cloud';

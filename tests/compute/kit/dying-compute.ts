import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { until } from '#kit/until';
import { FAULT_MARKER } from '../../../src/cloud/kill-point.ts';
import type { ComputeCloud } from './compute-cloud.ts';

/** The compute role in processes that die. */
export class DyingCompute {
  readonly #cloud: ComputeCloud;
  #child: ChildProcess | undefined;

  constructor(cloud: ComputeCloud) {
    this.#cloud = cloud;
    writeFileSync(join(cloud.dataDirectory, FAULT_MARKER), '');
  }

  async start(plan = ''): Promise<void> {
    const child = fork(join(import.meta.dirname, 'compute-process.ts'), { stdio: 'inherit' });
    this.#child = child;
    const urls = { CYCLADES: 'compute', QUEUE: 'queue' } as const;
    const environment = {
      NODE_ENV: 'test',
      FAULT_PLAN: plan,
      ...Object.fromEntries(
        Object.entries(urls).map(([name, database]) => [
          `${name}_DATABASE_URL`,
          this.#cloud.databaseUrl(database),
        ]),
      ),
    };
    const options = {
      dataDirectory: this.#cloud.dataDirectory,
      environment,
      given: { SERVER_CREATES_PER_MINUTE: 0, NETWORK_CREATES_PER_MINUTE: 0 },
      baseUrl: this.#cloud.url,
    };
    child.send(JSON.stringify(options));
    await Promise.race([once(child, 'message'), once(child, 'exit')]);
  }

  /** How it ended, once it has: that may be a little after its last answer, since the charge falls after the row. */
  async death(): Promise<NodeJS.Signals | null> {
    const child = this.#child!;
    await until(() => child.signalCode !== null || child.exitCode !== null);
    return child.signalCode;
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill('SIGKILL');
    await gone;
  }
}

/** True for what a call fails with when the process dies under it. */
export function isDeath(error: unknown): boolean {
  return ['ECONNRESET', 'ECONNREFUSED', 'ENOENT', 'EPIPE'].includes((error as { code?: string }).code ?? '');
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

import { processEnvironment } from '#platform/settings';

const main = join(import.meta.dirname, '..', 'src', 'main.ts');

/** Where no image can be built it is waited for in vain. */
const SETTLED_AFTER_S = 240;

const Account = z.object({ uuid: z.string(), token: z.string(), email: z.string(), password: z.string() });
export type Account = z.infer<typeof Account>;

/** The program as `npm start` runs it, on a data directory and a port of the benchmark. */
export class CloudProcess {
  readonly url: string;
  readonly dataDirectory: string;
  readonly #port: number;
  #child: ChildProcess | undefined;

  private constructor(dataDirectory: string, port: number) {
    this.dataDirectory = dataDirectory;
    this.#port = port;
    this.url = `http://127.0.0.1:${port}`;
  }

  static async on(dataDirectory: string): Promise<CloudProcess> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as { port: number };
    await new Promise((resolve) => server.close(resolve));
    return new CloudProcess(dataDirectory, port);
  }

  get pid(): number {
    return this.#child?.pid ?? 0;
  }

  /** Starts it; resolves to the seconds until it said that it is ready. */
  async start(): Promise<number> {
    const began = performance.now();
    const args = [
      '--initial-heap-size=256',
      main,
      '--data-dir',
      this.dataDirectory,
      '--port',
      String(this.#port),
    ];
    const env = {
      ...processEnvironment(),
      UV_THREADPOOL_SIZE: '16',
      // what somebody may do in a second or minute is not what is measured
      ASTAKOS_COMMISSION_RATE: '100000',
      SERVER_CREATES_PER_MINUTE: '0',
      NODE_COMPILE_CACHE: join(main, '..', '..', 'var', 'compile-cache'),
    };
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    let said = '';
    child.stderr.on('data', (bytes: Buffer) => (said += bytes.toString()));
    for await (const bytes of child.stdout as AsyncIterable<Buffer>) {
      said += bytes.toString();
      if (said.includes('Ctrl-C')) return (performance.now() - began) / 1000;
    }
    throw new Error(`the cloud did not start:\n${said}`);
  }

  /** Resolves when nothing of the first start is left to do: building the sample image takes a processor for a minute. */
  async settled(): Promise<void> {
    for (let second = 0; second < SETTLED_AFTER_S && !this.#hasSampleImage(); second += 1) await sleep(1_000);
  }

  #hasSampleImage(): boolean {
    return readFileSync(join(this.dataDirectory, 'setup.json'), 'utf8').includes('"sample image"');
  }

  async stop(): Promise<void> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  }

  account(): Account {
    return Account.parse(JSON.parse(readFileSync(join(this.dataDirectory, 'admin.json'), 'utf8')));
  }
}

import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { placeSampleImage } from '#kit/sample-image';
import { freePort } from '#kit/free-port';
import { machinesOf } from '../vmhost/kit/host.ts';

const MAIN = join(import.meta.dirname, '..', '..', 'src', 'main.ts');
/** The first start makes the database and, where machines are wanted, the sample image. */
const START_LIMIT_MS = 300_000;

/** What tells when a test, or a file of tests, is over. */
export interface Ends {
  after(work: () => unknown): void;
}

/** A cloud in a process of its own, as `npm start` runs it, and its first administrator. */
export interface RunningCloud {
  url: string;
  dataDirectory: string;
  admin: { uuid: string; token: string; email: string };
}

/** Starts it on a free port and a new data directory; both are gone after the test. */
export async function startCloudProcess(t: Ends): Promise<RunningCloud> {
  const dataDirectory = await mkdtemp(join(tmpdir(), 'kamaki-cloud-'));
  await placeSampleImage(dataDirectory);
  const port = await freePort();
  const child = spawn(process.execPath, [MAIN, '--data-dir', dataDirectory, '--port', String(port)], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  t.after(async () => {
    child.kill('SIGTERM');
    await ended;
    // Machines outlive their cloud; those that a failed test left must not.
    for (const { identity } of await machinesOf(dataDirectory)) process.kill(identity.pid, 'SIGKILL');
    await rm(dataDirectory, { recursive: true, force: true });
  });
  await untilReady(child);
  const admin = JSON.parse(
    await readFile(join(dataDirectory, 'admin.json'), 'utf8'),
  ) as RunningCloud['admin'] & { url: string };
  return { url: `http://127.0.0.1:${port}`, dataDirectory, admin };
}

/** A folder for a user with an empty settings file in it, gone after the test. */
export async function newFolder(t: Ends): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'kamaki-user-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

function untilReady(child: ReturnType<typeof spawn>): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    const late = setTimeout(
      () => reject(new Error(`the cloud did not start in time: ${said}`)),
      START_LIMIT_MS,
    );
    const listen = (chunk: Buffer): void => {
      said += chunk.toString('utf8');
      if (!said.includes('Synnefo is ready')) return;
      clearTimeout(late);
      resolve();
    };
    child.stdout?.on('data', listen);
    child.stderr?.on('data', listen);
    child.once('close', (code) => {
      clearTimeout(late);
      reject(new Error(`the cloud ended with ${code}: ${said}`));
    });
  });
}

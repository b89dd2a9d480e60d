import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, open, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

import { processEnvironment } from '#platform/settings';
import { StartError } from '#platform/service/start-error';

import type { PostgresBinaries } from './binaries.ts';
import type { Confinement } from './confinement.ts';

/** The one superuser; only the supervisor knows its password. */
export const SUPERUSER = 'postgres';

/** What a new cluster is made with. */
export interface NewCluster {
  binaries: PostgresBinaries;
  confinement: Confinement;
  /** The finished cluster's directory. */
  directory: string;
  /** A private place for the file that carries the password. */
  runDirectory: string;
  password: string;
  /** Whether everything is synced to disk before the cluster counts as made. */
  durable: boolean;
  /** Aborted: the making is given up; what there is of it is removed by the next try. */
  signal?: AbortSignal | undefined;
}

/** Makes the database cluster unless it is there. A cluster is whole or absent: it is made beside its place and renamed. */
export async function ensureCluster(wanted: NewCluster): Promise<void> {
  if (existsSync(join(wanted.directory, 'PG_VERSION'))) return;
  const fresh = `${wanted.directory}.new`;
  await rm(fresh, { recursive: true, force: true });
  await mkdir(fresh, { recursive: true, mode: 0o700 });
  wanted.confinement.own(fresh);
  const secrets = await mkdtemp(join(wanted.runDirectory, 'initdb-'));
  try {
    await writeFile(join(secrets, 'password'), `${wanted.password}\n`, { mode: 0o600 });
    wanted.confinement.own(secrets);
    await initdb(wanted, fresh, join(secrets, 'password'));
  } finally {
    await rm(secrets, { recursive: true, force: true });
  }
  await writeFile(join(fresh, 'pg_hba.conf'), 'local all all scram-sha-256\n', { mode: 0o600 });
  wanted.confinement.own(fresh);
  await chmod(fresh, 0o700);
  await syncPath(join(fresh, 'pg_hba.conf'));
  await syncPath(fresh);
  await rename(fresh, wanted.directory);
  await syncPath(dirname(wanted.directory));
}

async function initdb(wanted: NewCluster, directory: string, passwordFile: string): Promise<void> {
  const args = [
    '-D',
    directory,
    '-U',
    SUPERUSER,
    `--pwfile=${passwordFile}`,
    '-A',
    'scram-sha-256',
    '-E',
    'UTF8',
  ];
  args.push('--locale-provider=builtin', '--locale=C.UTF-8', '--data-checksums');
  // messages must not depend on the machine's language, the cluster's contents must not either
  if (!wanted.durable) args.push('--no-sync');
  const child = wanted.confinement.spawn(wanted.binaries.initdb, args, {
    PATH: processEnvironment()['PATH'],
    LC_ALL: 'C',
  });
  const giveUp = (): void => void child.kill('SIGTERM');
  wanted.signal?.addEventListener('abort', giveUp, { once: true });
  const [output, code] = await Promise.all([collect(child), exitOf(child)]);
  wanted.signal?.removeEventListener('abort', giveUp);
  wanted.signal?.throwIfAborted();
  if (code === 0) return;
  const complaint = output.split('\n').findLast((line) => /error|FATAL|PANIC/.test(line)) ?? '';
  throw new StartError(
    `The embedded database could not be made: ${complaint.trim() || `initdb ended with ${code}`}`,
    { cause: new Error(output.slice(-2000)) },
  );
}

async function exitOf(child: ChildProcess): Promise<number | string> {
  const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
  return code ?? signal ?? 'no status';
}

async function collect(child: ChildProcess): Promise<string> {
  let text = '';
  const read = async (stream: NodeJS.ReadableStream | null): Promise<void> => {
    if (stream === null) return;
    for await (const chunk of stream) text = (text + String(chunk)).slice(-8000);
  };
  await Promise.all([read(child.stdout), read(child.stderr)]);
  return text;
}

async function syncPath(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

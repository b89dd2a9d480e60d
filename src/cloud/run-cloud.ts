import { existsSync, mkdirSync } from 'node:fs';
import net from 'node:net';
import { join } from 'node:path';
import type { GatewaySettings } from '#gateway/settings';
import { systemClock } from '#platform/clock';
import { guardProcess } from '#platform/last-resort';
import { createLog } from '#platform/telemetry/log';
import { type LogFile, openLogFile } from '#platform/telemetry/log-file';
import { assembly } from './assembly.ts';
import { completeSetUp } from './first-start.ts';
import type { LauncherProcess } from '#vmhost/launcher/process';
import { openEntrance } from './entrance.ts';
import { leaveRoot } from './leave-root.ts';
import { readCloudSettings } from './open-cloud.ts';
import type { MainOptions } from './options.ts';
import type { CloudSettings } from './settings.ts';
import { type RunningCloud, startCloud } from './start-cloud.ts';
import { StartError } from '#platform/service/start-error';
import { unwritable } from './start-failure.ts';
import { summaryOf } from './summary.ts';

/** A stop that takes longer than this is given up: whatever hangs must not keep the machine from shutting down. */
const STOP_LIMIT_MS = 10_000;

/** Lines that still wait at the end are given this long. */
const LAST_LINES_MS = 1_000;

/** Runs the cloud until it is told to stop. Resolves to the exit status. */
export async function runCloud(options: MainOptions): Promise<number> {
  const began = performance.now();
  if (options.configDirectory !== undefined && !existsSync(options.configDirectory)) {
    throw new StartError(`There is no settings directory ${options.configDirectory}.`);
  }
  // A terminal that was closed must not end the cloud.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
  const progress = (sentence: string): void => void process.stderr.write(`  ${sentence}\n`);
  const port = options.port === 0 ? await freePort(options.host ?? '127.0.0.1') : options.port;
  const { configDirectory, environment } = options;
  const settings = readCloudSettings({
    environment,
    ...(configDirectory === undefined ? {} : { configDirectory }),
    given: { GATEWAY_HOST: options.host, GATEWAY_PORT: port },
    told: progress,
  });
  const entrance =
    process.getuid?.() === 0 && options.parts.includes('gateway')
      ? await openEntrance(settings as unknown as GatewaySettings)
      : undefined;
  // As root still: it reads what an update left readable for root alone, and keeps what it compiles for the next start.
  await Promise.all(
    assembly.roles.filter(({ name }) => options.parts.includes(name)).map(({ load }) => load()),
  );
  const { launcher, stayedRoot } = await leaveRoot({
    dataDirectory: options.dataDirectory,
    withMachines: assembly.services.some(
      ({ manager }) => manager !== undefined && options.parts.includes(manager.role),
    ),
    progress,
  });
  const stopWanted = nextStopSignal();
  const logFile = openLog(options, settings as unknown as CloudSettings);
  const log = createLog({ level: 'info', destination: logFile });
  const cloud = await unlessStopped(
    stopWanted.signal,
    startCloud({
      dataDirectory: options.dataDirectory,
      environment,
      settings,
      parts: options.parts,
      setUpFollows: true,
      log,
      ...(launcher === undefined ? {} : { launcher }),
      ...(entrance === undefined ? {} : { entrance }),
      signal: stopWanted.signal,
      progress,
    }),
  );
  if (cloud === undefined) {
    await launcher?.close();
    return 0;
  }
  log.level = cloud.cloud.settings.LOG_LEVEL;
  let status = 0;
  let gaveUp = false;
  const unguard = guardProcess({
    log,
    clock: systemClock,
    giveUp: () => {
      gaveUp = true;
      process.kill(process.pid, 'SIGTERM');
    },
  });
  try {
    const setUp = await completeSetUp(cloud, { progress, signal: stopWanted.signal });
    process.stdout.write(
      summaryOf(cloud, setUp, { seconds: (performance.now() - began) / 1000, stayedRoot }),
    );
    await stopWanted.promise;
    await setUp.later;
  } catch (error) {
    if (!stopWanted.signal.aborted) throw error;
  } finally {
    process.stderr.write('  stopping; the next start finds everything as it is\n');
    status = await stopInTime(cloud, launcher, logFile);
    unguard();
  }
  return gaveUp ? 1 : status;
}

/** Undefined when the start was ended by a stop; it has undone itself then. */
async function unlessStopped(
  signal: AbortSignal,
  start: Promise<RunningCloud>,
): Promise<RunningCloud | undefined> {
  try {
    return await start;
  } catch (error) {
    if (!signal.aborted) throw error;
    return undefined;
  }
}

/** The log goes to a file, so that the terminal shows only what a person needs. */
function openLog(options: MainOptions, settings: CloudSettings): LogFile {
  const directory = join(options.dataDirectory, 'log');
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw unwritable(options.dataDirectory, cause);
  }
  const file = openLogFile({
    path: join(directory, 'synnefo.log'),
    maxBytes: settings.LOG_FILE_MB * 1024 * 1024,
    kept: settings.LOG_FILES_KEPT,
    clock: systemClock,
  });
  process.on('SIGHUP', () => file.reopen());
  return file;
}

/** A port that was free a moment ago: addresses carry it, so it must be known before anything starts. */
async function freePort(host: string): Promise<number> {
  const server = net.createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, host, resolve);
  });
  const { port } = server.address() as net.AddressInfo;
  await new Promise<void>((resolve) => void server.close(() => resolve()));
  return port;
}

function nextStopSignal(): { promise: Promise<void>; signal: AbortSignal } {
  const abort = new AbortController();
  const promise = new Promise<void>((resolve) => {
    const stop = (): void => {
      abort.abort();
      resolve();
    };
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, stop);
  });
  return { promise, signal: abort.signal };
}

async function stopInTime(
  cloud: RunningCloud,
  launcher: LauncherProcess | undefined,
  logFile: LogFile,
): Promise<number> {
  // Machines are ended by the cloud, with the launcher's help.
  const stopBoth = async (): Promise<void> => {
    await cloud.stop();
    await launcher?.close();
  };
  const limit = new Promise<'late'>((resolve) => {
    setTimeout(() => resolve('late'), STOP_LIMIT_MS).unref();
  });
  const result = await Promise.race([stopBoth().then(() => 'stopped' as const), limit]);
  await logFile.close(LAST_LINES_MS);
  if (result === 'late') {
    process.stderr.write('synnefo: something did not stop within ten seconds and was cut off\n');
    process.exit(1);
  }
  return 0;
}

import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { until } from './until.ts';
import { freePorts } from './free-port.ts';

const run = promisify(execFile);
/** Debian's own scripts; the ones on the PATH insist on the system's account and directories. */
const SCRIPTS = '/usr/lib/rabbitmq/bin';

export const hasRabbit = existsSync(join(SCRIPTS, 'rabbitmq-server'));

export interface Rabbit {
  url: string;
  /** Runs `rabbitmqctl`. */
  control(...args: string[]): Promise<string>;
  stop(): Promise<void>;
}

/** Starts a broker of one's own in a temporary directory on free ports of the loopback address; ready in about 7 s. */
export async function startRabbit(): Promise<Rabbit> {
  const directory = mkdtempSync(join(tmpdir(), 'synnefo-rabbit-'));
  const [port = 0, distribution = 0, mapper = 0] = await freePorts(3);
  const config = join(directory, 'rabbitmq.conf');
  writeFileSync(config, `listeners.tcp.1 = 127.0.0.1:${port}\nmanagement.tcp.ip = 127.0.0.1\n`);
  writeFileSync(join(directory, 'plugins'), '[].\n');
  const environment = {
    PATH: process.env['PATH'] ?? '',
    HOME: directory,
    LANG: 'C.UTF-8',
    RABBITMQ_NODENAME: `test${port}@localhost`,
    RABBITMQ_CONFIG_FILE: config,
    RABBITMQ_ENABLED_PLUGINS_FILE: join(directory, 'plugins'),
    RABBITMQ_MNESIA_BASE: join(directory, 'mnesia'),
    RABBITMQ_LOG_BASE: join(directory, 'log'),
    RABBITMQ_PID_FILE: join(directory, 'pid'),
    RABBITMQ_DIST_PORT: String(distribution),
    RABBITMQ_CONF_ENV_FILE: '/dev/null',
    ERL_EPMD_PORT: String(mapper),
    ERL_EPMD_ADDRESS: '127.0.0.1',
  };
  const server = spawn(join(SCRIPTS, 'rabbitmq-server'), [], {
    env: environment,
    detached: true,
    stdio: 'ignore',
  });
  const ended = new Promise<void>((resolve) => server.once('exit', () => resolve()));
  const control = async (...args: string[]): Promise<string> => {
    const { stdout } = await run(join(SCRIPTS, 'rabbitmqctl'), ['-q', ...args], { env: environment });
    return stdout;
  };
  const stop = async (): Promise<void> => {
    if (server.pid !== undefined) process.kill(-server.pid, 'SIGTERM');
    await ended;
    await run('epmd', ['-port', String(mapper), '-kill'], { env: environment }).catch(() => undefined);
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    await until(
      () =>
        control('await_startup', '--timeout', '60').then(
          () => true,
          () => false,
        ),
      90_000,
    );
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: `amqp://guest:guest@127.0.0.1:${port}/`, control, stop };
}

/** Ports that were free a moment ago. */

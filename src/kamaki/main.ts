import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { httpTransport } from '#contract/transport';
import type { Transport } from '#contract/transport';
import { endWithReader, stopSignal } from '#platform/commands/stop-signal';
import type { World } from './cli/world.ts';
import { runKamaki } from './run.ts';

/** The process: real streams, real network. */
function realWorld(): World {
  const signal = stopSignal();
  endWithReader();
  const transports = new Map<string, Transport>();
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    configPath: process.env['KAMAKI_CONFIG'] || join(homedir(), '.kamakirc'),
    home: homedir(),
    signal,
    transportTo: (origin, options) => {
      const known = transports.get(origin) ?? httpTransport(origin, { ...options, ...proxiesTo(origin) });
      transports.set(origin, known);
      return known;
    },
    monotonic: () => performance.now(),
    sleep: (milliseconds) => sleep(milliseconds, undefined, { signal }),
  };
}

/** A cloud on this very machine is reached directly: no proxy could lead to it. */
function proxiesTo(origin: string): { proxies?: NodeJS.ProcessEnv } {
  const isHere = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(new URL(origin).hostname);
  return isHere ? {} : { proxies: process.env };
}

process.exitCode = await runKamaki(process.argv.slice(2), realWorld());

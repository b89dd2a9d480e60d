import { homedir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { httpTransport } from '#contract/transport';
import type { Transport } from '#contract/transport';
import type { World } from './cli/world.ts';
import { runKamaki } from './run.ts';

/** The process: real streams, real network. Ctrl-C asks everything to stop; the second one does not ask. */
function realWorld(): World {
  const stop = new AbortController();
  const onSignal = (): void => {
    if (stop.signal.aborted) process.exit(130);
    stop.abort(new Error('stopped'));
  };
  process.on('SIGINT', onSignal);
  process.on('SIGTERM', onSignal);
  // `kamaki file cat … | head` closes the pipe: there is nobody left to tell.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  const transports = new Map<string, Transport>();
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    configPath: process.env['KAMAKI_CONFIG'] || join(homedir(), '.kamakirc'),
    home: homedir(),
    signal: stop.signal,
    transportTo: (origin, options) => {
      const known = transports.get(origin) ?? httpTransport(origin, { ...options, ...proxiesTo(origin) });
      transports.set(origin, known);
      return known;
    },
    monotonic: () => performance.now(),
    sleep: (milliseconds) => sleep(milliseconds, undefined, { signal: stop.signal }),
  };
}

/** A cloud on this very machine is reached directly: no proxy could lead to it. */
function proxiesTo(origin: string): { proxies?: NodeJS.ProcessEnv } {
  const isHere = /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(new URL(origin).hostname);
  return isHere ? {} : { proxies: process.env };
}

process.exitCode = await runKamaki(process.argv.slice(2), realWorld());

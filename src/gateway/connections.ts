import { readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { Socket } from 'node:net';
import { Semaphore } from '#platform/semaphore';

/** Descriptors kept free for files, databases and the answer "no". */
const RESERVED_DESCRIPTORS = 256;

/**
 * Bounds connections: so many for one address (proxies of ours excepted), and in all fewer than the process may have
 * descriptors, above which new ones are closed at once instead of failing somewhere inside.
 */
export function boundConnections(
  server: Server,
  options: {
    perAddress: number;
    isTrusted(address: string): boolean;
    onRefused(address: string): void;
    /** Told the number of open connections whenever it changes. */
    onChange(open: number): void;
  },
): void {
  const places = new Semaphore({ atOnce: options.perAddress });
  let open = 0;
  server.maxConnections = connectionLimit();
  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? '';
    // A client may reset its connection at any moment; without a listener that would end the process.
    socket.on('error', () => socket.destroy());
    const release = options.isTrusted(address) ? () => undefined : places.tryTake(address);
    if (release === undefined) {
      options.onRefused(address);
      socket.destroy();
      return;
    }
    options.onChange((open += 1));
    socket.once('close', () => {
      options.onChange((open -= 1));
      release();
    });
  });
}

/** Half of what the process may open, less the reserve: each connection may need a file or a socket behind it. */
function connectionLimit(): number {
  const limit = descriptorLimit();
  return Math.max(16, Math.floor((limit - Math.min(RESERVED_DESCRIPTORS, limit / 4)) / 2));
}

function descriptorLimit(): number {
  try {
    const match = /^Max open files\s+(\d+|unlimited)/m.exec(readFileSync('/proc/self/limits', 'latin1'));
    const soft = Number(match?.[1]);
    return Number.isFinite(soft) && soft > 0 ? soft : 1_048_576;
  } catch {
    return 1024; // not Linux: what every system grants
  }
}

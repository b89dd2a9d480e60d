import type { Readable } from 'node:stream';
import { once } from 'node:events';
import { KeeperError, type Keeper } from './keeper.ts';
import { WAY_OUT } from './rules-of.ts';

const START_LIMIT_MS = 10_000;

/** Starts what leads from the outer namespace into the world with the host's own connections. It ends with the keeper. */
export async function startWayOut(keeper: Keeper): Promise<void> {
  const child = keeper.spawnOnHostNetwork(
    [
      'slirp4netns',
      ...['--configure', '--mtu=65520', '--cidr=198.18.0.0/24', '--disable-host-loopback'],
      ...['--enable-sandbox', '--enable-seccomp', '--ready-fd=3'],
      ...['--netns-type=path', `/proc/${keeper.identity.pid}/ns/net`, WAY_OUT],
    ],
    ['ignore', 'ignore', 'ignore', 'pipe'],
  );
  child.unref();
  const ready = child.stdio[3] as Readable;
  try {
    const [word] = (await once(ready, 'data', { signal: AbortSignal.timeout(START_LIMIT_MS) })) as [Buffer];
    if (word.toString() !== '1') throw new KeeperError('slirp4netns did not start');
  } catch (error) {
    child.kill('SIGKILL');
    throw error instanceof KeeperError
      ? error
      : new KeeperError('slirp4netns did not start', { cause: error });
  } finally {
    ready.destroy();
  }
}

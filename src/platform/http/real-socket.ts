import { open } from 'node:fs/promises';
import { constants } from 'node:fs';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Opens a name and not what is behind it; Node.js has no constant for it. */
const O_PATH = 0o10000000;

/**
 * Connects to the UNIX socket that lies at the path itself. A link there is refused with ENOTSOCK: where others make the entries
 * of a folder, it would lead us to any socket that we may reach and they may not. Nothing is read before somebody listens.
 */
export async function connectToSocket(
  path: string,
  options: { allowHalfOpen?: boolean } = {},
): Promise<Socket> {
  const entry = await open(path, O_PATH | constants.O_NOFOLLOW);
  let socket: Socket;
  try {
    if (!(await entry.stat()).isSocket())
      throw Object.assign(new Error(`${path} is not a socket`), { code: 'ENOTSOCK' });
    socket = connect({ path: `/proc/self/fd/${entry.fd}`, ...options });
  } finally {
    // The name has been used by now. Not waited for: from here on every turn may bring an error that somebody must hear.
    void entry.close();
  }
  await once(socket, 'connect');
  return socket;
}

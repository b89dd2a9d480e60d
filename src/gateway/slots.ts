import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Semaphore } from '#platform/semaphore';

/** Starts the keys of requests without a credential. */
const ADDRESS = 'address ';

/** Bounds what one credential, or one address without any, has in work at a time. */
export function requestSlots(limits: { perCredential: number; perAddress: number }): Semaphore {
  return new Semaphore({
    atOnce: (key) => (key.startsWith(ADDRESS) ? limits.perAddress : limits.perCredential),
  });
}

/** Whose work a request is: that of its credential, or of its address when it has none. Credentials are kept hashed. */
export function slotKey(request: IncomingMessage, clientAddress: string): string {
  const credential = request.headers['x-auth-token'] ?? request.headers.authorization;
  if (credential === undefined) return ADDRESS + clientAddress;
  return createHash('sha256').update(String(credential)).digest('base64');
}

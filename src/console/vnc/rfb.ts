import { createCipheriv, randomBytes, timingSafeEqual } from 'node:crypto';
import type { Socket } from 'node:net';

/* The first words of RFB 3.8 on both sides of the door (spec/node-side 5.2). What comes after them is copied. */

const VERSION = 'RFB 003.008\n';
const NO_SECURITY = 1;
const VNC_AUTHENTICATION = 2;

/** A peer that speaks something else, or does not know the password. */
export class RfbRefusal extends Error {
  override name = 'RfbRefusal';
}

/** Greets a screen, which must ask for no password: QEMU's own sockets do not. */
export async function greetScreen(screen: Socket, signal: AbortSignal): Promise<void> {
  const version = (await take(screen, 12, signal)).toString('latin1');
  if (version !== VERSION) throw new RfbRefusal('the screen speaks another version of RFB');
  screen.write(VERSION);
  const [count = 0] = await take(screen, 1, signal);
  if (count === 0) throw new RfbRefusal('the screen refuses viewers');
  const types = await take(screen, count, signal);
  if (!types.includes(NO_SECURITY)) throw new RfbRefusal('the screen demands a password');
  screen.write(Buffer.from([NO_SECURITY]));
  if ((await take(screen, 4, signal)).readUInt32BE() !== 0)
    throw new RfbRefusal('the screen refuses the door');
}

/** Greets a viewer and lets him in by the password, of which VNC reads eight characters. */
export async function greetViewer(viewer: Socket, password: string, signal: AbortSignal): Promise<void> {
  viewer.write(VERSION);
  const version = (await take(viewer, 12, signal)).toString('latin1');
  if (version === VERSION) {
    viewer.write(Buffer.from([1, VNC_AUTHENTICATION]));
    const [chosen] = await take(viewer, 1, signal);
    if (chosen !== VNC_AUTHENTICATION) throw refusal(viewer, 'Only VNC authentication is spoken here.');
  } else if (version === 'RFB 003.003\n') viewer.write(uint32(VNC_AUTHENTICATION));
  else throw new RfbRefusal('the viewer speaks another version of RFB');
  const challenge = randomBytes(16);
  viewer.write(challenge);
  const answer = await take(viewer, 16, signal);
  if (!timingSafeEqual(answer, vncResponse(password, challenge)))
    throw refusal(viewer, 'The password is wrong.', version === VERSION);
  viewer.write(uint32(0));
}

function refusal(viewer: Socket, reason: string, says = true): RfbRefusal {
  viewer.write(says ? Buffer.concat([uint32(1), uint32(reason.length), Buffer.from(reason)]) : uint32(1));
  return new RfbRefusal(reason);
}

/**
 * What a viewer answers to a challenge: DES under the password, the bits of whose bytes VNC turns round. OpenSSL has single
 * DES no more, and triple DES of one key three times is the same.
 */
export function vncResponse(password: string, challenge: Buffer): Buffer {
  const key = Buffer.alloc(8);
  Buffer.from(password, 'latin1').copy(key, 0, 0, 8);
  for (const [at, byte] of key.entries()) key[at] = reversed(byte);
  const cipher = createCipheriv('des-ede3-ecb', Buffer.concat([key, key, key]), null).setAutoPadding(false);
  return Buffer.concat([cipher.update(challenge), cipher.final()]);
}

function reversed(byte: number): number {
  let turned = 0;
  for (let bit = 0; bit < 8; bit += 1) turned |= ((byte >> bit) & 1) << (7 - bit);
  return turned;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** So many bytes, and none of those that follow. Throws when the peer ends, or the time does. */
async function take(socket: Socket, count: number, signal: AbortSignal): Promise<Buffer> {
  for (;;) {
    const bytes = socket.read(count) as Buffer | null;
    if (bytes !== null && bytes.length === count) return bytes;
    if (bytes !== null || socket.readableEnded || socket.destroyed) throw new RfbRefusal('the peer left');
    await new Promise<void>((resolve, reject) => {
      const settle = (): void => {
        for (const name of ['readable', 'end', 'close']) socket.off(name, settle);
        signal.removeEventListener('abort', settle);
        if (signal.aborted) reject(new RfbRefusal('the time for it is over'));
        else resolve();
      };
      for (const name of ['readable', 'end', 'close']) socket.once(name, settle);
      signal.addEventListener('abort', settle, { once: true });
      if (signal.aborted) settle();
    });
  }
}

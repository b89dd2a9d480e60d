import { generateKeyPair } from 'node:crypto';
import { promisify } from 'node:util';
import { isUniqueViolation } from '#platform/database';
import { readSshPublicKey, type SshPublicKey, UnusableKey } from '#platform/ssh-public-key';
import { fail } from '../errors.ts';
import type { KeypairRow } from '../store/keypairs.ts';
import type { Store } from '../store/store.ts';
import type { Caller, Compute } from './compute.ts';
import { checkAddressable, isStorable } from './names.ts';

const generate = promisify(generateKeyPair);

/** Keeps a public key, or makes a pair of which the private half is given back and kept nowhere. */
export async function createKeypair(
  { store, clock, settings }: Compute,
  { user }: Caller,
  wanted: { name: string; publicKey: string | undefined },
): Promise<{ keypair: KeypairRow; privateKey?: string }> {
  const name = checkedName(wanted.name);
  const limit = settings.USERDATA_MAX_SSH_KEYS_PER_USER;
  const checkCount = async (session: Store): Promise<void> => {
    if ((await session.keypairs.of(user)).length >= limit) fail('too_many_keypairs', { limit });
  };
  await checkCount(store); // before a pair is made for nothing
  const made = wanted.publicKey === undefined ? await newPair(settings.USERDATA_SSH_KEY_LENGTH) : undefined;
  const given = made?.publicKey ?? wanted.publicKey ?? '';
  if (given.length > settings.USERDATA_SSH_KEY_MAX_CONTENT_LENGTH) {
    fail('keypair_too_long');
  }
  const { content, fingerprint } = readPublicKey(given);
  const now = clock.now();
  try {
    const row = { userId: user, name, content, fingerprint, created: now, updated: now };
    const keypair = await store.transaction(async (tx) => {
      await tx.keypairs.lockOf(user);
      await checkCount(tx);
      return tx.keypairs.insert(row);
    });
    return made === undefined ? { keypair } : { keypair, privateKey: made.privateKey };
  } catch (error) {
    if (isUniqueViolation(error, 'keypairs_name')) fail('keypair_exists', { name });
    throw error;
  }
}

function checkedName(name: string): string {
  if (name.trim() === '' || name.length > 255 || !/^[\p{L}\p{M}\p{N}\p{P}\p{S} ]+$/u.test(name)) {
    fail('bad_keypair_name');
  }
  return checkAddressable(name, 'The name of a keypair');
}

async function newPair(bits: number): Promise<{ publicKey: string; privateKey: string }> {
  if (bits === 0) fail('keypair_not_generated');
  const pair = await generate('rsa', {
    modulusLength: bits,
    publicKeyEncoding: { type: 'pkcs1', format: 'der' },
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
  });
  return {
    publicKey: `ssh-rsa ${opensshBody(pair.publicKey).toString('base64')}`,
    privateKey: pair.privateKey,
  };
}

/** `string "ssh-rsa", mpint e, mpint n` (RFC 4253 6.6) of a PKCS#1 key, `SEQUENCE { INTEGER n, INTEGER e }`. */
function opensshBody(der: Buffer): Buffer {
  const sequence = element(der, 0);
  const n = element(der, sequence.start);
  const e = element(der, n.end);
  const parts = [Buffer.from('ssh-rsa'), der.subarray(e.start, e.end), der.subarray(n.start, n.end)];
  return Buffer.concat(parts.flatMap((part) => [uint32(part.length), part]));
}

function element(der: Buffer, at: number): { start: number; end: number } {
  const first = der[at + 1]!;
  if (first < 0x80) return { start: at + 2, end: at + 2 + first };
  const size = first & 0x7f;
  const start = at + 2 + size;
  return { start, end: start + der.readUIntBE(at + 2, size) };
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/**
 * The caller's keys of these names, as a machine takes them. One that was kept before today's rule and does not meet it is
 * refused here, where its owner hears of it, and not by the back end.
 */
export async function authorizedKeysOf(
  { store }: Compute,
  { user }: Caller,
  names: readonly string[],
): Promise<string[]> {
  if (names.length === 0) return [];
  const keys = new Map((await store.keypairs.of(user)).map(({ name, content }) => [name, content]));
  return names.map((name) => {
    const content = keys.get(name) ?? fail('keypair_not_found', { name });
    try {
      return readSshPublicKey(content).content;
    } catch (thrown) {
      if (!(thrown instanceof UnusableKey)) throw thrown;
      return fail('keypair_unusable', { name, reason: thrown.message });
    }
  });
}

/** 400 with the reason for a text that would not let its owner in (C12). */
function readPublicKey(text: string): SshPublicKey {
  try {
    return readSshPublicKey(text);
  } catch (thrown) {
    if (!(thrown instanceof UnusableKey)) throw thrown;
    return fail('keypair_refused', { reason: thrown.message });
  }
}

/** The caller's own key; another's is not there. */
export async function findKeypair({ store }: Compute, { user }: Caller, name: string): Promise<KeypairRow> {
  const found = isStorable(name) ? await store.keypairs.find(user, name) : undefined;
  return found ?? fail('keypair_not_found', { name });
}

export async function deleteKeypair({ store }: Compute, { user }: Caller, name: string): Promise<void> {
  const removed = isStorable(name) && (await store.keypairs.remove(user, name));
  if (!removed) fail('keypair_not_found', { name });
}

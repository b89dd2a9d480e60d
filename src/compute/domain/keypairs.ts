import { generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { isStorable } from '#contract/json';
import { isUniqueViolation } from '#platform/database/database';
import { readSshPublicKey, type SshPublicKey, UnusableKey } from '#platform/ssh-public-key';
import { fail } from '../errors.ts';
import type { KeypairRow } from '../store/keypairs.ts';
import type { Store } from '../store/store.ts';
import type { Caller, Compute } from './compute.ts';
import { checkAddressable } from './names.ts';

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
  });
  return {
    publicKey: `ssh-rsa ${opensshBody(pair.publicKey).toString('base64')}`,
    privateKey: pair.privateKey.export({ type: 'pkcs1', format: 'pem' }).toString(),
  };
}

/** `string "ssh-rsa", mpint e, mpint n` (RFC 4253 6.6). */
function opensshBody(key: KeyObject): Buffer {
  const { e = '', n = '' } = key.export({ format: 'jwk' });
  const parts = [Buffer.from('ssh-rsa'), mpint(e), mpint(n)];
  return Buffer.concat(parts.flatMap((part) => [uint32(part.length), part]));
}

/** A number above zero: its first bit would be a sign. */
function mpint(base64url: string): Buffer {
  const bytes = Buffer.from(base64url, 'base64url');
  return bytes[0]! < 0x80 ? bytes : Buffer.concat([Buffer.alloc(1), bytes]);
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

import { createHash } from 'node:crypto';
import { fail } from '../errors.ts';

const TYPES = new Set([
  'ssh-rsa',
  'ssh-dss',
  'ssh-ed25519',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'sk-ssh-ed25519@openssh.com',
  'sk-ecdsa-sha2-nistp256@openssh.com',
]);

/**
 * One public key as `type base64 comment`. What would change the meaning of an authorized_keys file or of a guest's
 * configuration is refused: options, further lines, control characters, a body of another type than it says (C12).
 */
export function readPublicKey(text: string): { content: string; fingerprint: string } {
  const line = text.trim();
  // eslint-disable-next-line no-control-regex -- control characters are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(line)) refuse('it must be one line');
  const [type = '', body = '', ...comment] = line.split(/ +/);
  if (!TYPES.has(type)) refuse('its type is not known');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(body)) refuse('its body is not base64');
  const bytes = Buffer.from(body, 'base64');
  const length = bytes.length >= 4 ? bytes.readUInt32BE(0) : 0;
  if (bytes.subarray(4, 4 + length).toString('latin1') !== type) refuse('its body is of another type');
  const content = [type, body, ...comment].join(' ');
  return { content, fingerprint: fingerprintOf(bytes) };
}

function refuse(why: string): never {
  fail('bad_request', { message: `The public key is not valid: ${why}.` });
}

/** MD5 with colons, as the original shows it. */
function fingerprintOf(body: Buffer): string {
  return createHash('md5')
    .update(body)
    .digest('hex')
    .replaceAll(/(..)(?!$)/g, '$1:');
}

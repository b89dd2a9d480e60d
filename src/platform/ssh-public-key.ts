import { createHash, createPublicKey } from 'node:crypto';

/*
 * The one rule for public keys of people: what it accepts, compute keeps and vmhost writes into a machine. Everything that
 * OpenSSH would skip in an authorized_keys file is refused when it is imported, because it shows only when the machine runs
 * and its owner stands before the door.
 */

/** Why a text is not a public key that lets its owner in; the message is for that owner. */
export class UnusableKey extends RangeError {
  override name = 'UnusableKey';
}

export interface SshPublicKey {
  /** `type base64 comment`, one line. */
  content: string;
  /** MD5 of the body, with colons. */
  fingerprint: string;
}

/** dropbear skips lines of more than 4,200 bytes, an old sshd of more than 8 KiB. */
const MAX_BYTES = 4_096;

/**
 * Reads one public key. The comment keeps its letters in any script and loses what cannot be seen. Throws UnusableKey, which
 * says what the text is instead, for anything but one line with a type, a whole body of that type, and a comment.
 */
export function readSshPublicKey(text: string): SshPublicKey {
  const line = text.trim();
  refuseOtherFiles(line);
  const [type = '', body = '', ...comment] = line.split(/ +/);
  refuseOtherTypes(type, line);
  const bytes = Buffer.from(body, 'base64');
  if (bytes.length === 0 || bytes.toString('base64') !== body)
    throw new UnusableKey('its body is not whole base64. Was it cut short when it was copied?');
  checkBody(type, bytes);
  const words = visible(comment.join(' '));
  const content = words === '' ? `${type} ${body}` : `${type} ${body} ${words}`;
  if (Buffer.byteLength(content) > MAX_BYTES) throw new UnusableKey(`it is longer than ${MAX_BYTES} bytes.`);
  return { content, fingerprint: fingerprintOf(bytes) };
}

/** Files that people take for the public key. */
function refuseOtherFiles(line: string): void {
  if (line === '') throw new UnusableKey('it is empty.');
  if (/PRIVATE KEY-----|^PuTTY-User-Key-File/m.test(line))
    throw new UnusableKey(
      'this is a private key. Keep it to yourself, and give the .pub file, which ssh-keygen -y prints.',
    );
  if (/^---- BEGIN SSH2 PUBLIC KEY/.test(line))
    throw new UnusableKey('it is in the format of RFC 4716. ssh-keygen -i -f FILE makes one line of it.');
  if (/^-----BEGIN (?:RSA )?PUBLIC KEY/.test(line))
    throw new UnusableKey('it is in PEM format. ssh-keygen -i -m PKCS8 -f FILE makes one line of it.');
  if (/[\r\n]/.test(line)) throw new UnusableKey('it has several lines: give one key, on one line.');
  if (line.includes('\t')) throw new UnusableKey('it holds a tab: put a blank in its place.');
  if (/\p{Cc}/u.test(line) || !line.isWellFormed())
    throw new UnusableKey('it holds characters that are not text.');
}

const TYPES = new Set([
  'ssh-ed25519',
  'ssh-rsa',
  'ecdsa-sha2-nistp256',
  'ecdsa-sha2-nistp384',
  'ecdsa-sha2-nistp521',
  'sk-ssh-ed25519@openssh.com',
  'sk-ecdsa-sha2-nistp256@openssh.com',
]);

function refuseOtherTypes(type: string, line: string): void {
  if (TYPES.has(type)) return;
  if (type === 'ssh-dss')
    throw new UnusableKey('DSA keys are not accepted by machines any more. Use Ed25519.');
  if (type === 'ssh-rsa1' || /^\d+ \d+ \d+/.test(line))
    throw new UnusableKey('keys of SSH version 1 are not accepted by machines any more. Use Ed25519.');
  if (type.endsWith('-cert-v01@openssh.com'))
    throw new UnusableKey('it is a certificate: give the public key itself.');
  const known = [...TYPES].some((name) => line.includes(` ${name} `));
  if (known) throw new UnusableKey('options before the key are not taken: begin with its type.');
  if (type.startsWith('AAAA'))
    throw new UnusableKey('its type is missing: it should begin as ssh-ed25519 AAAA… does.');
  throw new UnusableKey(`its type must be one of ${[...TYPES].join(', ')}.`);
}

const DAMAGED = 'its body is damaged: it does not hold what its type says.';
const CURVES: Readonly<Record<string, { name: string; bytes: number }>> = {
  nistp256: { name: 'P-256', bytes: 32 },
  nistp384: { name: 'P-384', bytes: 48 },
  nistp521: { name: 'P-521', bytes: 66 },
};

/** The body of RFC 4253 6.6, RFC 5656 3.1, RFC 8709 4 and OpenSSH's PROTOCOL.u2f, read to its last byte. */
function checkBody(type: string, body: Buffer): void {
  const fields = fieldsOf(body);
  const named = fields.shift()?.toString('latin1');
  if (named !== type) throw new UnusableKey(`its body is damaged or of another type than ${type}.`);
  // A security key names the application that it was made for, as its last field.
  const application = type.startsWith('sk-') ? fields.pop() : undefined;
  if (application?.length === 0) throw new UnusableKey(DAMAGED);
  if (type === 'ssh-rsa') checkRsa(fields);
  else if (type.includes('ed25519')) checkEd25519(fields);
  else checkEcdsa(/nistp\d+/.exec(type)![0], fields);
}

/** Length-prefixed strings that fill the body exactly. */
function fieldsOf(body: Buffer): Buffer[] {
  const fields: Buffer[] = [];
  let at = 0;
  while (at < body.length) {
    const start = at + 4;
    const end = start > body.length ? Number.POSITIVE_INFINITY : start + body.readUInt32BE(at);
    if (end > body.length) throw new UnusableKey('its body is cut short or has something appended.');
    fields.push(body.subarray(start, end));
    at = end;
  }
  return fields;
}

/** sshd refuses shorter ones since 9.1, whatever else is configured. */
const RSA_MIN_BITS = 1024;
const RSA_MAX_BITS = 16_384;

function checkRsa(fields: readonly Buffer[]): void {
  const [e, n] = fields;
  if (fields.length !== 2 || e === undefined || n === undefined || ![e, n].every(isPositive))
    throw new UnusableKey(DAMAGED);
  const bits = BigInt(`0x${n.toString('hex')}`).toString(2).length;
  if (bits < RSA_MIN_BITS || bits > RSA_MAX_BITS)
    throw new UnusableKey(
      `RSA keys have ${RSA_MIN_BITS} to ${RSA_MAX_BITS} bits here, and this one ${bits}.`,
    );
  const isOdd = (value: Buffer): boolean => (value.at(-1)! & 1) === 1;
  if (!isOdd(n) || !isOdd(e) || (e.length === 1 && e[0]! < 3)) throw new UnusableKey(DAMAGED);
}

/** An mpint above zero in its one spelling (RFC 4251 5). */
function isPositive(value: Buffer): boolean {
  const [first = 0x80, second = 0] = value;
  return first < 0x80 && (first !== 0 || second >= 0x80);
}

function checkEd25519(fields: readonly Buffer[]): void {
  if (fields.length !== 1 || fields[0]!.length !== 32) throw new UnusableKey(DAMAGED);
}

function checkEcdsa(curve: string, fields: readonly Buffer[]): void {
  const [named, point] = fields;
  const { name, bytes } = CURVES[curve]!;
  const isPoint = point?.length === 1 + 2 * bytes && point[0] === 4;
  if (fields.length !== 2 || named?.toString('latin1') !== curve || point === undefined || !isPoint)
    throw new UnusableKey(DAMAGED);
  const [x, y] = [point.subarray(1, 1 + bytes), point.subarray(1 + bytes)].map((half) =>
    half.toString('base64url'),
  );
  try {
    createPublicKey({ format: 'jwk', key: { kty: 'EC', crv: name, x: x!, y: y! } });
  } catch {
    throw new UnusableKey(DAMAGED); // a point that is not on the curve
  }
}

function visible(comment: string): string {
  return comment
    .normalize('NFC')
    .replaceAll(/[^\p{L}\p{M}\p{N}\p{P}\p{S} ]+/gu, '')
    .trim();
}

/** MD5 with colons, as the original shows it. */
function fingerprintOf(body: Buffer): string {
  return createHash('md5')
    .update(body)
    .digest('hex')
    .replaceAll(/(..)(?!$)/g, '$1:');
}

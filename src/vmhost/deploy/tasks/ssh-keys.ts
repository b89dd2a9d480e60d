import { createPrivateKey, generateKeyPair, type KeyObject, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';

/* Keys of an SSH server as OpenSSH keeps them. */

export const hostKeyTypes = ['rsa', 'ecdsa', 'ed25519'] as const;
export type HostKeyType = (typeof hostKeyTypes)[number];

/** What `ssh_host_<type>_key` and its `.pub` hold. */
export interface HostKey {
  secret: string;
  open: string;
}

const generate = promisify(generateKeyPair);

/** Makes a new key; `comment` stands at the end of its public line. */
export async function newHostKey(type: HostKeyType, comment: string): Promise<HostKey> {
  switch (type) {
    case 'rsa': {
      const { publicKey, privateKey } = await generate('rsa', { modulusLength: 3072 });
      const { n = '', e = '' } = publicKey.export({ format: 'jwk' });
      const body = Buffer.concat([text('ssh-rsa'), integer(e), integer(n)]);
      return { secret: pem(privateKey, 'pkcs1'), open: line('ssh-rsa', body, comment) };
    }
    case 'ecdsa': {
      const { publicKey, privateKey } = await generate('ec', { namedCurve: 'prime256v1' });
      const { x = '', y = '' } = publicKey.export({ format: 'jwk' });
      const point = Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')]);
      const name = 'ecdsa-sha2-nistp256';
      const body = Buffer.concat([text(name), text('nistp256'), string(point)]);
      return { secret: pem(privateKey, 'sec1'), open: line(name, body, comment) };
    }
    case 'ed25519': {
      const { publicKey, privateKey } = await generate('ed25519');
      const open = Buffer.from(publicKey.export({ format: 'jwk' }).x ?? '', 'base64url');
      const seed = Buffer.from(privateKey.export({ format: 'jwk' }).d ?? '', 'base64url');
      const body = Buffer.concat([text('ssh-ed25519'), string(open)]);
      return { secret: opensshFile(body, open, seed, comment), open: line('ssh-ed25519', body, comment) };
    }
  }
}

/** OpenSSH reads Ed25519 keys in its own format only (PROTOCOL.key). */
function opensshFile(body: Buffer, open: Buffer, seed: Buffer, comment: string): string {
  const check = randomBytes(4);
  const secret = [text('ssh-ed25519'), string(open), string(Buffer.concat([seed, open])), text(comment)];
  let inner = Buffer.concat([check, check, ...secret]);
  for (let pad = 1; inner.length % 8 !== 0; pad++) inner = Buffer.concat([inner, Buffer.of(pad)]);
  const head = [Buffer.from('openssh-key-v1\0'), text('none'), text('none'), text(''), Buffer.of(0, 0, 0, 1)];
  const whole = Buffer.concat([...head, string(body), string(inner)]).toString('base64');
  const lines = whole.match(/.{1,70}/g) ?? [];
  return ['-----BEGIN OPENSSH PRIVATE KEY-----', ...lines, '-----END OPENSSH PRIVATE KEY-----', ''].join(
    '\n',
  );
}

function pem(key: KeyObject, type: 'pkcs1' | 'sec1'): string {
  return createPrivateKey(key.export({ type: 'pkcs8', format: 'pem' }))
    .export({ type, format: 'pem' })
    .toString();
}

function line(type: string, body: Buffer, comment: string): string {
  return `${type} ${body.toString('base64')} ${comment}\n`;
}

function string(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

function text(words: string): Buffer {
  return string(Buffer.from(words));
}

/** A positive number never begins with the bit of the sign. */
function integer(base64url: string): Buffer {
  const bytes = Buffer.from(base64url, 'base64url');
  return string((bytes[0] ?? 0) < 0x80 ? bytes : Buffer.concat([Buffer.of(0), bytes]));
}

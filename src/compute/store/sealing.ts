import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { Secret } from '#platform/secret';

const KEY_ID = 'k1';

/** Seals secrets before they are stored. `context` binds the sealed text to its row: it opens nowhere else (S7). */
export interface Sealer {
  seal(text: string, context: string): string;
  open(sealed: string, context: string): string;
}

/** AES-256-GCM with a key derived from the cloud's sealing key (base64url). The text starts with the key's name. */
export function sealer(sealingKey: Secret): Sealer {
  const master = Buffer.from(sealingKey.reveal(), 'base64url');
  const key = Buffer.from(hkdfSync('sha256', master, Buffer.alloc(0), 'synnefo compute sealing', 32));
  return {
    seal: (text, context) => {
      const nonce = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(context));
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return `${KEY_ID}:${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')}`;
    },
    open: (sealed, context) => {
      const [id, text = ''] = sealed.split(':', 2);
      if (id !== KEY_ID) throw new Error(`sealed with the unknown key ${id ?? ''}`);
      const bytes = Buffer.from(text, 'base64url');
      const cipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, 12)).setAAD(Buffer.from(context));
      cipher.setAuthTag(bytes.subarray(12, 28));
      return Buffer.concat([cipher.update(bytes.subarray(28)), cipher.final()]).toString('utf8');
    },
  };
}

/** What binds a sealed password to its back end. */
export function sealContext(clustername: string): string {
  return `backend:${clustername}`;
}

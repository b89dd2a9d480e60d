import { hash } from 'node:crypto';

/** Bytes of randomness in every token and session (43 characters of base64url). */
export const SECRET_BYTES = 32;

/** Session secrets carry this mark, so that a look-up knows which table to read; it says nothing about the holder. */
const SESSION_MARK = 'session.';

/** What is stored of a token: its SHA-256. 256 random bits need no salt and no slow hash (I5). */
export function hashSecret(secret: string): Buffer {
  return hash('sha256', secret, 'buffer');
}

/** The secret of a console session, given random text. */
export function sessionSecret(random: string): string {
  return SESSION_MARK + random;
}

/** Whether a presented credential is a session rather than a token. */
export function isSessionSecret(secret: string): boolean {
  return secret.startsWith(SESSION_MARK);
}

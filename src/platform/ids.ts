import { randomBytes, randomUUID } from 'node:crypto';

/** The only source of identifiers and secrets. */
export interface Ids {
  uuid(): string;
  /** Random bytes as base64url without padding: 32 bytes give 43 characters. */
  secret(bytes: number): string;
}

export const randomIds: Ids = {
  uuid: () => randomUUID(),
  secret: (bytes) => randomBytes(bytes).toString('base64url'),
};

import { createHmac } from 'node:crypto';
import type { Secret } from '#platform/secret';

/**
 * A hash that only this cloud can make, of secrets that a person chose: a stolen database does not tell them, however short
 * they are. The purpose keeps a hash from being good for something else (S7).
 */
export function sealedHashBy(key: Secret): (purpose: string, secret: string) => Buffer {
  return (purpose, secret) =>
    createHmac('sha256', key.reveal()).update(`${purpose}\n`).update(secret).digest();
}

import assert from 'node:assert/strict';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** An emulated machine takes its time, on a busy host a lot of it. */
export const BOOT_LIMIT_MS = 180_000;

/** A caller of compute, as the first administrator of a running cloud. */
export function apiOf(address: string, directory: string) {
  const { token } = JSON.parse(readFileSync(join(directory, 'admin.json'), 'utf8')) as { token: string };
  return async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const reply = await fetch(`${address}/cyclades/compute/v2.0${path}`, {
      method,
      headers: { 'x-auth-token': token, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await reply.text();
    assert.ok(reply.ok, `${method} ${path}: ${reply.status} ${text}`);
    return (text === '' ? undefined : JSON.parse(text)) as T;
  };
}

/** Log-in prompts in the serial log of the one machine. */
export function prompts(directory: string): number {
  const logs = globSync(join(directory, 'vmhost', 'machines', '*', 'serial.log')).map((path) =>
    readFileSync(path, 'utf8'),
  );
  return logs.join('').split('login:').length - 1;
}

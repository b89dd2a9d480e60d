import { join } from 'node:path';
import { z } from 'zod';
import type { FirstAccount } from '#platform/service/set-up';
import { readJsonFile, writePrivateFile } from './private-file.ts';

const AdminFile = z.object({
  url: z.string(),
  email: z.string(),
  password: z.string(),
  uuid: z.string(),
  token: z.string(),
});

/** The first account as `admin.json` keeps it, mode 0600, for the operator; undefined when the operator removed it. */
export function readAdminFile(dataDirectory: string): FirstAccount | undefined {
  const found = readJsonFile(join(dataDirectory, 'admin.json'));
  return found === undefined ? undefined : AdminFile.parse(found);
}

export function writeAdminFile(dataDirectory: string, account: FirstAccount): void {
  writePrivateFile(join(dataDirectory, 'admin.json'), `${JSON.stringify(account, undefined, 2)}\n`);
}

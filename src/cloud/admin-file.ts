import { join } from 'node:path';
import { z } from 'zod';
import { readJsonFile, writePrivateFile } from './private-file.ts';

const AdminFile = z.object({
  url: z.string(),
  email: z.string(),
  password: z.string(),
  uuid: z.string(),
  token: z.string(),
});

/** The first administrator as `admin.json` keeps it, mode 0600, for the operator and for scripts. */
export type AdminAccount = z.infer<typeof AdminFile>;

/** The account in the data directory's `admin.json`; undefined when there is none (the operator may have removed it). */
export function readAdminFile(dataDirectory: string): AdminAccount | undefined {
  const found = readJsonFile(join(dataDirectory, 'admin.json'));
  return found === undefined ? undefined : AdminFile.parse(found);
}

export function writeAdminFile(dataDirectory: string, account: AdminAccount): void {
  writePrivateFile(join(dataDirectory, 'admin.json'), `${JSON.stringify(account, undefined, 2)}\n`);
}

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The account that the cloud runs as when root starts it. Never `nobody`: others may be `nobody` too. */
export const SERVICE_ACCOUNT = 'synnefo';

/** An account of this machine. */
export interface Account {
  name: string;
  uid: number;
  gid: number;
}

/** The system account of the cloud, made when it is missing. Throws when it cannot be made. */
export async function serviceAccount(): Promise<Account> {
  const known = findAccount();
  if (known !== undefined) return known;
  await run('useradd', [
    '--system',
    '--user-group',
    '--no-create-home',
    '--shell',
    '/usr/sbin/nologin',
    SERVICE_ACCOUNT,
  ]);
  const made = findAccount();
  if (made === undefined) throw new Error(`the system account '${SERVICE_ACCOUNT}' could not be made`);
  return made;
}

function findAccount(): Account | undefined {
  return accounts().find(({ name }) => name === SERVICE_ACCOUNT);
}

/** The accounts of this machine's own file. */
export function accounts(): Account[] {
  const rows = readFileSync('/etc/passwd', 'utf8').split('\n');
  return rows
    .map((row) => row.split(':'))
    .filter((fields) => fields.length === 7)
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
}

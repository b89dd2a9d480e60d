/*
 * The one process of the cloud that keeps root when the rest has given it up: it makes the folders of machines, starts their
 * programs and ends them, each as the machine's own user. Arguments: data directory, user and group of the service. Requests
 * come on standard input, which nobody else has; when it closes, the service is gone and so are we. Machines run on.
 */
import { readFileSync } from 'node:fs';
import { isMachineUid } from '../qemu/owner.ts';
import { readLines } from './lines.ts';
import { enterMachines, perform, PrivilegedDeeds } from './privileged.ts';
import { readNumber, readRequest, RefusedRequest, type Reply } from './requests.ts';

process.umask(0o007);
// A terminal and a service manager signal the whole group: machines are stopped by the service first, which needs us.
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, () => undefined);

const [dataDirectory = '', uid = '', gid = ''] = process.argv.slice(2);
const service = { uid: Number(uid), gid: Number(gid) };
const uidMap = readFileSync('/proc/self/uid_map', 'utf8');
const isMachine = (user: number): boolean => user !== service.uid && isMachineUid(user, uidMap);
const deeds = new PrivilegedDeeds(service, isMachine);

enterMachines(dataDirectory, service);
process.stdout.on('error', () => process.exit(0));
say({ ready: true });
readLines(
  process.stdin,
  (line) => void answer(line),
  () => process.exit(0),
);

function say(reply: Reply): void {
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}

async function answer(line: string): Promise<void> {
  let id = 0;
  try {
    const numbered = readNumber(line);
    ({ id } = numbered);
    const launched = await perform(deeds, readRequest(numbered, isMachine));
    say(launched === undefined ? { id } : { id, identity: launched.identity ?? null });
    if (launched !== undefined) say({ exited: id, code: await launched.exited });
  } catch (error) {
    const { name, message } = error as Error;
    say({ id, refused: error instanceof RefusedRequest ? message : `${name}: ${message}` });
  }
}

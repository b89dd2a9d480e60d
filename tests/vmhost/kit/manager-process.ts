/*
 * The hypervisor manager in a process of its own, to be killed. Arguments: data directory, socket. Its documents for new
 * machines are the files `once/<key>` of the data directory, gone after one reading; its messages go to `events.ndjson`. A line
 * of its standard input is a plan of faults.
 */
import { appendFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { makeKillPoint, noKillPoint, parseFaultPlan } from '#platform/faults';
import { createLog } from '#platform/telemetry/log';
import { processEnvironment } from '#platform/settings';
import { vmhostRole } from '#vmhost/service';
import { testLauncher, vmhostContext } from './context.ts';
import { OneTimeFiles } from './one-time-files.ts';

const [directory = '', socket = ''] = process.argv.slice(2);
let killPoint = noKillPoint;
const settings = JSON.parse(processEnvironment()['SETTINGS'] ?? '{}') as Record<string, unknown>;

const role = await vmhostRole.start(
  vmhostContext({
    ...(await testLauncher(directory)),
    dataDirectory: directory,
    configs: await OneTimeFiles.read(join(directory, 'once')),
    publish: ({ key, body }) =>
      appendFile(join(directory, 'events.ndjson'), `${JSON.stringify({ key, body })}\n`),
    killPoint: (point) => killPoint(point),
    log: createLog({ level: 'warn', destination: process.stderr }),
    settings: { VMHOST_STOP_SECONDS: 1, ...settings },
  }),
);
await role.ready();
await role.app!.listen({ path: socket });
process.stdout.write('ready\n');
createInterface({ input: process.stdin }).on('line', (plan) => {
  killPoint = makeKillPoint(parseFaultPlan(plan), 1);
  process.stdout.write('armed\n');
});
process.on('SIGTERM', () => void role.stop().then(() => process.exit(0)));

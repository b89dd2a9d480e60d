import { mkdir } from 'node:fs/promises';
import { httpTransport } from '#contract/transport';
import { HashLists } from '#object/api/objects/hash-lists';
import { listLimit } from '#object/api/busy';
import { TransferWatch } from '#object/api/transfer-watch';
import { objectApp } from '#object/app';
import { recoverCommissions } from '#platform/quota/recovery';
import { convertWaiting } from '#object/domain/conversion/convert';
import { openLiveStreams, openObjectStorage } from '#object/service';
import { objectSettings } from '#object/settings';
import { systemClock } from '#platform/clock';
import { unwatchedDisk } from '#platform/disk-space';
import { makeKillPoint, noKillPoint, parseFaultPlan } from '#platform/faults';
import { randomIds } from '#platform/ids';
import { silentLog } from '#platform/telemetry/log';
import { Secret } from '#platform/secret';
import { processEnvironment, readSettings } from '#platform/settings';
import { withDeadline } from '#platform/http/transport';

/*
 * Object storage as a process of its own, for tests that kill it and for measurements: told everything by its
 * environment, says its port on standard output.
 */
const environment = processEnvironment();
const given = (name: string): string => {
  const value = environment[name];
  if (value === undefined) throw new Error(`${name} is missing`);
  return value;
};
let killPoint = noKillPoint;
// A parent that has a channel sends a plan of faults when it wants one to be followed, and says when images are to be converted.
process.on('message', async (plan) => {
  if (plan === 'convert') {
    await convertWaiting(service, new AbortController().signal);
    process.send?.('converted');
    return;
  }
  killPoint = makeKillPoint(parseFaultPlan(String(plan)), 1);
  process.send?.('armed');
});
const directory = given('OBJECT_DIRECTORY');
await mkdir(directory, { recursive: true });

const { service } = await openObjectStorage({
  settings: readSettings(objectSettings, {
    given: { PITHOS_BACKEND_BLOCK_SIZE: Number(environment['BLOCK_SIZE'] ?? '4096') },
  }),
  clock: systemClock,
  ids: randomIds,
  killPoint: (point) => killPoint(point),
  log: silentLog,
  dataDirectory: directory,
  baseUrl: 'http://cloud.example.org',
  databaseUrl: () => given('OBJECT_DATABASE_URL'),
  disk: unwatchedDisk,
  transportTo: () => withDeadline(httpTransport(given('IDENTITY_URL'))),
  secrets: {
    component: (name) => new Secret(name),
    at: () => new Secret(''),
    sealingKey: new Secret(''),
    internal: new Secret(''),
  },
});
await recoverCommissions(service.ledger);
const app = objectApp(
  {
    storage: service,
    baseUrl: 'http://cloud.example.org',
    computeToken: new Secret('c'),
    transfers: new TransferWatch(60_000),
    lists: listLimit(),
    hashLists: new HashLists(),
    live: openLiveStreams(service),
  },
  { log: silentLog },
);
const address = await app.listen({ port: 0, host: '127.0.0.1' });
process.stdout.write(`${address}\n`);

// A profile is written only by a process that ends by itself.
process.once('SIGTERM', () => process.exit(0));

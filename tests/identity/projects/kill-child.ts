import { flushCompileCache } from 'node:module';
import { Pool } from 'pg';
import { findComponent } from '#identity/domain/catalog/components';
import { openIdentity } from '#identity/service';
import { identitySettings } from '#identity/settings';
import { systemClock } from '#platform/clock';
import { makeKillPoint, parseFaultPlan, seededRandom } from '#platform/faults';
import { randomIds } from '#platform/ids';
import { Secret } from '#platform/secret';
import { readSettings } from '#platform/settings';
import { silentLog } from '#platform/telemetry/log';
import { type Person, work } from './busy-people.ts';

// Several people who change projects, and a service that charges for them, in one process that dies at a random kill point or
// after a random time, whichever comes first. Arguments: database address, seed, people as JSON, a directory. Without the routes, and
// with what an earlier one has compiled, it starts in half a second of a core.
flushCompileCache();
const LONGEST_MS = 1000;
const PLAN = 'quota.*#p0.02=kill; projects.change.*#p0.03=kill; client.*#p0.03=kill';

const [url = '', seedText = '', peopleText = '[]', directory = ''] = process.argv.slice(2);
const seed = Number(seedText);
const people = (JSON.parse(peopleText) as { id: string; uuid: string; email: string }[]).map(
  (each): Person => ({ ...each, id: BigInt(each.id) }),
);
const killPoint = makeKillPoint(parseFaultPlan(PLAN), seed);
const { service } = await openIdentity({
  settings: readSettings(identitySettings, {}),
  baseUrl: 'http://127.0.0.1:8080',
  ...{ clock: systemClock, ids: randomIds, killPoint, log: silentLog },
  databaseUrl: () => url,
  dataDirectory: directory,
  secrets: {
    component: () => new Secret(''),
    at: () => new Secret(''),
    sealingKey: new Secret('sealing key of a test'),
    internal: new Secret(''),
  },
});
const own = new Pool({ connectionString: url, max: 2 });
const place = { service, component: await findComponent(service, 'cyclades'), own, killPoint, people };
setTimeout(() => process.kill(process.pid, 'SIGKILL'), LONGEST_MS * seededRandom(seed)());
await Promise.all(
  people.map((person, at) =>
    work(place, person, { random: seededRandom(seed * 31 + at), stopped: () => false }),
  ),
);

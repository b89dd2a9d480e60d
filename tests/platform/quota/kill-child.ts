import { identityApp } from '#identity/app';
import { makeKillPoint, parseFaultPlan } from '#platform/faults';
import { silentLog } from '#platform/telemetry/log';
import { settleOnRecord } from '#platform/quota/settle';
import { injectTransport } from '#platform/http/transport';
import { openForTest } from '../../identity/open-identity.ts';
import { SmallService } from './small-service.ts';

// The small service beside identity in one process, which a kill point ends. Arguments: addresses of identity's database and
// of its own, fault plan, uuid of the user, a word that makes its names its own.
const [identityUrl = '', url = '', plan = '', user = '', word = ''] = process.argv.slice(2);
const killPoint = makeKillPoint(parseFaultPlan(plan), 1);
const identity = await openForTest({ url: identityUrl });
const transport = injectTransport(identityApp(identity.service, { log: silentLog }));
const small = await SmallService.open({ url, identity: transport, user, killPoint });

await small.make(`${word} made`, 5n);
await small.put({ [`${word} one`]: 3n, [`${word} other`]: 1n }, 9n); // less than was reserved
await small.put({ [`${word} one`]: 6n }, 2n); // more
await small.put({ [`${word} other`]: 0n }); // given back
await small.begin(`${word} as held`, 2n);
await small.finish(`${word} as held`, 2n);
await small.begin(`${word} otherwise`, 2n);
await small.finish(`${word} otherwise`, 4n);
await settleOnRecord(small.ledger);
await small.finish(`${word} otherwise`, 1n);
await settleOnRecord(small.ledger);
await small.close();
process.stdout.write('finished\n', () => process.exit(0));

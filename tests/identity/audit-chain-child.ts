import { chainEntries } from '#platform/audit/chain-entries';
import { makeKillPoint, parseFaultPlan } from '#platform/faults';
import { openForTest } from './open-identity.ts';

// A run of the chain, which a kill point ends. Arguments: database address, fault plan.
const [url = '', plan = ''] = process.argv.slice(2);
const { service } = await openForTest({ url, killPoint: makeKillPoint(parseFaultPlan(plan), 1) });
await chainEntries(service, new AbortController().signal);
process.stdout.write('finished\n', () => process.exit(0));

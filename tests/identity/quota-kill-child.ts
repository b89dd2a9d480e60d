import { Client } from 'pg';
import { findComponent } from '#identity/domain/catalog/components';
import { issueCommission } from '#identity/domain/quota/issue-commission';
import { resolveCommissions } from '#identity/domain/quota/resolve-commissions';
import { makeKillPoint, parseFaultPlan } from '#platform/faults';
import { openForTest, pair } from './open-identity.ts';

// A service and identity in one process, which a kill point ends: issue, keep the serial with the effect in the
// service's own transaction, resolve. Arguments: database address, fault plan, uuid of the user.
const [url = '', plan = '', user = ''] = process.argv.slice(2);
const killPoint = makeKillPoint(parseFaultPlan(plan), 1);
const { service } = await openForTest({ url, killPoint });
const own = new Client({ connectionString: url });
await own.connect();
const component = await findComponent(service, 'cyclades');

for (let round = 0; round < 12; round += 1) {
  const quantity = round % 3 === 2 ? -1n : 2n;
  const keep = round % 4 !== 3;
  const provisions = pair({ uuid: user }, 'cyclades.vm', quantity).map((one) => ({ ...one, quantity }));
  const serial = await issueCommission(service, component, {
    name: `round ${round}`,
    provisions,
    force: false,
    autoAccept: false,
    idempotencyKey: `${process.pid} ${round}`,
    body: `${round}`,
  });
  killPoint('client.issued');
  if (keep)
    await own.query('insert into client_effects (serial, quantity) values ($1, $2)', [serial, quantity]);
  killPoint('client.recorded');
  await resolveCommissions(
    service,
    component,
    keep ? { accept: [serial], reject: [] } : { accept: [], reject: [serial] },
  );
}
const serial = await issueCommission(service, component, {
  name: 'at once',
  provisions: [],
  force: false,
  autoAccept: true,
  body: '',
});
process.stdout.write(`finished ${serial}\n`, () => process.exit(0));

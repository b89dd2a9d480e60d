import pg from 'pg';

/*
 * Compares identity's ledger with the rows of the services, with queries of its own: it shares no code with what it checks.
 */

export interface Ledgers {
  identity: string;
  object: string;
  compute: string;
}

async function query<Row extends object>(url: string, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

/** R-I1 holds at every moment, also right after a death: what is pending is exactly what lies between the two counters. */
export async function pendingProblems({ identity }: Ledgers): Promise<string[]> {
  const rows = await query<{ holder: string; resource: string }>(
    identity,
    `select h.holder, h.resource from holdings h
     left join (select holding_id, sum(abs(quantity)) as pending from provisions group by 1) p on p.holding_id = h.id
     where h.usage_min < 0 or h.usage_min > h.usage_max or h.usage_max - h.usage_min <> coalesce(p.pending, 0)`,
  );
  return rows.map(({ holder, resource }) => `R-I1: ${resource} of ${holder}`);
}

/** R-I2, R-I3, R-I4 and R-O4, which hold once everything is settled. One sentence for each difference. */
export async function quietProblems(ledgers: Ledgers): Promise<string[]> {
  return [
    ...(await pendingProblems(ledgers)),
    ...(await historyProblems(ledgers)),
    ...(await usageProblems(ledgers)),
    ...(await serialProblems(ledgers)),
  ];
}

async function historyProblems({ identity }: Ledgers): Promise<string[]> {
  const rows = await query<{ holder: string; resource: string; usage: string; history: string }>(
    identity,
    `select h.holder, h.resource, h.usage_max as usage, coalesce(l.history, 0) as history from holdings h
     left join (select holder, source, resource, sum(delta_quantity) as history from provision_log
       where reason like 'ACCEPT%' group by 1, 2, 3) l
     on l.holder = h.holder and l.resource = h.resource and l.source is not distinct from h.source
     where h.usage_min <> h.usage_max or h.usage_max <> coalesce(l.history, 0)`,
  );
  return rows.map(
    ({ holder, resource, usage, history }) =>
      `R-I2: ${resource} of ${holder} is ${usage}, its log says ${history}`,
  );
}

interface Use {
  holder: string;
  project: string;
  resource: string;
  amount: string;
}

/** History costs what it holds here: the cloud under test charges for it. */
const BYTES = `
  select a.name as holder, p.value as project, 'pithos.diskspace' as resource, sum(v.size) as amount
  from versions v join nodes n on n.id = v.node join nodes c on c.id = n.parent join nodes a on a.id = c.parent
  join policies p on p.node = c.id and p.key = 'project'
  where a.parent = 0 and v.cluster in (0, 1) group by 1, 2`;
const MACHINES = `
  select user_id as holder, project, x.key as resource, sum(x.value::bigint) as amount
  from servers s, jsonb_each_text(s.charged) x group by 1, 2, 3`;

async function usageProblems({ identity, object, compute }: Ledgers): Promise<string[]> {
  const expected = new Map<string, bigint>();
  const add = (key: string, amount: string): void => {
    expected.set(key, (expected.get(key) ?? 0n) + BigInt(amount));
  };
  for (const { holder, project, resource, amount } of [
    ...(await query<Use>(object, BYTES)),
    ...(await query<Use>(compute, MACHINES)),
  ]) {
    add(`${resource} of user:${holder} in project:${project}`, amount);
    add(`${resource} of project:${project} in none`, amount);
  }
  const holdings = await query<Use>(
    identity,
    `select holder, coalesce(source, 'none') as project, resource, usage_max as amount from holdings`,
  );
  const problems: string[] = [];
  for (const { holder, project, resource, amount } of holdings) {
    const key = `${resource} of ${holder} in ${project}`;
    const real = expected.get(key) ?? 0n;
    if (real !== BigInt(amount)) problems.push(`R-I3: ${key} is charged ${amount}, there are ${real}`);
    expected.delete(key);
  }
  return [
    ...problems,
    ...[...expected].filter(([, real]) => real !== 0n).map(([key]) => `R-I3: nobody is charged for ${key}`),
  ];
}

async function serialProblems({ identity, object, compute }: Ledgers): Promise<string[]> {
  const pending = await query<{ serial: string }>(identity, 'select serial from commissions');
  const [next] = await query<{ last: string }>(identity, 'select last_value as last from commission_serials');
  const seen = [
    ...(await query<{ serial: string }>(object, 'select serial from quota_serials')),
    ...(await query<{ serial: string }>(compute, 'select serial from quota_serials')),
    ...(await query<{ serial: string }>(identity, 'select serial from provision_log')),
  ];
  const ahead = seen.filter(({ serial }) => BigInt(serial) > BigInt(next?.last ?? '0'));
  return [
    ...pending.map(({ serial }) => `R-I4: commission ${serial} is still pending`),
    ...ahead.map(({ serial }) => `R-I4: serial ${serial} was never given out`),
  ];
}

import { Client } from 'pg';

/** A holding that breaks an invariant, as the database shows it. */
export interface Broken {
  invariant: string;
  row: Record<string, unknown>;
}

/**
 * Recounts the ledger with SQL of its own: R-I1 (0 ≤ min ≤ max, Σ|pending| = max − min) and R-I2 (counters = accepted
 * history plus what is pending, from an empty start). Shares nothing with the service.
 */
export async function recountLedger(url: string): Promise<Broken[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const broken: Broken[] = [];
    const look = async (invariant: string, text: string): Promise<void> => {
      for (const row of (await client.query<Record<string, unknown>>(text)).rows)
        broken.push({ invariant, row });
    };
    await look('R-I1 order', 'select * from holdings where not (0 <= usage_min and usage_min <= usage_max)');
    await look(
      'R-I1 pending',
      `select h.*, coalesce(sum(abs(p.quantity::numeric)), 0) as pending from holdings h
       left join provisions p on p.holding_id = h.id group by h.id
       having coalesce(sum(abs(p.quantity::numeric)), 0) <> h.usage_max::numeric - h.usage_min`,
    );
    await look(
      'R-I2 history',
      `select h.*, past.sum as past, open.taken, open.given from holdings h,
         lateral (select coalesce(sum(l.delta_quantity::numeric), 0) as sum from provision_log l
           where l.holder = h.holder and l.source is not distinct from h.source and l.resource = h.resource
             and l.reason like 'ACCEPT:%') past,
         lateral (select coalesce(sum(greatest(p.quantity::numeric, 0)), 0) as taken,
             coalesce(sum(least(p.quantity::numeric, 0)), 0) as given
           from provisions p where p.holding_id = h.id) open
       where h.usage_max <> past.sum + open.taken or h.usage_min <> past.sum + open.given`,
    );
    await look(
      'I5 whole commissions',
      `select p.serial from provisions p left join commissions c using (serial) where c.serial is null`,
    );
    await look(
      'I15 resolved once',
      `select serial, holder, source, resource, count(*) from provision_log
       group by serial, holder, source, resource having count(*) > 1`,
    );
    await look(
      'R-I4 no serial is both open and done',
      'select serial from commissions intersect select serial from provision_log',
    );
    return broken;
  } finally {
    await client.end();
  }
}

/** Users' shares of a project against what the project itself holds: equal after quiet, because charges come in pairs. */
export async function recountPairs(url: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(
      `select p.holder, p.resource, p.usage_max, sum(u.usage_max) as shares from holdings p
       join holdings u on u.source = p.holder and u.resource = p.resource
       where p.source is null group by p.id having sum(u.usage_max) <> p.usage_max or sum(u.usage_min) <> p.usage_min`,
    );
    return rows;
  } finally {
    await client.end();
  }
}

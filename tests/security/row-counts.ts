import { Client } from 'pg';

/** What PostgreSQL keeps for itself or counts on every call; everything else is the cloud's memory. */
const NOT_MEMORY = new Set(['schema_migrations', 'rate_limits']);

/** How many rows each table of a database has, by `schema.table`. */
export async function rowCounts(url: string): Promise<Record<string, number>> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const tables = await client.query<{ name: string }>(
      `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
       where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema') order by 1`,
    );
    const counts: Record<string, number> = {};
    for (const { name } of tables.rows) {
      if (NOT_MEMORY.has(name.split('.')[1] ?? '')) continue;
      const { rows } = await client.query<{ count: string }>(`select count(*) from ${name}`);
      counts[name] = Number(rows[0]!.count);
    }
    return counts;
  } finally {
    await client.end();
  }
}

/** Every row of every table as text, for looking for what must not be there. */
export async function everyRow(url: string): Promise<string> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    const names = Object.keys(await rowCounts(url));
    const parts: string[] = [];
    for (const name of names) {
      const { rows } = await client.query<{ row: string }>(
        `select row_to_json(t)::text as row from ${name} t`,
      );
      parts.push(...rows.map(({ row }) => `${name} ${row}`));
    }
    return parts.join('\n');
  } finally {
    await client.end();
  }
}

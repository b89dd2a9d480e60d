import { flag } from '#platform/commands/options';
import { RunRecord, type WorkRecord } from '#platform/repeated-work/run-record';
import type { ServiceDefinition } from '#platform/service/service-definition';
import type { CloudPlace } from '../databases-elsewhere.ts';
import { openBeside, withDatabaseOf } from '../open-beside.ts';
import type { OpenCloud } from '../open-cloud.ts';
import { defineListCommand } from './command.ts';

interface Row {
  service: string;
  name: string;
  by: string;
  record: WorkRecord | undefined;
}

export const jobList = defineListCommand<Row, { failed: ReturnType<typeof flag> }>({
  name: 'job-list',
  summary: 'List the repeated work of all services, with its last run and what it failed of',
  options: { failed: flag('--failed', 'only what failed at its last run') },
  fields: {
    service: { help: 'whose work it is', value: ({ service }) => service, shown: true },
    name: { help: 'its name, as in the metrics', value: ({ name }) => name, shown: true },
    by: {
      help: 'leader: one process of the service; each process: each for itself',
      value: ({ by }) => by,
      shown: true,
    },
    every: {
      help: 'seconds from one run to the next',
      value: ({ record }) => (record === undefined ? null : record.everyMs / 1000),
      shown: true,
    },
    last: { help: 'when it last began', value: ({ record }) => record?.began ?? null, shown: true },
    seconds: {
      help: 'how long that run took',
      value: ({ record }) =>
        record?.tookMs === undefined || record.tookMs === null ? null : record.tookMs / 1000,
      shown: true,
    },
    error: { help: 'what the last run failed of', value: ({ record }) => record?.error ?? null, shown: true },
    process: { help: 'host and number of the process', value: ({ record }) => record?.ranIn ?? null },
    runs: { help: 'runs since it was first known', value: ({ record }) => record?.runs ?? 0 },
    failures: { help: 'those that failed', value: ({ record }) => record?.failures ?? 0 },
    failed: { help: 'when a run last failed', value: ({ record }) => record?.failed ?? null },
  },
  async rows({ service, options, out }) {
    const rows = await repeatedWorkOf(service, (sentence) => out.note(sentence));
    return options.failed ? rows.filter(({ record }) => (record?.error ?? null) !== null) : rows;
  },
});

/** Every work there is, with its records; `missed` is told of each service whose database cannot be asked from here. */
async function repeatedWorkOf(place: CloudPlace, missed: (sentence: string) => void): Promise<Row[]> {
  const cloud = await openBeside(place);
  try {
    const rows: Row[] = [];
    for (const service of cloud.assembly.services) rows.push(...(await rowsOf(cloud, service, missed)));
    return rows;
  } finally {
    await cloud.close();
  }
}

async function rowsOf(
  cloud: OpenCloud,
  service: ServiceDefinition,
  missed: (sentence: string) => void,
): Promise<Row[]> {
  const works = (await service.repeatedWork?.()) ?? [];
  if (works.length === 0) return [];
  const records = await recordsOf(cloud, service.name).catch((error: unknown) => {
    missed(`${service.name} cannot be asked: ${(error as Error).message}`);
    return [];
  });
  return works.flatMap(({ name, by }): Row[] => {
    const found = records.filter((record) => record.name === name);
    const row = { service: service.name, name, by };
    return found.length === 0 ? [{ ...row, record: undefined }] : found.map((record) => ({ ...row, record }));
  });
}

/** A service's work is on record in the database of its name. */
function recordsOf(cloud: OpenCloud, service: string): Promise<WorkRecord[]> {
  return withDatabaseOf(cloud, service, (database) => new RunRecord(database).all());
}

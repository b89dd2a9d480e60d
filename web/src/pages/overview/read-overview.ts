import type { QueryClient } from '@tanstack/react-query';
import { cloudQuery } from '../../api/cloud.ts';
import { containersQuery } from '../../api/files.ts';
import { flavorsQuery } from '../../api/flavors.ts';
import { imagesQuery } from '../../api/images.ts';
import { projectOf } from '../../api/projects.ts';
import { quotasQuery } from '../../api/quota.ts';
import { sessionQuery } from '../../api/session.ts';
import { machinesQuery } from '../../live/machines.ts';

/** The page is drawn without what is not there by then. */
const LONGEST_MS = 50;

/** Has all read that the Overview shows, side by side, and waits a moment for it: one drawing is less work than two. */
export async function readOverview(
  client: QueryClient,
  search: { project?: string | undefined },
): Promise<void> {
  const person = client.getQueryData(sessionQuery.queryKey);
  if (person === undefined || person === null) return;
  await Promise.race([
    Promise.all([
      readMachines(client),
      client.prefetchQuery(containersQuery(person.uuid)),
      client.prefetchQuery(quotasQuery(projectOf(person, search))),
      client.prefetchQuery(cloudQuery),
    ]),
    new Promise((resolve) => setTimeout(resolve, LONGEST_MS)),
  ]);
}

async function readMachines(client: QueryClient): Promise<void> {
  const query = machinesQuery(client);
  await client.prefetchQuery(query);
  if ((client.getQueryData(query.queryKey)?.list.length ?? 0) === 0) return;
  void client.prefetchQuery(imagesQuery);
  void client.prefetchQuery(flavorsQuery);
}

import { queryOptions, useQuery, type QueryClient } from '@tanstack/react-query';
import { keys } from '../api/keys.ts';
import { listServers, type Server } from '../api/servers.ts';
import { isMoving } from '../text/machine-words.ts';
import { pollInterval } from './activity.ts';

/** The machines as last heard, and by when on the cloud's clock. */
export interface Machines {
  list: Server[];
  asOf: number;
  fullAt: number;
}

/** Asking for what changed since slightly before the last answer: clocks show whole seconds and commits overlap. */
const OVERLAP = 3_000;
/** A whole list now and then heals whatever a missed change left behind. */
const FULL_EVERY = 300_000;

export const machinesQuery = (client: QueryClient) =>
  queryOptions({
    queryKey: keys.machines(),
    async queryFn(): Promise<Machines> {
      const known = client.getQueryData<Machines>(keys.machines());
      if (known === undefined || known.asOf - known.fullAt > FULL_EVERY) {
        const { servers, asOf } = await listServers();
        return { list: servers.filter((server) => !server.deleted), asOf, fullAt: asOf };
      }
      const { servers, asOf } = await listServers(new Date(known.asOf - OVERLAP).toISOString());
      return { ...known, list: servers.length === 0 ? known.list : merged(known.list, servers), asOf };
    },
    refetchInterval: (query) => pollInterval(query.state.data?.list.some(isMoving) ?? false),
    // What is drawn a moment later asks for nothing; an action has the list read again by itself.
    staleTime: 4_000,
  });

/** The list with `changes` in it: new ones at the end by number, changed ones in place, deleted ones gone. */
function merged(list: Server[], changes: Server[]): Server[] {
  const found = new Map(list.map((server) => [server.id, server]));
  for (const server of changes) {
    if (server.deleted || server.status === 'DELETED') found.delete(server.id);
    else found.set(server.id, server);
  }
  return [...found.values()].toSorted((one, other) => one.id - other.id);
}

/** Puts what is known to have changed into the list before the next answer says so. */
export function noteChange(client: QueryClient, id: number, change: Partial<Server>): void {
  client.setQueryData<Machines>(keys.machines(), (known) =>
    known === undefined
      ? known
      : {
          ...known,
          list: known.list.map((server) => (server.id === id ? { ...server, ...change } : server)),
        },
  );
}

/** The live list of machines. */
export function useMachines(client: QueryClient) {
  return useQuery(machinesQuery(client));
}

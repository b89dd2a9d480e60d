import { fail } from '../../errors.ts';
import type { ServerBelongings } from '../../store/servers/belongings.ts';
import type { ServerRow } from '../../store/servers/servers.ts';
import type { Caller, Compute } from '../compute.ts';
import { beginAction, destroyServer } from './begin.ts';
import { setSuspended } from './suspend.ts';

/** What an administrator does with somebody's server. */
export type ServerDeed =
  | { deed: 'start' | 'shutdown' | 'suspend' | 'unsuspend' | 'destroy' }
  | { deed: 'reboot'; hard: boolean };

/** Does it, whoever owns the server and although it may be suspended. */
export async function administerServer(
  compute: Compute,
  administrator: Caller,
  id: number,
  wanted: ServerDeed,
): Promise<void> {
  switch (wanted.deed) {
    case 'suspend':
    case 'unsuspend':
      await setSuspended(compute, id, wanted.deed === 'suspend');
      return;
    case 'destroy':
      return destroyServer(compute, administrator, id);
    case 'start':
      return beginAction(compute, administrator, id, { action: 'START' });
    case 'shutdown':
      return beginAction(compute, administrator, id, { action: 'STOP' });
    case 'reboot':
      return beginAction(compute, administrator, id, { action: 'REBOOT', body: { hard: wanted.hard } });
  }
}

/** Any server with what belongs to it and the name of its back end. */
export async function administeredServer(
  { store }: Compute,
  id: number,
): Promise<{ server: ServerRow; belongings: ServerBelongings; clustername: string }> {
  const server = (await store.servers.find(id)) ?? fail('server_not_found', { id });
  const [belongings, backend] = await Promise.all([
    store.belongings.of([id]),
    store.backends.find(server.backendId),
  ]);
  return { server, belongings, clustername: backend?.clustername ?? '' };
}

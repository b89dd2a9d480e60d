import { error, fail } from '../../errors.ts';
import type { BackendRow, UnseenServers } from '../../store/backends/backends.ts';
import type { FlavorRow } from '../../store/flavors.ts';
import type { Store } from '../../store/store.ts';
import { chooseBackend, templateOf } from './allocator.ts';
import type { Compute } from '../compute.ts';

/** What is to be placed, and for whom. */
export interface Wanted {
  user: string;
  /** Who pays: a project may have back ends of its own. */
  project: string;
  /** The back end that an administrator names: nothing is asked then of room or of who may use it. */
  backend?: number | undefined;
  flavor: Pick<FlavorRow, 'cpu' | 'ram' | 'disk' | 'diskTemplate'>;
  /** How the image is written to the disk. */
  diskFormat: string;
}

/** The embedded manager writes a disk as it is; it sets nothing up in a file system. */
const EMBEDDED_ADDRESS = 'role:vmhost';

/**
 * A back end that could take such a server as far as the figures tell, which promises nothing: the guess that stands in the
 * server's row until `placeServer`. Throws 503 when there is none: asked before quota is.
 */
export async function guessPlacement(compute: Compute, wanted: Wanted): Promise<BackendRow> {
  const { store } = compute;
  const pinned = await pinnedBackend(compute, store, wanted);
  return pinned ?? choose(await store.backends.open(wanted.project), [], wanted);
}

/**
 * The back end of a new server, chosen in the transaction that records it and holding off other choices until that ends: the
 * last thing before the transaction ends. The servers that the figures do not show yet count as placed, but not itself,
 * which stands under a guess; a creation that is refused after all has then taken nothing.
 */
export async function placeServer(
  compute: Compute,
  tx: Store,
  { server, ...wanted }: Wanted & { server?: number },
): Promise<BackendRow> {
  const pinned = await pinnedBackend(compute, tx, wanted);
  if (pinned !== undefined) return (await tx.backends.lock(pinned.id)) ?? fail('no_backend');
  const open = await tx.backends.lockOpen(wanted.project);
  return choose(open, await tx.backends.unseenServers({ except: server }), wanted);
}

async function pinnedBackend(
  { settings }: Compute,
  store: Store,
  { user, backend }: Wanted,
): Promise<BackendRow | undefined> {
  if (backend !== undefined)
    return (await store.backends.find(backend)) ?? fail('backend_not_found', { id: backend });
  const pinned = settings.BACKEND_PER_USER[user];
  if (pinned === undefined) return undefined;
  const backends = await store.backends.all();
  return backends.find(({ id, clustername }) => id === Number(pinned) || clustername === pinned);
}

/** The back end among the open ones, whose figures do not show some servers yet. Throws why when none can. */
export function choose(
  open: readonly BackendRow[],
  unseen: readonly UnseenServers[],
  { flavor, diskFormat }: Pick<Wanted, 'flavor' | 'diskFormat'>,
): BackendRow {
  const able = open.filter(({ address }) => diskFormat === 'diskdump' || address !== EMBEDDED_ADDRESS);
  if (able.length === 0 && open.length > 0) throw error('image_format_unserved', { format: diskFormat });
  const { template } = templateOf(flavor.diskTemplate);
  const room = { cpu: flavor.cpu, ramMib: flavor.ram, diskMib: diskMibOf(flavor), template };
  const byBackend = Map.groupBy(unseen, ({ backendId }) => backendId);
  const withRoom = able.map((backend) => ({
    ...lessUnseen(backend, byBackend.get(backend.id) ?? []),
    backend,
  }));
  const chosen = chooseBackend(withRoom, room);
  if (chosen === undefined) throw error('no_backend');
  return chosen.backend;
}

function lessUnseen(backend: BackendRow, unseen: readonly UnseenServers[]) {
  const left = { ...backend };
  for (const { count, ...size } of unseen) {
    left.mfree = Math.max(0, left.mfree - count * size.ram);
    left.dfree = Math.max(0, left.dfree - count * diskMibOf(size));
    left.pinstCnt += count;
  }
  return left;
}

/** A mirrored disk takes its size twice. */
function diskMibOf({ disk, diskTemplate }: Pick<FlavorRow, 'disk' | 'diskTemplate'>): number {
  return disk * 1024 * (templateOf(diskTemplate).template === 'drbd' ? 2 : 1);
}

import { CommandError } from '#platform/commands/command-error';
import type { ServiceRun } from '#platform/commands/service-run';
import type { Compute } from '../../domain/compute.ts';
import { networkName } from '../../domain/names.ts';
import { mailsOf } from '../../domain/owners.ts';
import type { NetworkRow } from '../../store/networks/networks.ts';
import { idOf } from '../options.ts';

/** The network that a word of the line names, by number or by its name in back ends. */
export async function networkOf({ store, settings }: Compute, word: string): Promise<NetworkRow> {
  const id = idOf(word, networkName(settings.BACKEND_PREFIX_ID, 0).slice(0, -1), 'Network');
  const found = await store.networks.find(id);
  if (found === undefined)
    throw new CommandError(
      `Network with ID ${id} does not exist. Use network-list to find out available network IDs.`,
    );
  return found;
}

/** A network with its subnets, as the administrator reads it. */
export async function showNetwork(
  { service, out }: Pick<ServiceRun<Compute>, 'service' | 'out'>,
  row: NetworkRow,
  { displayMails = false } = {},
): Promise<void> {
  const { store, settings } = service;
  const subnets = await store.subnets.ofNetworks([row.id]);
  const pools = await store.pools.ofSubnets(subnets.map(({ id }) => id));
  const figures = await store.pools.figures(pools.map(({ id }) => id));
  const mails = displayMails && row.userId !== null ? await mailsOf(service, [row.userId]) : new Map();
  const total = (numbers: readonly number[]) => numbers.reduce((sum, each) => sum + each, 0);
  out.show({
    id: row.id,
    name: row.name,
    'backend-name': networkName(settings.BACKEND_PREFIX_ID, row.id),
    state: row.state,
    userid: row.userId,
    ...(displayMails ? { username: mails.get(row.userId) ?? null } : {}),
    project: row.project,
    shared_to_project: row.sharedToProject,
    public: row.public,
    floating_ip_pool: row.floatingIpPool,
    external_router: row.public,
    drained: row.drained,
    'MAC prefix': row.macPrefix,
    flavor: row.type,
    link: row.link,
    mode: row.mode,
    deleted: row.deleted,
    tags: row.tags,
    action: row.action,
    ports: await store.ports.countOf(row.id),
    'free IPs': total(figures.map(({ free }) => free)),
    'total IPs': total(pools.map(({ size }) => size)),
  });
  out.table(
    ['ID', 'Name', 'Version', 'CIDR', 'Gateway', 'DHCP', 'Deleted'],
    subnets.map((each) => [
      each.id,
      each.name,
      `IPv${each.ipVersion}`,
      each.cidr,
      each.gateway,
      each.dhcp,
      each.deleted,
    ]),
    'Subnets',
  );
}

import { type BackendRow, listedBackendColumns } from '../../store/backends/backends.ts';
import { defineListCommand } from '../command.ts';

type Row = BackendRow & { vms: number; ips: string };

export const backendList = defineListCommand({
  name: 'backend-list',
  summary: 'List back ends',
  columns: listedBackendColumns,
  async pages({ service: { store } }, request) {
    const page = await store.backends.listed(request);
    const { free, total } = await store.networks.publicAddresses();
    return { ...page, rows: page.rows.map((row): Row => ({ ...row, ips: `${free}/${total}` })) };
  },
  fields: {
    id: { help: 'number of the back end', value: ({ id }: Row) => id, shown: true },
    clustername: { help: 'name of the cluster', value: ({ clustername }) => clustername, shown: true },
    address: { help: 'where it is reached', value: ({ address }) => address, shown: true },
    port: { help: 'port of the remote API', value: ({ address }) => portOf(address), shown: true },
    username: { help: 'account used', value: ({ username }) => username, shown: true },
    drained: { help: 'closed to new servers', value: ({ drained }) => drained, shown: true },
    offline: { help: 'never contacted', value: ({ offline }) => offline, shown: true },
    public: { help: 'open to all projects', value: (row) => row.public, shown: true },
    vms: { help: 'live servers', value: ({ vms }) => vms, shown: true },
    hypervisor: { help: 'hypervisor', value: ({ hypervisor }) => hypervisor, shown: true },
    ips: {
      help: 'free and all addresses of public networks, which any back end can have',
      value: ({ ips }) => ips,
      shown: true,
    },
    disk_templates: { help: 'disk templates', value: ({ diskTemplates }) => diskTemplates, shown: true },
    mem: { help: 'free and all memory in MiB', value: ({ mfree, mtotal }) => `${mfree}/${mtotal}` },
    disk: { help: 'free and all disk in MiB', value: ({ dfree, dtotal }) => `${dfree}/${dtotal}` },
    fingerprint: { help: 'pinned certificate', value: ({ fingerprint }) => fingerprint },
    updated: { help: 'when the figures were read', value: ({ updated }) => updated },
  },
});

/** What of an address has one: the embedded manager and sockets have none. */
function portOf(address: string): string {
  const url = URL.parse(address);
  return url?.protocol === 'https:' ? url.port || '443' : '';
}

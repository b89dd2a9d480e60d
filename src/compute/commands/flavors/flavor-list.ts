import { defineListCommand } from '#platform/command';
import type { Compute } from '../../domain/compute.ts';
import { flavorName } from '../../domain/flavors.ts';
import type { FlavorRow } from '../../store/flavors.ts';

export const flavorList = defineListCommand<Compute, FlavorRow & { vms: number }>({
  name: 'flavor-list',
  role: 'compute',
  summary: 'List flavors',
  options: [{ flags: '-d, --deleted', help: 'only deleted ones' }],
  fields: {
    id: { help: 'number of the flavor', value: ({ id }) => id, shown: true },
    name: { help: 'name made of its sizes', value: flavorName, shown: true },
    cpu: { help: 'processors', value: ({ cpu }) => cpu, shown: true },
    ram: { help: 'memory in MiB', value: ({ ram }) => ram, shown: true },
    disk: { help: 'root disk in GiB', value: ({ disk }) => disk, shown: true },
    template: { help: 'disk template', value: ({ diskTemplate }) => diskTemplate, shown: true },
    volume_type: {
      help: 'number of the volume type',
      value: ({ volumeTypeId }) => volumeTypeId,
      shown: true,
    },
    allow_create: {
      help: 'whether new servers may have it',
      value: ({ allowCreate }) => allowCreate,
      shown: true,
    },
    public: { help: 'whether everybody may use it', value: (row) => row.public, shown: true },
    vms: { help: 'servers that have it', value: ({ vms }) => vms },
  },
  async rows({ service: { store }, options }) {
    const counts = await store.flavors.serverCounts();
    const rows = await store.flavors.all(options['deleted'] === true);
    return rows.map((row) => ({ ...row, vms: counts.get(row.id) ?? 0 }));
  },
});

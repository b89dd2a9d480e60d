import { flag } from '#platform/commands/options';
import { flavorName } from '../../domain/flavors.ts';
import { type FlavorRow, listedFlavorColumns } from '../../store/flavors.ts';
import { defineListCommand } from '../command.ts';
import { specsText } from '../options.ts';

type Row = FlavorRow & { vms: number };

export const flavorList = defineListCommand({
  name: 'flavor-list',
  summary: 'List flavors',
  options: { deleted: flag('-d, --deleted', 'only deleted ones') },
  columns: listedFlavorColumns,
  pages: ({ service, options }, request) => service.store.flavors.listed(options.deleted, request),
  fields: {
    id: { help: 'number of the flavor', value: ({ id }: Row) => id, shown: true },
    name: { help: 'name made of its sizes', value: (row) => flavorName(row), shown: true },
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
    vms: { help: 'servers that have it', value: ({ vms }) => vms, shown: true },
    specs: { help: 'specifications', value: ({ specs }) => specsText(specs), shown: true },
  },
});

import type { ServiceRow } from '../../store/catalog/catalog.ts';
import { listedServiceColumns } from '../../store/catalog/listed-catalog.ts';
import { defineListCommand } from '../command.ts';

export const serviceList = defineListCommand({
  name: 'service-list',
  summary: 'List services of the catalog',
  columns: listedServiceColumns,
  pages: ({ service }, request) => service.store.catalog.listedServices(request),
  fields: {
    id: { help: 'number of the service', value: ({ id }: ServiceRow) => id, shown: true },
    name: { help: 'its name', value: ({ name }) => name, shown: true },
    component: { help: 'component that offers it', value: ({ component }) => component, shown: true },
    type: { help: 'what clients look it up by', value: ({ type }) => type, shown: true },
  },
});

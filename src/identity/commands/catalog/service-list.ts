import { defineListCommand } from '#platform/command';
import type { Identity } from '../../domain/identity.ts';
import type { ServiceRow } from '../../store/catalog.ts';

export const serviceList = defineListCommand<Identity, ServiceRow>({
  name: 'service-list',
  role: 'identity',
  summary: 'List services of the catalog',
  fields: {
    id: { help: 'number of the service', value: ({ id }) => id, shown: true },
    name: { help: 'its name', value: ({ name }) => name, shown: true },
    component: { help: 'component that offers it', value: ({ component }) => component, shown: true },
    type: { help: 'what clients look it up by', value: ({ type }) => type, shown: true },
  },
  rows: ({ service }) => service.store.catalog.services(),
});

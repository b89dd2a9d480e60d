import type { Component } from '../../store/catalog/catalog.ts';
import { listedComponentColumns } from '../../store/catalog/listed-catalog.ts';
import { defineListCommand } from '../command.ts';
import { KEPT_TOKEN } from './component-show.ts';

export const componentList = defineListCommand({
  name: 'component-list',
  summary: 'List components',
  columns: listedComponentColumns,
  pages: ({ service }, request) => service.store.catalog.listedComponents(request),
  fields: {
    id: { help: 'number of the component', value: ({ id }: Component) => id, shown: true },
    name: { help: 'its name', value: ({ name }) => name, shown: true },
    base_url: { help: 'where its services answer', value: ({ baseUrl }) => baseUrl, shown: true },
    ui_url: { help: 'where its pages are', value: ({ uiUrl }) => uiUrl },
    token: { help: 'stars: it is kept as a hash', value: () => KEPT_TOKEN },
    token_created: { help: 'when its token was made', value: ({ tokenCreatedAt }) => tokenCreatedAt },
    token_expires: { help: 'when its token ends', value: ({ tokenExpiresAt }) => tokenExpiresAt },
    may_force: { help: 'whether its commissions may go beyond limits', value: ({ mayForce }) => mayForce },
  },
});

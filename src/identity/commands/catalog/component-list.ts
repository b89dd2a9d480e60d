import { defineListCommand } from '#platform/command';
import type { Identity } from '../../domain/identity.ts';
import type { Component } from '../../store/catalog.ts';

/** Tokens are kept as hashes and cannot be listed; component-modify --renew-token makes a new one. */
export const componentList = defineListCommand<Identity, Component>({
  name: 'component-list',
  role: 'identity',
  summary: 'List components',
  fields: {
    id: { help: 'number of the component', value: ({ id }) => id, shown: true },
    name: { help: 'its name', value: ({ name }) => name, shown: true },
    base_url: { help: 'where its services answer', value: ({ baseUrl }) => baseUrl, shown: true },
    ui_url: { help: 'where its pages are', value: ({ uiUrl }) => uiUrl },
    token_created: { help: 'when its token was made', value: ({ tokenCreatedAt }) => tokenCreatedAt },
    token_expires: { help: 'when its token ends', value: ({ tokenExpiresAt }) => tokenExpiresAt },
    may_force: { help: 'whether its commissions may go beyond limits', value: ({ mayForce }) => mayForce },
  },
  rows: ({ service }) => service.store.catalog.list(),
});

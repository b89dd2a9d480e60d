import { catalogExports } from '#platform/commands/catalog-exports';
import type { ServiceCommand } from '#platform/commands/service-command';
import { recoveryCommands, SHOWN_ROWS } from '#platform/commands/recovery-commands';
import { ledgerCommands } from '#platform/quota/ledger-commands';
import { pithosComponent } from '../component.ts';
import type { Store } from '../store/store.ts';
import { usedSpace } from '../domain/quota/used-space.ts';
import type { ObjectStorage } from '../domain/object-storage.ts';
import { unusedBlocks } from '../domain/blocks/unused-blocks.ts';
import { accountCommands } from './accounts/manage-accounts.ts';
import { fileShow } from './objects/file-show.ts';
import { pithosDamageGiveUp, pithosDamageList } from './blocks/pithos-damage.ts';
import { pithosGc } from './blocks/pithos-gc.ts';
import { pithosScrub } from './blocks/pithos-scrub.ts';

/** The administration commands of object storage. */
export const objectCommands: readonly ServiceCommand<ObjectStorage>[] = [
  fileShow,
  ...accountCommands,
  ...catalogExports<ObjectStorage>({
    role: 'object',
    component: pithosComponent,
    baseUrl: ({ baseUrl }) => baseUrl,
  }),
  pithosScrub,
  pithosGc,
  pithosDamageList,
  pithosDamageGiveUp,
  ...ledgerCommands<ObjectStorage, Store>({
    name: 'pithos',
    role: 'object',
    ledger: ({ ledger }) => ledger,
    used: usedSpace,
  }),
  ...recoveryCommands<ObjectStorage>({
    name: 'pithos',
    role: 'object',
    what: 'blocks and lists of blocks',
    recovery: ({ recovery }) => recovery,
    async doomed(storage) {
      const { first, total } = await unusedBlocks(storage, SHOWN_ROWS);
      return { titles: ['kind', 'name'], rows: first.map(({ kind, name }) => [kind, name]), total };
    },
  }),
];

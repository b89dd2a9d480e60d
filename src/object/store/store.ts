import * as accounts from './accounts.ts';
import * as collection from './blocks/collection.ts';
import * as config from './config.ts';
import * as containers from './containers/containers.ts';
import * as damage from './blocks/damage.ts';
import * as expiry from './objects/expiry.ts';
import * as images from './images.ts';
import * as lists from './objects/lists.ts';
import * as loans from './blocks/loans.ts';
import * as objects from './objects/objects.ts';
import * as processes from './blocks/processes.ts';
import * as proofs from './blocks/proofs.ts';
import * as quotaSerials from './quota.ts';
import * as removals from './containers/removals.ts';
import * as room from './blocks/room.ts';
import * as sharing from './sharing.ts';
import * as upkeep from './blocks/upkeep.ts';
import * as versions from './objects/write-versions.ts';

/** Every statement of object storage, as the domain is given it. */
export const store = {
  ...accounts,
  ...collection,
  ...config,
  ...containers,
  ...damage,
  ...expiry,
  ...images,
  ...lists,
  ...loans,
  ...objects,
  ...processes,
  ...proofs,
  ...quotaSerials,
  ...removals,
  ...room,
  ...sharing,
  ...upkeep,
  ...versions,
};
export type Store = typeof store;

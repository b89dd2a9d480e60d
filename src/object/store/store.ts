import * as accounts from './accounts.ts';
import * as collection from './collection.ts';
import * as config from './config.ts';
import * as containers from './containers.ts';
import * as damage from './damage.ts';
import * as expiry from './expiry.ts';
import * as images from './images.ts';
import * as lists from './lists.ts';
import * as loans from './loans.ts';
import * as objects from './objects.ts';
import * as processes from './processes.ts';
import * as proofs from './proofs.ts';
import * as quotaSerials from './quota-serials.ts';
import * as removals from './removals.ts';
import * as room from './room.ts';
import * as sharing from './sharing.ts';
import * as upkeep from './upkeep.ts';
import * as versions from './write-versions.ts';

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

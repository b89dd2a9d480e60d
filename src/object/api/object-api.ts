import { routesOf } from '#platform/http/route';
import type { LiveStreams } from '#platform/live/live-streams';
import type { Secret } from '#platform/secret';
import type { WritableStorage } from '../domain/objects/writable-storage.ts';
import type { HashLists } from './objects/hash-lists.ts';
import type { Semaphore } from '#platform/semaphore';
import type { TransferWatch } from './transfer-watch.ts';

/** What the routes of object storage are given. */
export interface ObjectApi {
  storage: WritableStorage;
  /** Base address of the cloud as its users write it. */
  baseUrl: string;
  computeToken: Secret;
  transfers: TransferWatch;
  lists: Semaphore;
  hashLists: HashLists;
  live: LiveStreams;
}

export const route = routesOf<ObjectApi>();

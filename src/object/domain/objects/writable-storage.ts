import type { DiskRoom } from '../blocks/disk-room.ts';
import type { ObjectStorage } from '../object-storage.ts';
import type { CommitQueue } from './commit-queue.ts';

/** What operations that write objects are given beside: they commit together, and room is made for them. */
export interface WritableStorage extends ObjectStorage {
  commits: CommitQueue;
  room: DiskRoom;
}

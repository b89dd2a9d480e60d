import type { z } from 'zod';
import type { StoredObject } from '#contract/object-folder';
import type { OwnSharing } from '../../domain/folders/own-sharing.ts';
import type { StoredRow } from '../../store/folders/folders.ts';
import { isoDate } from '../reply-headers.ts';

/** What every row says of the object behind it; how many versions it has is the owner's to know, as its list of people is. */
export function storedPart(
  { name, type, mtime, muser, hash, uuid, serial, versions }: StoredRow,
  own: OwnSharing | undefined,
  owner: boolean,
): z.input<typeof StoredObject> {
  return {
    object: name,
    type,
    changed: isoDate(mtime),
    changedBy: muser,
    hash: hash ?? '',
    uuid,
    version: Number(serial),
    ...(owner ? { versions: Number(versions) } : {}),
    ...(own?.sharing === undefined ? {} : { sharing: own.sharing }),
    ...(own?.allowedTo === undefined ? {} : { allowedTo: own.allowedTo }),
  };
}

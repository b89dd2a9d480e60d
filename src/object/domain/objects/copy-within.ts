import type { ContainerRow, WrittenVersion } from '../../store/rows.ts';
import type { ObjectPath } from '../../store/sharing.ts';
import { fail } from '../../errors.ts';
import { type CopyRequest, draftOfCopy } from './copy-draft.ts';
import type { WritableStorage } from './writable-storage.ts';
import type { Caller } from '../identity-service.ts';
import { etagOf } from '../versions.ts';

export interface CopiedObject extends WrittenVersion {
  etag: string;
}

/** Copies an object within a container of the caller's own, in a transaction that it shares with other writes there. */
export async function copyWithin(
  storage: WritableStorage,
  caller: Caller,
  container: ContainerRow,
  source: ObjectPath,
  target: ObjectPath,
  request: CopyRequest,
): Promise<CopiedObject> {
  const onto = source.name === target.name;
  let etag = '';
  const made = await storage.commits.commit(storage, container.id, {
    name: target.name,
    from: source.name,
    caller,
    endsPath: !onto,
    ...(request.sharing === undefined ? {} : { sharing: request.sharing }),
    decide(current, _container, version) {
      if (version === undefined) return fail('object_not_found');
      const draft = draftOfCopy(storage, caller, current, { target, version, request, onto });
      etag = etagOf(draft);
      return draft;
    },
  });
  return { ...made, etag };
}

import type { ObjectPath, Sharing } from '../../store/sharing.ts';
import { NORMAL } from '../../store/schema.ts';
import type { VersionDraft } from '../../store/rows.ts';
import { fail } from '../../errors.ts';
import type { CurrentObject } from '../versions.ts';
import { checkWrite, type Conditions } from '../conditions.ts';
import { lastingMetadata, mergeMetadata } from '../metadata.ts';
import type { ObjectStorage } from '../object-storage.ts';
import type { Caller } from '../identity-service.ts';

/** What a copy or move is to make of its source. */
export interface CopyRequest {
  /** Undefined keeps the type of the source. */
  type: string | undefined;
  metadata: ReadonlyMap<string, string>;
  /** Only the request's metadata, nothing of the source's. */
  freshMetadata: boolean;
  sharing: Sharing | undefined;
  /** Of the source. */
  conditions: Conditions;
  /** Of what stands at the destination, where the request names that by its address. */
  targetConditions: Conditions;
  /** Also everything under the source. */
  delimiter?: string;
  sourceVersion?: bigint | 'unknown';
}

/** One object to be copied. */
export interface ObjectCopy {
  target: ObjectPath;
  version: CurrentObject;
  request: CopyRequest;
  /** The source is the destination: it keeps its uuid. */
  onto: boolean;
  uuid?: string;
}

/** The version that a copy makes where `current` stands. Fails when conditions or a snapshot there forbid it. */
export function draftOfCopy(
  storage: Pick<ObjectStorage, 'limits' | 'ids'>,
  caller: Caller,
  current: CurrentObject | undefined,
  { version, request, onto, uuid }: ObjectCopy,
): VersionDraft {
  checkWrite(request.targetConditions, current);
  if (current?.isSnapshot === true && !onto) fail('snapshot_is_fixed');
  const metadata = mergeMetadata(
    storage,
    carriedMetadata(version, request, onto || uuid !== undefined),
    request.metadata,
  );
  const keeps = onto ? current?.uuid : undefined;
  return copyDraft(version, caller, {
    uuid: uuid ?? keeps ?? storage.ids.uuid(),
    type: request.type ?? version.type,
    attributes: metadata,
  });
}

function carriedMetadata(
  version: CurrentObject,
  request: CopyRequest,
  isSameObject: boolean,
): ReadonlyMap<string, string> {
  if (request.freshMetadata) return new Map();
  return isSameObject && request.sourceVersion === undefined
    ? version.attributes
    : lastingMetadata(version.attributes);
}

export function copyDraft(
  version: CurrentObject,
  caller: Caller,
  made: { uuid: string; type: string; attributes: ReadonlyMap<string, string> },
): VersionDraft {
  return {
    cluster: NORMAL,
    hash: version.hash,
    size: version.size,
    checksum: version.checksum,
    muser: caller.user,
    source: version.serial,
    isSnapshot: version.isSnapshot,
    mapName: version.mapName,
    available: version.available,
    domainsFrom: version.serial,
    ...made,
  };
}

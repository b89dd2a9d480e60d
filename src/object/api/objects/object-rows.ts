import type { ListedObject as Row } from '#contract/object';
import type { ListedObject } from '../../domain/objects/list-objects.ts';
import { branch, element, xmlText } from '../documents.ts';
import { isoDate, secondsText } from '../reply-headers.ts';

/** An object's row in an extended list (spec/object-storage 2.3.2). */
export function objectRow(object: ListedObject, past: boolean): Row {
  return {
    name: object.name,
    bytes: BigInt(object.size),
    hash: object.checksum,
    content_type: object.type,
    ...(past ? {} : { last_modified: isoDate(object.mtime) }),
    x_object_hash: object.hash ?? '',
    x_object_uuid: object.uuid,
    x_object_version: object.serial,
    x_object_version_timestamp: secondsText(object.mtime),
    x_object_modified_by: object.muser,
    ...(object.sharing === undefined ? {} : { x_object_sharing: object.sharing }),
    ...(object.sharing === undefined || object.allowedTo === undefined
      ? {}
      : { x_object_allowed_to: object.allowedTo }),
    available: object.available,
    map_check_timestamp: object.mapChecked === null ? null : secondsText(object.mapChecked),
  };
}

export function objectXml(row: Row | { subdir: string }): string {
  if ('subdir' in row) return `<subdir name="${xmlText(row.subdir)}" />`;
  return branch(
    'object',
    {},
    Object.entries(row).map(([key, value]) => element(key, value)),
  );
}

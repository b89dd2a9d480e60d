import { z } from 'zod';
import { BLOCK_SIZE } from '#blockstore/content-hash';
import { setting, type SettingsOf } from '#platform/settings';
import { sharedSettings } from '#platform/service/shared-settings';

const count = z.number().int().nonnegative();

/** Settings of object storage, with the names of the guide. */
export const objectSettings = {
  PITHOS_BACKEND_BLOCK_SIZE: setting(
    z.number().int().positive(),
    BLOCK_SIZE,
    'Bytes of a block. It must never change after the first upload.',
  ),
  PITHOS_BACKEND_CONTAINER_QUOTA: setting(
    count,
    0,
    'Bytes a new container may hold; 0 is no limit of its own.',
  ),
  PITHOS_BACKEND_VERSIONING: setting(
    z.enum(['auto', 'none']),
    'auto',
    'Whether new containers keep superseded versions of objects.',
  ),
  PITHOS_BACKEND_FREE_VERSIONING: setting(
    z.boolean(),
    true,
    'Superseded versions are not charged: they live in what the quota leaves free, and the oldest go when it is needed.',
  ),
  PITHOS_BACKEND_POOL_SIZE: setting(
    z.number().int().min(2),
    10,
    'Connections to the database: of those who read, and again of those who change.',
  ),
  PITHOS_API_LIST_LIMIT: setting(
    z.number().int().min(1).max(10_000),
    10_000,
    'Lines of a list, when nobody asks for fewer.',
  ),
  PITHOS_RESOURCE_MAX_METADATA: sharedSettings.PITHOS_RESOURCE_MAX_METADATA,
  PITHOS_ACC_MAX_GROUPS: setting(count, 32, 'Groups of an account.'),
  PITHOS_ACC_MAX_GROUP_MEMBERS: setting(count, 32, 'Members of a group.'),
  PITHOS_UPDATE_MD5_AT_ONCE: setting(
    count,
    64 * 1024 * 1024,
    'Bytes up to which the MD5 of content made from blocks is computed before the answer; larger content gets it later.',
  ),
  PITHOS_UPLOAD_IDLE_TIMEOUT: setting(
    z.number().positive(),
    60,
    'Seconds in which an upload or download must move 8 KiB a second on average, or is cut.',
  ),
  PITHOS_GC_GRACE: setting(
    z.number().min(60),
    7 * 24 * 3600,
    'Seconds that a block which nothing uses is kept; shorter when the account has no room for it.',
  ),
};

export type ObjectSettings = SettingsOf<typeof objectSettings>;

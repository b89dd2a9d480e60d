import { join } from 'node:path';
import { type DiskSpace, watchDiskSpace } from '#platform/disk-space';
import type { Logger } from '#platform/telemetry/log';
import type { CloudSettings } from './settings.ts';

const MIB = 1024 * 1024;

/** Watches the data directory and the folders of it that may be file systems of their own. */
export function watchDataDirectory(
  path: string,
  folders: readonly string[],
  settings: CloudSettings,
  log: Logger,
  onLook?: (freeBytes: number) => Promise<void>,
): Promise<DiskSpace & { stop(): Promise<void> }> {
  return watchDiskSpace({
    directories: [path, ...folders.map((name) => join(path, name))],
    reserveBytes: settings.DISK_RESERVE_MB * MIB,
    log,
    ...(onLook === undefined ? {} : { onLook }),
  });
}

import type { Command } from '#platform/command';
import { backupCommand } from './backup.ts';
import { restoreCommand } from './restore.ts';

/** Commands about the data directory as a whole, whatever roles run on it. */
export const cloudCommands: readonly Command<never>[] = [backupCommand, restoreCommand];

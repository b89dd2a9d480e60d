import type { ServiceCommand } from '#platform/commands/service-command';
import { backupCommand } from './backup.ts';
import { jobList } from './job-list.ts';
import { queueDrop, queueInspect, queueRetry } from './queues.ts';
import { restoreCommand } from './restore.ts';

/** Commands about the data directory as a whole, whatever roles run on it. */
export const cloudCommands: readonly ServiceCommand<never>[] = [
  backupCommand,
  restoreCommand,
  jobList,
  queueInspect,
  queueRetry,
  queueDrop,
];

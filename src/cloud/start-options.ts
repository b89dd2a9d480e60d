import type { Clock } from '#platform/clock';
import type { Launcher } from '#platform/launcher';
import type { Logger } from '#platform/telemetry/log';
import type { Entrance, RoleContext } from '#platform/service/role';
import type { Assembly } from './assembly.ts';

export interface StartCloudOptions {
  /** The services; those of this program unless given. */
  assembly?: Assembly;
  dataDirectory: string;
  configDirectory?: string;
  environment: Record<string, string | undefined>;
  given?: Record<string, unknown>;
  /** What this process is: roles by name, and `database` for the keeper of the embedded one. */
  parts: readonly string[];
  log: Logger;
  clock?: Clock;
  checkReplies?: boolean;
  quickPasswords?: true;
  repeatedWork?: RoleContext['repeatedWork'];
  /** Tests may take databases without syncing; nothing else may. */
  durable?: boolean;
  /** All settings, when they have been read before. */
  settings?: Record<string, unknown>;
  /** Starts machines where this process may not. */
  launcher?: Launcher;
  entrance?: Entrance;
  /** Aborted: what is not started yet is not started any more, and the promise rejects with its reason. */
  signal?: AbortSignal;
  /** Whether the roles are ready only once `cloud.readiness.setUpDone` was called. */
  setUpFollows?: boolean;
  /** Called with one short sentence as each part is up. */
  progress?(sentence: string): void;
}

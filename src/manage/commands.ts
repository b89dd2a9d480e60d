import { computeCommands } from '#compute/commands/commands';
import { identityCommands } from '#identity/commands/commands';
import { objectCommands } from '#object/commands/commands';
import type { Command } from '#platform/command';

/** Every command of `snf-manage`, as each service lists its own. The service's type is known only inside it. */
export const commands: readonly Command<never>[] = [
  ...identityCommands,
  ...objectCommands,
  ...computeCommands,
];

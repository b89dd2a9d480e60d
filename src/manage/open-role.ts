import { CommandError } from '#platform/commands/command-error';
import type { Logger } from '#platform/telemetry/log';
import type { OpenService } from '#platform/service/role';
import { assembly } from '#cloud/assembly';
import { openBeside, requireCloud } from '#cloud/open-beside';

export interface OpenRoleOptions {
  dataDirectory: string;
  environment: Record<string, string | undefined>;
  settings: Record<string, unknown>;
  log: Logger;
  /** Who runs the command, as the system knows him. */
  operator: string;
  /** Called before the data directory is touched. */
  becomeOwner(): Promise<void>;
}

/** Opens the domain of a role on its database, beside the running cloud or without it. */
export async function openRole(name: string, options: OpenRoleOptions): Promise<OpenService<unknown>> {
  const { dataDirectory } = options;
  requireCloud(dataDirectory);
  // its code is loaded, and kept compiled, before root is left
  const role = await assembly.roles.find((outline) => outline.name === name)?.load();
  if (role?.open === undefined) throw new CommandError(`The role ${name} has no commands.`);
  await options.becomeOwner();
  const cloud = await openBeside(options);
  const opened = await role.open({ ...cloud.contextFor(name), operator: options.operator });
  return {
    service: opened.service,
    close: async () => {
      await opened.close();
      await cloud.close();
    },
  };
}

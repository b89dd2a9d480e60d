import { assembly } from '#cloud/assembly';
import type { ServiceCommand } from '#platform/commands/service-command';

/**
 * The commands of each service, in the order of the help. A list is loaded when it is looked through: a command of identity
 * starts in half the time when the code of compute stays where it is.
 */
const lists: readonly (() => Promise<readonly ServiceCommand<never>[]>)[] = [
  ...assembly.services.flatMap(({ commands }) => commands ?? []),
  async () => (await import('#cloud/commands/commands')).cloudCommands,
];

/** Every command of `snf-manage`, as each service lists its own. The service's type is known only inside it. */
export async function allCommands(): Promise<ServiceCommand<never>[]> {
  const all: ServiceCommand<never>[] = [];
  for (const load of lists) all.push(...(await load()));
  return all;
}

/** The command of that name; undefined when no service has one. */
export async function commandNamed(name: string): Promise<ServiceCommand<never> | undefined> {
  for (const load of lists) {
    const found = (await load()).find((command) => command.name === name || command.aliases.includes(name));
    if (found !== undefined) return found;
  }
  return undefined;
}

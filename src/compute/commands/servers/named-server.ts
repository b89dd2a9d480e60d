import { CommandError } from '#platform/commands/command-error';
import type { Compute } from '../../domain/compute.ts';
import type { ServerRow } from '../../store/servers/servers.ts';
import { idOf } from '../options.ts';

/** The server that a word of the line names, by number or by its name in the back end. */
export async function serverOf({ store, settings }: Compute, word: string): Promise<ServerRow> {
  const id = idOf(word, settings.BACKEND_PREFIX_ID, 'Server');
  return (
    (await store.servers.find(id)) ??
    noServer(`Server with ID ${id} does not exist. Use server-list to find out available server IDs.`)
  );
}

function noServer(sentence: string): never {
  throw new CommandError(sentence);
}

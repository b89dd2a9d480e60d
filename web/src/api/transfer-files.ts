import { besideName } from '../text/beside-name.ts';
import { ensureFolder, type Entry, isTaken } from './files.ts';
import { objectsOf } from './services.ts';

/** Names tried before giving up. */
const MOST_NAMES = 50;

interface Spot {
  /** Whose, where it is not the account's own. */
  account?: string;
  container: string;
  name: string;
}

export interface TransferCall {
  verb: 'move' | 'copy';
  entry: Entry;
  from: Spot;
  to: Spot;
}

/** What has a name: an object, or a folder that is only the start of names. */
export async function takenBy(
  account: string,
  { container, name }: Spot,
): Promise<'file' | 'folder' | undefined> {
  const objects = objectsOf(account);
  const found = await objects.findObject(container, name);
  if (found !== undefined) return found.isFolder ? 'folder' : 'file';
  const below = await objects.objectsPage(container, { prefix: `${name}/`, limit: 1 });
  return below.rows.length > 0 ? 'folder' : undefined;
}

/**
 * Moves or copies a file, or a folder with all it holds; false when the name is taken and nothing may go `over` it. A list of
 * people that the moved thing has of its own goes with it.
 */
export async function transferFile(
  account: string,
  { verb, entry, from, to }: TransferCall,
  over: boolean,
): Promise<boolean> {
  const objects = objectsOf(account);
  if (entry.folder) {
    if (!over && (await takenBy(account, to)) !== undefined) return false;
    if (from.account === undefined) await ensureFolder(account, from.container, from.name);
  }
  const how = { overwrite: over, below: entry.folder };
  try {
    if (verb === 'move') await objects.moveObject(from, to.container, to.name, how);
    else await objects.copyObject(from, to.container, to.name, how);
  } catch (error) {
    if (!over && isTaken(error)) return false;
    throw error;
  }
  if (verb === 'move' && entry.sharing !== undefined)
    await objects.changeObject(to.container, to.name, { sharing: entry.sharing });
  return true;
}

/** The same to the first free name beside a taken one; answers where it went. */
export async function transferBeside(account: string, call: TransferCall): Promise<Spot | undefined> {
  let { to } = call;
  for (let tried = 0; tried < MOST_NAMES; tried += 1) {
    to = { ...to, name: besideName(to.name, call.entry.folder) };
    if (await transferFile(account, { ...call, to }, false)) return to;
  }
  return undefined;
}

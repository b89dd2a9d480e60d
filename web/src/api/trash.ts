import { say } from '#text/calls';
import { besideName } from '../text/beside-name.ts';
import { ApiError } from './api-error.ts';
import { createContainer, ensureFolder, type Entry, isTaken } from './files.ts';
import { objectsOf } from './services.ts';
import { plainName } from '../text/plain-name.ts';

/** The container that deleted files go to. Each lies there below the name of the container that it came from. */
export const TRASH = 'trash';

/** Names tried before giving up: so many files of one name are rarely deleted. */
const MOST_NAMES = 50;

type Place = { container: string; name: string };

/** Moves a file, or a folder with all it holds, to the trash; answers where it lies there. */
export async function moveToTrash(account: string, container: string, entry: Entry): Promise<string> {
  await createContainer(account, TRASH);
  const wanted = { container: TRASH, name: `${container}/${entry.name}` };
  return moveBeside(account, { container, name: entry.name }, wanted, entry.folder);
}

/** Puts what lies in the trash back to where it came from, beside what has taken its name meanwhile. */
export async function restoreFromTrash(account: string, name: string, folder: boolean): Promise<Place> {
  const slash = name.indexOf('/');
  const home = { container: name.slice(0, slash), name: name.slice(slash + 1) };
  await createContainer(account, home.container);
  return {
    container: home.container,
    name: await moveBeside(account, { container: TRASH, name }, home, folder),
  };
}

/** Moves to a name that is free: the wanted one, or the first numbered one after it. */
async function moveBeside(account: string, from: Place, to: Place, folder: boolean): Promise<string> {
  if (folder) await ensureFolder(account, from.container, from.name);
  let { name } = to;
  for (let tried = 0; tried < MOST_NAMES; tried += 1) {
    try {
      await objectsOf(account).moveObject(from, to.container, name, { overwrite: false, below: folder });
      return name;
    } catch (error) {
      if (!isTaken(error)) throw error;
    }
    name = besideName(name, folder);
  }
  throw new ApiError({
    status: 412,
    code: 'name_taken',
    message: say.nameTaken({ name: plainName(to.name) }),
    path: '',
  });
}

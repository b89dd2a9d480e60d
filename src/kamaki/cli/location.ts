import type { Cloud } from '../client/cloud.ts';
import type { ObjectStoreClient } from '../client/object-store.ts';
import { usageError } from '#platform/commands/command-error';
import { text } from '#platform/commands/options';
import { refusePlaceholder } from './placeholder.ts';

/** A place in the object store as it stands on the line. What is not said is empty. */
export interface Location {
  account: string;
  container: string;
  path: string;
}

/** A place with nothing left open, and the client of the account it is in. */
export interface Place {
  store: ObjectStoreClient;
  container: string;
  path: string;
}

/** Every command on files has these. */
export const placeOptions = {
  container: text('-C, --container <container>', 'the container of a path that names none'),
  account: text('-A, --account <uuid>', "another user's account (files shared with you)"),
};

interface PlaceWords {
  container: string | undefined;
  account: string | undefined;
}

/** For the help of commands that take one. */
export const LOCATION_HELP =
  'A place is written PATH (in the default container), /CONTAINER/PATH or pithos://ACCOUNT/CONTAINER/PATH.';

const URL_FORM = 'pithos://';

/** Reads `pithos://ACCOUNT/CONTAINER/PATH`, `/CONTAINER/PATH`, or `PATH` with nothing before it. */
export function parseLocation(words: string): Location {
  if (words.startsWith(URL_FORM)) {
    const [account = '', container = '', ...path] = words.slice(URL_FORM.length).split('/');
    if (account === '' || container === '')
      throw usageError(`"${words}" is not of the form pithos://ACCOUNT/CONTAINER/PATH.`);
    refusePlaceholder(account, words);
    return { account, container, path: path.join('/') };
  }
  if (!words.startsWith('/')) return { account: '', container: '', path: words };
  const [container = '', ...path] = words.slice(1).split('/');
  if (container === '') throw usageError(`"${words}" names no container: write /CONTAINER/PATH.`);
  return { account: '', container, path: path.join('/') };
}

/** The place of a location: what it does not say comes from the options, then from the settings. */
export async function placeOf(cloud: Cloud, words: string, options: PlaceWords): Promise<Place> {
  const location = parseLocation(words);
  const account = location.account || (options.account ?? '');
  const store = await cloud.objects(account === '' ? undefined : account);
  const container = location.container || (options.container ?? cloud.settings.container);
  return { store, container, path: location.path };
}

/**
 * The same for words that the Administrator's Guide takes for a container: a bare word, when there is a container of that
 * name and `-C` names none. Otherwise it is a path in the default container, as in version 0.16.
 */
export async function placeOrContainer(cloud: Cloud, words: string, options: PlaceWords): Promise<Place> {
  const place = await placeOf(cloud, words, options);
  const isBare = !words.includes('/') && words !== '' && options.container === undefined;
  if (isBare && (await place.store.findContainer(words)) !== undefined)
    return { store: place.store, container: words, path: '' };
  return place;
}

/**
 * The place of an object that is to be read. `CONTAINER/PATH` without the leading slash is understood too, when there is no
 * such path in the default container.
 */
export async function placeOfObject(cloud: Cloud, words: string, options: PlaceWords): Promise<Place> {
  const place = await withoutFinalSlash(await placeOf(cloud, words, options));
  const at = words.indexOf('/');
  if (at < 1 || words.startsWith(URL_FORM) || options.container !== undefined) return place;
  if ((await place.store.findObject(place.container, place.path)) !== undefined) return place;
  const other = { store: place.store, container: words.slice(0, at), path: words.slice(at + 1) };
  if (other.path === '') return place;
  return (await other.store.findObject(other.container, other.path)) === undefined ? place : other;
}

/** A folder may be written with a slash at its end; there may also be an object of just that name. */
async function withoutFinalSlash(place: Place): Promise<Place> {
  if (!place.path.endsWith('/')) return place;
  if ((await place.store.findObject(place.container, place.path)) !== undefined) return place;
  return { ...place, path: place.path.replace(/\/+$/, '') };
}

/** `/container/path`, with the account before it when it is another's. */
export function placeText(place: { container: string; path: string }): string {
  return `/${place.container}${place.path === '' ? '' : `/${place.path}`}`;
}

/** A place that must have a path. */
export function requirePath(place: Place, words: string): void {
  if (place.path === '')
    throw usageError(
      `"${words}" names no file: write PATH, /CONTAINER/PATH or pithos://ACCOUNT/CONTAINER/PATH.`,
    );
}

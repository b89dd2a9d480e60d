import { queryOptions } from '@tanstack/react-query';
import type { ObjectFacts, Sharing } from '#contract/object-headers';
import { Refusal } from '#contract/refusal';
import { keys } from './keys.ts';
import { ensureFolder, type Entry } from './files.ts';
import { API_BASE, call } from './http.ts';
import { downloadAddress, objectsOf } from './services.ts';

/** Versions that are looked at one by one. */
const MOST_VERSIONS = 50;
/** Of a text so much is shown. */
export const SHOWN_TEXT = 64 * 1024;

/** What is known of one file or folder; undefined for a folder that is only the start of names. */
export const fileFactsQuery = (account: string, container: string, name: string) =>
  queryOptions({
    queryKey: keys.fileFacts(account, container, name),
    staleTime: 5_000,
    queryFn: async (): Promise<ObjectFacts | null> =>
      (await objectsOf(account).findObject(container, name)) ?? null,
  });

export interface FileVersion {
  version: string;
  madeAt: Date;
  bytes: number;
  by: string;
}

/** The versions of a file, the newest first: who made each, and how large it is. What was deleted in between is left out. */
export const versionsQuery = (account: string, container: string, name: string) =>
  queryOptions({
    queryKey: keys.fileVersions(account, container, name),
    staleTime: 5_000,
    async queryFn(): Promise<FileVersion[]> {
      const objects = objectsOf(account);
      const listed = (await objects.versions(container, name)).toReversed().slice(0, MOST_VERSIONS);
      const found = await Promise.all(
        listed.map(async ({ version, madeAt }): Promise<FileVersion[]> => {
          try {
            const { bytes, headers } = await objects.object(container, name, version);
            return [{ version, madeAt, bytes, by: headers['x-object-modified-by'] ?? '' }];
          } catch (error) {
            if (error instanceof Refusal && error.status === 404) return [];
            throw error;
          }
        }),
      );
      return found.flat();
    },
  });

/** Makes the content of an earlier version the newest one; all versions stay. */
export async function restoreVersion(
  account: string,
  container: string,
  name: string,
  version: string,
): Promise<void> {
  await objectsOf(account).copyObject({ container, name, version }, container, name);
}

/** The beginning of a file as text, whatever it is: nothing of it is ever run or drawn. */
export const shownTextQuery = (account: string, container: string, entry: Entry) =>
  queryOptions({
    queryKey: keys.fileText(account, container, entry.name, entry.hash),
    staleTime: 60_000,
    async queryFn({ signal }): Promise<string> {
      if (entry.bytes === 0) return '';
      const path = downloadAddress(account, container, entry.name).slice(API_BASE.length);
      const last = Math.min(entry.bytes, SHOWN_TEXT) - 1;
      const response = await call(path, { headers: { Accept: '*/*', Range: `bytes=0-${last}` }, signal });
      return new TextDecoder().decode(await response.arrayBuffer());
    },
  });

/** The groups of an account: their members, by name. */
export const groupsQuery = (account: string) =>
  queryOptions({
    queryKey: keys.groups(account),
    staleTime: 60_000,
    queryFn: async () => (await objectsOf(account).facts()).groups,
  });

/** Who else may use it, as a whole: two empty lists give it back to the folder that it lies in. */
export async function shareFile(
  account: string,
  container: string,
  entry: Entry,
  sharing: Sharing,
): Promise<void> {
  if (entry.folder) await ensureFolder(account, container, entry.name);
  await objectsOf(account).changeObject(container, entry.name, { sharing });
}

import { queryOptions } from '@tanstack/react-query';
import type { ObjectFacts, Sharing } from '#contract/object-headers';
import { keys } from './keys.ts';
import { ensureFolder, type Entry } from './files.ts';
import { API_BASE, call } from './http.ts';
import { downloadAddress, objectsOf } from './services.ts';

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

/** Whether there are names below one that has no object of its own. */
export const isFolderStartQuery = (account: string, container: string, name: string) =>
  queryOptions({
    queryKey: keys.folderStart(account, container, name),
    staleTime: 5_000,
    queryFn: async (): Promise<boolean> =>
      (await objectsOf(account).objectsPage(container, { prefix: `${name}/`, limit: 1 })).rows.length > 0,
  });

export interface FileVersion {
  version: string;
  /** ISO 8601. */
  made: string;
  bytes: number;
  by: string;
}

/** The newest versions of a file, the newest first: who made each, and how large it is. */
export const versionsQuery = (account: string, container: string, name: string) =>
  queryOptions({
    queryKey: keys.fileVersions(account, container, name),
    staleTime: 5_000,
    async queryFn(): Promise<{ versions: FileVersion[]; more: boolean }> {
      const { versions, more } = await objectsOf(account).history(container, name);
      return {
        more,
        versions: versions.map(({ version, made, by, bytes }) => ({
          version: String(version),
          made,
          by,
          bytes: Number(bytes),
        })),
      };
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

/** A document as the browser's own viewer takes it: of the one type that it shows, whatever the file says it is. */
export const pdfQuery = (account: string, container: string, entry: Entry) =>
  queryOptions({
    queryKey: keys.filePdf(account, container, entry.name, entry.hash),
    staleTime: 60_000,
    gcTime: 0,
    async queryFn({ signal }): Promise<Blob> {
      const path = downloadAddress(account, container, entry.name).slice(API_BASE.length);
      const bytes = await (await call(path, { headers: { Accept: '*/*' }, signal })).arrayBuffer();
      const start = new TextDecoder('latin1').decode(bytes.slice(0, 1024));
      if (!start.includes('%PDF-')) throw new TypeError('no PDF');
      return new Blob([bytes], { type: 'application/pdf' });
    },
  });

import type { CallOptions, ClientCall } from './client.ts';
import { ObjectContentClient } from './object-content-client.ts';
import type { FileKind, FolderOrder, FolderReply, HistoryReply, SearchReply } from './object-folder.ts';

/** A window of rows. */
interface Window extends CallOptions {
  offset?: number;
  limit?: number;
}

/** Which rows of a folder. */
export interface FolderAsked extends Window {
  match?: string | undefined;
  sort?: FolderOrder;
  descending?: boolean;
  /** With what lies below added up. */
  sums?: boolean;
}

export interface SearchAsked extends Window {
  kind?: FileKind | undefined;
}

/** Folders as people look at them. A path is empty for the top of the container. */
export class ObjectFolderClient<Bytes = never> extends ObjectContentClient<Bytes> {
  /** A window of a folder, folders first. */
  folder(container: string, path: string, asked: FolderAsked = {}): Promise<FolderReply> {
    const { match, sort, descending = false, sums = false } = asked;
    const query = { view: 'folder', path, match, sort, order: descending ? 'desc' : undefined };
    return this.ask('folder', {
      ...windowCall(asked, { ...query, sums: sums ? '' : undefined }),
      path: this.path(container),
    });
  }

  /** What is below a folder and has this in the last part of its name, the newest first. */
  search(container: string, path: string, match: string, asked: SearchAsked = {}): Promise<SearchReply> {
    const query = { search: match, path, kind: asked.kind };
    return this.ask('found', { ...windowCall(asked, query), path: this.path(container) });
  }

  /** The same in all containers but one. */
  searchAll(match: string, asked: SearchAsked & { without?: string } = {}): Promise<SearchReply> {
    const query = { search: match, kind: asked.kind, without: asked.without };
    return this.ask('found', { ...windowCall(asked, query), path: this.path() });
  }

  /** The versions of an object, the newest first: who made each, when, and how large it is. */
  history(container: string, name: string): Promise<HistoryReply> {
    const query = { view: 'versions' };
    return this.ask('history', { method: 'GET', path: this.path(container, name), query });
  }

  /** The call that gives a folder, or some of what is directly in it, as a ZIP; a browser makes it by itself. */
  archiveCall(container: string, path: string, names?: readonly string[]): ClientCall<Bytes> {
    const query = { archive: '', path, names: names === undefined ? undefined : JSON.stringify(names) };
    return { method: 'GET', path: this.path(container), query };
  }
}

function windowCall({ offset, limit, signal }: Window, query: Record<string, string | undefined>) {
  return {
    method: 'GET',
    query: { ...query, offset: offset?.toString(), limit: limit?.toString() },
    ...(signal === undefined ? {} : { signal }),
  } as const;
}

import type { Replies } from './client.ts';
import { writeHeaders } from './object-content-client.ts';
import { ObjectFolderClient } from './object-folder-client.ts';
import { type ObjectChange, type ObjectFacts, objectFacts, objectHeaders } from './object-headers.ts';

/** What is copied or moved. */
export interface ObjectSource {
  /** The client's own unless it is named. */
  account?: string;
  container: string;
  name: string;
  /** Of a copy: the version that is copied. */
  version?: string | undefined;
}

/** How an object comes to its new place. */
export interface ObjectTransfer {
  type?: string | undefined;
  /** False: refused with `precondition_failed` when there is an object of that name. */
  overwrite?: boolean;
  /** A folder goes with all below it. */
  below?: boolean;
}

export interface ObjectVersion {
  version: string;
  madeAt: Date;
}

/** Containers and objects of one account (spec/object-storage 2). Names are as people read them; nothing is encoded before. */
export class ObjectClient<Bytes = never> extends ObjectFolderClient<Bytes> {
  async object(container: string, name: string, version?: string): Promise<ObjectFacts> {
    return objectFacts((await this.call(this.#head(container, name, version))).headers);
  }

  /** The same; undefined when there is no such object, or no such container. */
  async findObject(container: string, name: string): Promise<ObjectFacts | undefined> {
    const { status, headers } = await this.call({ ...this.#head(container, name), accept: [404] });
    return status === 404 ? undefined : objectFacts(headers);
  }

  async changeObject(container: string, name: string, change: ObjectChange): Promise<void> {
    await this.post(container, name, objectHeaders(change));
  }

  /** `below`: with all that lies below it. */
  async deleteObject(container: string, name: string, { below = false } = {}): Promise<void> {
    const query = { delimiter: below ? '/' : undefined };
    await this.call({ method: 'DELETE', path: this.path(container, name), query, slow: below });
  }

  /** Into this account. */
  copyObject(from: ObjectSource, container: string, name: string, how: ObjectTransfer = {}): Promise<void> {
    return this.#transfer('copy', from, this.path(container, name), how);
  }

  /** Into this account; within a container it renames. */
  moveObject(from: ObjectSource, container: string, name: string, how: ObjectTransfer = {}): Promise<void> {
    return this.#transfer('move', from, this.path(container, name), how);
  }

  /** Oldest first. */
  async versions(container: string, name: string): Promise<ObjectVersion[]> {
    const query = { version: 'list', format: 'json' };
    const { versions } = await this.ask('versions', {
      method: 'GET',
      path: this.path(container, name),
      query,
    });
    return versions.map(([version, seconds]) => ({
      version: String(version),
      madeAt: new Date(Number(seconds) * 1000),
    }));
  }

  #head(container: string, name: string, version?: string) {
    const what = `file /${container}/${name}`;
    return { method: 'HEAD', path: this.path(container, name), query: { version }, what } as const;
  }

  async #transfer(
    verb: 'copy' | 'move',
    from: ObjectSource,
    path: string,
    { type, overwrite = true, below = false }: ObjectTransfer,
  ): Promise<void> {
    await this.call({
      method: 'PUT',
      path,
      query: {
        delimiter: below ? '/' : undefined,
        ignore_content_type: type === undefined ? '' : undefined,
      },
      headers: {
        [`x-${verb}-from`]: this.named(from.container, from.name),
        'x-source-account': from.account ?? this.account,
        ...(from.version === undefined ? {} : { 'x-source-version': from.version }),
        ...writeHeaders({ type, overwrite }),
      },
      slow: true,
    });
  }
}

/** A row of a list: an object, or what many names have at their beginning. */
export type ListedRow = Replies['objects'][number];

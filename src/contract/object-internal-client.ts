import { type ClientCall, ContractClient } from './client.ts';
import type {
  MetadataChange,
  ObjectRecord,
  ObjectsPage,
  PermissionsChange,
  ReadersChange,
} from './object-internal.ts';
import { IMAGE_DOMAIN } from './object-internal.ts';

const objectPath = (uuid: string, rest = ''): string => `/objects/${encodeURIComponent(uuid)}${rest}`;

/** Calls of compute to object storage. A refusal is 400, 403 no right, 404 no such object, 413 quota; anything else is an outage. */
export class ObjectInternalClient extends ContractClient {
  /**
   * Objects with a key in the domain that the user owns or may read, newest change last. `owner` narrows to one account.
   */
  async list(query: { user: string; domain?: string; owner?: string }): Promise<ObjectRecord[]> {
    return (await this.ask('storedObjects', { method: 'GET', path: '/objects', query })).objects;
  }

  /**
   * A page of the same, or for operators, without a user, of all of them. The first have the greatest value of the key `by`: the
   * newest, when it holds a time in ISO 8601.
   */
  page(query: {
    user?: string | undefined;
    domain?: string;
    by: string;
    limit: number;
    after?: string | undefined;
    /** Leaves out what surely not everybody may read; a few that are left may yet be not public. */
    public?: boolean;
  }): Promise<ObjectsPage> {
    const { limit, public: isPublic = false, ...rest } = query;
    const call = {
      path: '/object-pages',
      query: { ...rest, limit: String(limit), ...(isPublic ? { public: 'true' } : {}) },
    };
    return this.ask('storedPage', { method: 'GET', ...call });
  }

  /** The object with this uuid. */
  get(uuid: string, query: { user: string; domain?: string }): Promise<ObjectRecord> {
    return this.#one({ method: 'GET', path: objectPath(uuid), query });
  }

  /** The same, and its content stays for half an hour, also when the object is overwritten or deleted: a machine is made of it. */
  lend(uuid: string, json: { user: string }): Promise<ObjectRecord> {
    return this.#one({ method: 'POST', path: objectPath(uuid, '/loans'), json });
  }

  /** The object at a path, as `pithos://account/container/object` names it, its parts decoded. */
  find(
    path: { account: string; container: string; object: string },
    query: { user: string; domain?: string },
  ): Promise<ObjectRecord> {
    return this.#one({ method: 'GET', path: '/object', query: { ...path, ...query } });
  }

  /** Changes metadata of the domain; the user needs the right to write. */
  setMetadata(uuid: string, json: MetadataChange, domain = IMAGE_DOMAIN): Promise<ObjectRecord> {
    const path = objectPath(uuid, `/metadata/${encodeURIComponent(domain)}`);
    return this.#one({ method: 'PUT', path, json });
  }

  /** Replaces the permissions; the user must be the owner. */
  setPermissions(uuid: string, json: PermissionsChange): Promise<ObjectRecord> {
    return this.#one({ method: 'PUT', path: objectPath(uuid, '/permissions'), json });
  }

  /** Changes who may read it, by what is added and taken away; the user must be the owner. */
  changeReaders(uuid: string, json: ReadersChange): Promise<ObjectRecord> {
    return this.#one({ method: 'POST', path: objectPath(uuid, '/readers'), json });
  }

  /** Its first bytes, or those of the disk that is in a qcow2 file, fewer when it is shorter; the user needs the right to read. */
  async start(
    uuid: string,
    { user, bytes, of = 'object' }: { user: string; bytes: number; of?: 'object' | 'disk' },
  ): Promise<Buffer> {
    const query = { user, bytes: String(bytes), of };
    const { start } = await this.ask('objectStart', {
      method: 'GET',
      path: objectPath(uuid, '/start'),
      query,
    });
    return Buffer.from(start, 'base64');
  }

  /** Begins to make a raw disk of a qcow2 file that is the user's own, as an object beside it, which is not available until it is done. */
  convert(uuid: string, json: { user: string }): Promise<ObjectRecord> {
    return this.#one({ method: 'POST', path: objectPath(uuid, '/conversions'), json });
  }

  async #one(call: ClientCall): Promise<ObjectRecord> {
    return (await this.ask('storedObject', call)).object;
  }
}

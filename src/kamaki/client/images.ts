import { asDocument, asDocuments } from './document.ts';
import type { Document } from './document.ts';
import { decodeHeader } from './header-text.ts';
import { encodePath, ServiceClient } from './service-client.ts';

/** What registers or changes an image; absent means: as it is. An empty property value removes the property. */
export interface ImageChange {
  name?: string;
  diskFormat?: string;
  containerFormat?: string;
  public?: boolean;
  checksum?: string;
  size?: number;
  properties: Record<string, string>;
}

const META = 'x-image-meta-';
const PROPERTY = 'x-image-meta-property-';

/** The image service (spec/compute-api 2.3): records travel in headers. */
export class ImageClient extends ServiceClient {
  /** The brief list has id, name, status, formats and size; the detailed one everything. Oldest first. */
  async images(options: { detail: boolean; filters: Record<string, string> }): Promise<Document[]> {
    const reply = await this.call({
      method: 'GET',
      path: options.detail ? '/images/detail' : '/images/',
      query: { sort_dir: 'asc', ...options.filters },
      expect: [200],
    });
    return asDocuments(asDocument(reply.json(), 'the answer')['images'], 'images');
  }

  async image(id: string): Promise<Document> {
    const reply = await this.call({
      method: 'HEAD',
      path: `/images/${encodeURIComponent(id)}`,
      expect: [200],
      what: `image ${id}`,
    });
    return imageOf(reply.headers);
  }

  /** `location` is `pithos://ACCOUNT/CONTAINER/PATH`, not encoded. */
  async register(name: string, location: string, change: ImageChange): Promise<Document> {
    const headers = { ...headersOf({ ...change, name }), [`${META}location`]: encodeLocation(location) };
    const reply = await this.call({ method: 'POST', path: '/images/', headers, expect: [200] });
    return imageOf(reply.headers);
  }

  async update(id: string, change: ImageChange): Promise<void> {
    const path = `/images/${encodeURIComponent(id)}`;
    await this.call({ method: 'PUT', path, headers: headersOf(change), expect: [200] });
  }

  /** Takes the image off the list; the file stays. */
  async unregister(id: string): Promise<void> {
    await this.call({ method: 'DELETE', path: `/images/${encodeURIComponent(id)}`, expect: [204] });
  }

  async members(id: string): Promise<Document[]> {
    const reply = await this.call({
      method: 'GET',
      path: `/images/${encodeURIComponent(id)}/members`,
      expect: [200],
    });
    return asDocuments(asDocument(reply.json(), 'the answer')['members'], 'members');
  }

  async addMember(id: string, member: string): Promise<void> {
    const path = `/images/${encodeURIComponent(id)}/members/${encodeURIComponent(member)}`;
    await this.call({ method: 'PUT', path, expect: [204] });
  }

  async removeMember(id: string, member: string): Promise<void> {
    const path = `/images/${encodeURIComponent(id)}/members/${encodeURIComponent(member)}`;
    await this.call({ method: 'DELETE', path, expect: [204] });
  }
}

function encodeLocation(location: string): string {
  const prefix = 'pithos://';
  return prefix + encodePath(location.slice(prefix.length));
}

function headersOf(change: ImageChange): Record<string, string> {
  const headers: Record<string, string> = {};
  const set = (key: string, value: string | undefined): void => {
    if (value !== undefined) headers[META + key] = encodeURIComponent(value);
  };
  set('name', change.name);
  set('disk-format', change.diskFormat);
  set('container-format', change.containerFormat);
  set('checksum', change.checksum);
  set('size', change.size === undefined ? undefined : String(change.size));
  set('is-public', change.public === undefined ? undefined : String(change.public));
  for (const [key, value] of Object.entries(change.properties)) {
    headers[PROPERTY + encodeURIComponent(key.replaceAll('_', '-'))] = encodeURIComponent(value);
  }
  return headers;
}

/** The record of the answer's headers: keys as on the wire without their prefix, properties in upper case with `_`. */
function imageOf(headers: Record<string, string>): Document {
  const image: Document = {};
  const properties: Document = {};
  for (const [name, value] of Object.entries(headers)) {
    const text = decodeHeader(value);
    if (name.startsWith(PROPERTY)) {
      properties[decodeHeader(name.slice(PROPERTY.length)).toUpperCase().replaceAll('-', '_')] = text;
    } else if (name.startsWith(META)) image[name.slice(META.length)] = text;
  }
  return { ...image, properties };
}

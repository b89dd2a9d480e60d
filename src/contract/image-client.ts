import { ContractClient, type Replies } from './client.ts';
import { decodeLeniently, type ImageHeaders, readImageHeaders, writeImageHeaders } from './image-headers.ts';

/** What registers or changes an image; absent means: as it is. An empty property takes the property away. */
export interface ImageChange {
  name?: string | undefined;
  diskFormat?: string | undefined;
  containerFormat?: string | undefined;
  isPublic?: boolean | undefined;
  checksum?: string | undefined;
  sizeBytes?: number | undefined;
  properties?: Readonly<Record<string, string>>;
}

/** Where the bytes of an image are: an object of the store. */
export interface ImagePlace {
  account: string;
  container: string;
  object: string;
}

const imagePath = (id: string, rest = ''): string => `/images/${encodeURIComponent(id)}${rest}`;

/** The image service (spec/compute-api 2.3): one image travels in headers. */
export class ImageClient extends ContractClient {
  /** `filters` are those of the service, such as `name`, `sort_key` and `sort_dir`. */
  async images(filters: Record<string, string> = {}): Promise<Replies['images']['images']> {
    return (await this.ask('images', { method: 'GET', path: '/images/detail', query: filters })).images;
  }

  async briefImages(filters: Record<string, string> = {}): Promise<Replies['briefImages']['images']> {
    return (await this.ask('briefImages', { method: 'GET', path: '/images/', query: filters })).images;
  }

  async image(id: string): Promise<ImageHeaders> {
    return imageOf(await this.call({ method: 'HEAD', path: imagePath(id), what: `image ${id}` }));
  }

  /** Makes an image of an object; nothing is copied. */
  async register(name: string, place: ImagePlace, change: ImageChange): Promise<ImageHeaders> {
    const headers = headersOf({ ...change, name }, locationOf(place));
    return imageOf(await this.call({ method: 'POST', path: '/images/', headers }));
  }

  async update(id: string, change: ImageChange): Promise<void> {
    await this.call({ method: 'PUT', path: imagePath(id), headers: headersOf(change) });
  }

  /** Takes the image off the list; the object stays. */
  async unregister(id: string): Promise<void> {
    await this.call({ method: 'DELETE', path: imagePath(id) });
  }

  async members(id: string): Promise<Replies['members']['members']> {
    return (await this.ask('members', { method: 'GET', path: imagePath(id, '/members') })).members;
  }

  async addMember(id: string, member: string): Promise<void> {
    await this.call({ method: 'PUT', path: imagePath(id, `/members/${encodeURIComponent(member)}`) });
  }

  async removeMember(id: string, member: string): Promise<void> {
    await this.call({ method: 'DELETE', path: imagePath(id, `/members/${encodeURIComponent(member)}`) });
  }
}

function imageOf({ headers }: { headers: Readonly<Record<string, string>> }): ImageHeaders {
  return readImageHeaders(Object.entries(headers), decodeLeniently);
}

/** `pithos://account/container/object`, each part encoded. */
export function locationOf({ account, container, object }: ImagePlace): string {
  return `pithos://${[account, container, ...object.split('/')].map(encodeURIComponent).join('/')}`;
}

function headersOf(change: ImageChange, location?: string): Record<string, string> {
  return writeImageHeaders(
    {
      name: change.name,
      location,
      'disk-format': change.diskFormat,
      'container-format': change.containerFormat,
      checksum: change.checksum,
      size: change.sizeBytes?.toString(),
      'is-public': change.isPublic?.toString(),
    },
    Object.entries(change.properties ?? {}),
  );
}

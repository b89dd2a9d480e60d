import type { ClientCall } from './client.ts';
import { ContainerClient } from './container-client.ts';
import { writeJson } from './json.ts';
import { type ObjectChange, type ObjectFacts, objectFacts, objectHeaders } from './object-headers.ts';

const OCTETS = 'application/octet-stream';

/** What is written; `sizeBytes` is for streams whose end is known. */
export interface ObjectWrite extends ObjectChange {
  type?: string | undefined;
  /** False: refused with `precondition_failed` when there is an object of that name. */
  overwrite?: boolean;
  sizeBytes?: number;
}

/** The list of blocks that an object is made of. */
export interface BlockList {
  bytes: number;
  hashes: readonly string[];
  /** Refused when the store cuts blocks of another size. */
  blockSize?: number;
}

/** The blocks of one object; `version` names exactly this content in later calls. */
export interface ObjectBlocks extends Pick<ObjectFacts, 'bytes' | 'version' | 'isManifest'> {
  blockSize: number;
  blockHash: string;
  hashes: string[];
}

/** The bytes of objects: whole, in parts, and as lists of blocks (spec/object-storage 2.4). */
export class ObjectContentClient<Bytes = never> extends ContainerClient<Bytes> {
  /** The call that answers with the bytes; who makes it takes them as they come. `range` is as in HTTP, without its unit. */
  dataCall(
    container: string,
    name: string,
    {
      version,
      range,
      disposition,
    }: {
      version?: string | undefined;
      range?: string | undefined;
      disposition?: 'attachment';
    } = {},
  ): ClientCall {
    return {
      method: 'GET',
      path: this.path(container, name),
      query: { version, 'disposition-type': disposition },
      headers: { accept: '*/*', ...(range === undefined ? {} : { range: `bytes=${range}` }) },
      slow: true,
    };
  }

  /** Stores the bytes, all or nothing; without bytes the object is empty, as folders are. */
  async putObject(container: string, name: string, write: ObjectWrite, bytes?: Bytes): Promise<void> {
    const { sizeBytes } = write;
    const length = sizeBytes === undefined ? {} : { 'content-length': String(sizeBytes) };
    const headers = { ...writeHeaders(write), ...length };
    await this.call({ method: 'PUT', path: this.path(container, name), headers, body: bytes, slow: true });
  }

  async blocks(container: string, name: string, version?: string): Promise<ObjectBlocks> {
    const query = { format: 'json', hashmap: '', version };
    const answer = await this.call({ method: 'GET', path: this.path(container, name), query });
    const map = this.readAnswer('hashmap', answer);
    const { version: serial, isManifest } = objectFacts(answer.headers);
    return {
      version: serial,
      isManifest,
      bytes: Number(map.bytes),
      blockSize: map.block_size,
      blockHash: map.block_hash,
      hashes: map.hashes,
    };
  }

  /** Makes the object of blocks that are there. Answers the hashes of those to send first; none when it is made. */
  async putBlocks(container: string, name: string, list: BlockList, write: ObjectWrite): Promise<string[]> {
    const { bytes, hashes, blockSize } = list;
    const answer = await this.call({
      method: 'PUT',
      path: this.path(container, name),
      query: { hashmap: '', format: 'json' },
      headers: writeHeaders(write),
      body: writeJson({ bytes, hashes, block_size: blockSize }),
      accept: ['blocks_missing'],
      slow: true,
    });
    return answer.status === 409 ? this.readAnswer('hashes', answer) : [];
  }

  /** Sends one block; answers the hash that the store has it under. */
  async putBlock(container: string, block: Bytes): Promise<string> {
    const [hash = ''] = await this.ask('hashes', {
      method: 'POST',
      path: this.path(container),
      query: { update: '', format: 'json' },
      headers: { 'content-type': OCTETS },
      body: block,
      slow: true,
    });
    return hash;
  }

  /** Adds to the end. */
  appendBytes(container: string, name: string, bytes: Bytes): Promise<void> {
    return this.post(container, name, { 'content-type': OCTETS, 'content-range': 'bytes */*' }, bytes);
  }

  /** Writes so many bytes over those from `start`. */
  overwriteBytes(
    container: string,
    name: string,
    { start, length }: { start: number; length: number },
    bytes: Bytes,
  ): Promise<void> {
    const range = `bytes ${start}-${start + length - 1}/*`;
    return this.post(container, name, { 'content-type': OCTETS, 'content-range': range }, bytes);
  }

  /** Cuts it to a size below its own. */
  truncateObject(container: string, name: string, sizeBytes: number): Promise<void> {
    return this.post(container, name, {
      'content-type': OCTETS,
      'content-range': `bytes 0-${Math.max(sizeBytes - 1, 0)}/*`,
      'x-object-bytes': String(sizeBytes),
      'x-source-object': this.named(container, name),
    });
  }

  protected async post(
    container: string,
    name: string,
    headers: Record<string, string>,
    body?: Bytes,
  ): Promise<void> {
    const path = this.path(container, name);
    await this.call({ method: 'POST', path, query: { update: '' }, headers, body, slow: true });
  }

  /** `/container/name`, as headers name an object. */
  protected named(container: string, name: string): string {
    return this.path(container, name).slice(this.path().length);
  }
}

export function writeHeaders({ type, overwrite = true, ...change }: ObjectWrite): Record<string, string> {
  return {
    ...(type === undefined ? {} : { 'content-type': type }),
    ...(overwrite ? {} : { 'if-none-match': '*' }),
    ...objectHeaders(change),
  };
}

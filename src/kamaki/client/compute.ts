import { asDocument, asDocuments } from './document.ts';
import type { Document } from './document.ts';
import { ServiceClient } from './service-client.ts';

/** What a new server is asked for with; the fields are the wire's (spec/compute-api 1.3). */
export interface NewServer {
  name: string;
  flavorRef: string;
  imageRef: string;
  metadata?: Record<string, string>;
  personality?: Document[];
  /** Absent: the operator's default networks. Empty: none. */
  networks?: Document[];
  project?: string;
  'SNF:key_names'?: string[];
  user_data?: string;
  adminPass?: string;
}

/** Servers, flavors, images as compute sees them, and SSH keys (spec/compute-api 1, 2, 5.1). */
export class ComputeClient extends ServiceClient {
  async servers(options: { detail: boolean; since?: string }): Promise<Document[]> {
    const reply = await this.call({
      method: 'GET',
      path: options.detail ? '/servers/detail' : '/servers',
      ...(options.since === undefined ? {} : { query: { 'changes-since': options.since } }),
      expect: [200, 304],
    });
    return reply.status === 304
      ? []
      : asDocuments(asDocument(reply.json(), 'the answer')['servers'], 'servers');
  }

  async server(id: string): Promise<Document> {
    return this.one(`/servers/${encodeURIComponent(id)}`, 'server');
  }

  /** Answers the server with `adminPass`, which is shown this once. */
  async createServer(server: NewServer): Promise<Document> {
    const reply = await this.call({ method: 'POST', path: '/servers', json: { server }, expect: [202] });
    return asDocument(asDocument(reply.json(), 'the answer')['server'], 'server');
  }

  async renameServer(id: string, name: string): Promise<void> {
    const path = `/servers/${encodeURIComponent(id)}`;
    await this.call({ method: 'PUT', path, json: { server: { name } }, expect: [204] });
  }

  async deleteServer(id: string): Promise<void> {
    await this.call({ method: 'DELETE', path: `/servers/${encodeURIComponent(id)}`, expect: [204] });
  }

  /** `start`, `shutdown`, `reboot` with their arguments. */
  async action(id: string, action: string, args: Document = {}): Promise<void> {
    const path = `/servers/${encodeURIComponent(id)}/action`;
    await this.call({ method: 'POST', path, json: { [action]: args }, expect: [200, 202] });
  }

  /** Where and with which one-time password a VNC viewer can connect within the next seconds. */
  async console(id: string, type: string): Promise<Document> {
    const path = `/servers/${encodeURIComponent(id)}/action`;
    const reply = await this.call({ method: 'POST', path, json: { console: { type } }, expect: [200] });
    return asDocument(asDocument(reply.json(), 'the answer')['console'], 'console');
  }

  async setMetadata(id: string, metadata: Record<string, string>): Promise<void> {
    const path = `/servers/${encodeURIComponent(id)}/metadata`;
    await this.call({ method: 'POST', path, json: { metadata }, expect: [200, 201] });
  }

  async deleteMetadata(id: string, key: string): Promise<void> {
    const path = `/servers/${encodeURIComponent(id)}/metadata/${encodeURIComponent(key)}`;
    await this.call({ method: 'DELETE', path, expect: [204] });
  }

  async serverPart(id: string, part: 'diagnostics' | 'ips'): Promise<unknown> {
    const reply = await this.call({
      method: 'GET',
      path: `/servers/${encodeURIComponent(id)}/${part}`,
      expect: [200],
    });
    return reply.json();
  }

  async flavors(detail: boolean): Promise<Document[]> {
    const reply = await this.call({
      method: 'GET',
      path: detail ? '/flavors/detail' : '/flavors',
      expect: [200],
    });
    return asDocuments(asDocument(reply.json(), 'the answer')['flavors'], 'flavors');
  }

  async flavor(id: string): Promise<Document> {
    return this.one(`/flavors/${encodeURIComponent(id)}`, 'flavor');
  }

  async images(detail: boolean): Promise<Document[]> {
    const reply = await this.call({
      method: 'GET',
      path: detail ? '/images/detail' : '/images',
      expect: [200],
    });
    return asDocuments(asDocument(reply.json(), 'the answer')['images'], 'images');
  }

  async image(id: string): Promise<Document> {
    return this.one(`/images/${encodeURIComponent(id)}`, 'image');
  }

  async keypairs(): Promise<Document[]> {
    const reply = await this.call({ method: 'GET', path: '/os-keypairs', expect: [200] });
    const wrapped = asDocuments(asDocument(reply.json(), 'the answer')['keypairs'], 'keypairs');
    return wrapped.map((entry) => asDocument(entry['keypair'], 'keypair'));
  }

  async keypair(name: string): Promise<Document> {
    return this.one(`/os-keypairs/${encodeURIComponent(name)}`, 'keypair');
  }

  /** Without a public key the cloud makes a pair and answers its private half, once. */
  async createKeypair(name: string, publicKey?: string): Promise<Document> {
    const keypair = { name, ...(publicKey === undefined ? {} : { public_key: publicKey }) };
    const reply = await this.call({
      method: 'POST',
      path: '/os-keypairs',
      json: { keypair },
      expect: [200, 201],
    });
    return asDocument(asDocument(reply.json(), 'the answer')['keypair'], 'keypair');
  }

  async deleteKeypair(name: string): Promise<void> {
    await this.call({
      method: 'DELETE',
      path: `/os-keypairs/${encodeURIComponent(name)}`,
      expect: [202, 204],
    });
  }

  private async one(path: string, key: string): Promise<Document> {
    const reply = await this.call({ method: 'GET', path, expect: [200] });
    return asDocument(asDocument(reply.json(), 'the answer')[key], key);
  }
}

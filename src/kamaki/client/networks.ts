import { asDocument, asDocuments } from './document.ts';
import type { Document } from './document.ts';
import { ServiceClient } from './service-client.ts';

/** Networks as their users see them (spec/compute-api 3). */
export class NetworkClient extends ServiceClient {
  async networks(): Promise<Document[]> {
    const reply = await this.call({ method: 'GET', path: '/networks', expect: [200] });
    return asDocuments(asDocument(reply.json(), 'the answer')['networks'], 'networks');
  }

  async network(id: string): Promise<Document> {
    const reply = await this.call({
      method: 'GET',
      path: `/networks/${encodeURIComponent(id)}`,
      expect: [200],
    });
    return asDocument(asDocument(reply.json(), 'the answer')['network'], 'network');
  }
}

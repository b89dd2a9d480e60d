import type { ReadReply } from '#contract/client';
import { ObjectClient } from '#contract/object-client';
import { ServiceClient } from './service-client.ts';
import type { ClientContext } from './service-client.ts';

/** Containers and objects of one account, and their bytes as streams. */
export class ObjectStoreClient extends ObjectClient<Uint8Array> {
  readonly #service: ServiceClient;

  constructor(address: string, account: string, context: ClientContext, read: ReadReply) {
    const service = new ServiceClient(address, context);
    super(account, service.caller, read);
    this.#service = service;
  }

  /** The bytes from `start` to `end` (both included) of one version. */
  async readRange(
    container: string,
    name: string,
    version: string,
    [start, end]: [number, number],
  ): Promise<Buffer> {
    const call = this.dataCall(container, name, { version: version || undefined, range: `${start}-${end}` });
    return (await this.#service.call(call)).body;
  }

  /** The content as a stream; `range` as in HTTP without its unit (`0-99`, `-5`). */
  read(
    container: string,
    name: string,
    options: { version?: string | undefined; range?: string | undefined } = {},
  ): Promise<{ headers: Record<string, string>; chunks: AsyncIterable<Uint8Array> }> {
    return this.#service.stream(this.dataCall(container, name, options));
  }
}

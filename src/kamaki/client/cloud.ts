import type { Caller, ReadReply } from '#contract/client';
import { ComputeClient } from '#contract/compute-client';
import { ImageClient } from '#contract/image-client';
import { NetworkClient } from '#contract/network-client';
import { CommandError } from '#platform/commands/command-error';
import type { CloudSettings, ServiceName } from '../config/cloud-settings.ts';
import { asDocuments, partOf, textOf } from './document.ts';
import type { Document } from './document.ts';
import { AccountClient, authenticate } from './identity.ts';
import { ObjectStoreClient } from './object-store.ts';
import { type ClientContext, ServiceClient } from './service-client.ts';

interface Wanted {
  type: string;
  /** Added when the catalog's address carries no version. */
  version: string;
  setting?: ServiceName;
}

/**
 * One cloud as one user sees it. Logging in happens with the first call that needs the catalog, once; each service's client
 * is made from the catalog's address, or from the one set in the file.
 */
export class Cloud {
  readonly settings: CloudSettings;
  readonly context: ClientContext;
  private loggedIn: Promise<Document> | undefined;

  constructor(settings: CloudSettings, context: Omit<ClientContext, 'token'>) {
    this.settings = settings;
    this.context = { ...context, token: settings.token };
    context.wire?.hide(settings.token);
  }

  /** The `access` document of the log-in: user, token, serviceCatalog. */
  access(): Promise<Document> {
    this.loggedIn ??= authenticate(this.settings.url, this.context);
    return this.loggedIn;
  }

  /** Goes on with another token than the one in the settings. */
  useToken(token: string): void {
    this.context.token = token;
    this.context.wire?.hide(token);
    this.loggedIn = undefined;
  }

  /** The user's uuid, which is also the account in the object store. */
  async userId(): Promise<string> {
    return textOf(partOf(await this.access(), 'user'), 'id');
  }

  async account(): Promise<AccountClient> {
    return new AccountClient(await this.address({ type: 'account', version: 'v1.0' }), this.context);
  }

  async compute(): Promise<ComputeClient> {
    return new ComputeClient(
      await this.caller({ type: 'compute', version: 'v2.0', setting: 'cyclades' }),
      await replyParser(),
    );
  }

  async images(): Promise<ImageClient> {
    return new ImageClient(
      await this.caller({ type: 'image', version: 'v1.0', setting: 'plankton' }),
      await replyParser(),
    );
  }

  async networks(): Promise<NetworkClient> {
    return new NetworkClient(
      await this.caller({ type: 'network', version: 'v2.0', setting: 'network' }),
      await replyParser(),
    );
  }

  /** The object store of the user's own account, of the one set in the file, or of another user who shares with this one. */
  async objects(account?: string): Promise<ObjectStoreClient> {
    const address = await this.address({ type: 'object-store', version: '', setting: 'pithos' });
    return new ObjectStoreClient(
      address,
      account ?? this.settings.account ?? (await this.userId()),
      this.context,
    );
  }

  /** Address of the web console, where the catalog tells it. */
  async consoleAddress(): Promise<string> {
    const catalog = asDocuments((await this.access())['serviceCatalog'] ?? [], 'serviceCatalog');
    const endpoints = catalog.flatMap((service) => asDocuments(service['endpoints'] ?? [], 'endpoints'));
    const ui = endpoints.map((endpoint) => textOf(endpoint, 'SNF:uiURL')).find((address) => address !== '');
    return `${new URL(ui ?? this.settings.url).origin}/ui`;
  }

  private async caller(wanted: Wanted): Promise<Caller> {
    return new ServiceClient(await this.address(wanted), this.context).caller;
  }

  private async address(wanted: Wanted): Promise<string> {
    const set = wanted.setting === undefined ? undefined : this.settings.addresses[wanted.setting];
    const address = (set ?? (await this.catalogAddress(wanted.type))).replace(/\/+$/, '');
    return wanted.version === '' || /\/v\d+(?:\.\d+)?$/.test(address)
      ? address
      : `${address}/${wanted.version}`;
  }

  private async catalogAddress(type: string): Promise<string> {
    const catalog = asDocuments((await this.access())['serviceCatalog'] ?? [], 'serviceCatalog');
    const found = catalog.filter((service) => service['type'] === type);
    const address = textOf(asDocuments(found[0]?.['endpoints'] ?? [], 'endpoints')[0] ?? {}, 'publicURL');
    if (address === '')
      throw new CommandError(`Cloud "${this.settings.name}" has no ${type} service in its catalog.`);
    return address;
  }
}

/** With the schemas of every answer: a command that reads none of them starts without. */
async function replyParser(): Promise<ReadReply> {
  return (await import('#contract/parse-reply')).parseReply;
}

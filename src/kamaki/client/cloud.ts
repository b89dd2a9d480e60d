import { AccountClient } from '#contract/account-client';
import { MenuClient } from '#contract/menu-client';
import { ProjectClient } from '#contract/project-client';
import { ComputeClient } from '#contract/compute-client';
import { ImageClient } from '#contract/image-client';
import { NetworkClient } from '#contract/network-client';
import { CommandError } from '#platform/commands/command-error';
import type { CloudSettings, ServiceName } from '../config/cloud-settings.ts';
import { type Access, authenticate } from './identity.ts';
import { ObjectStoreClient } from './object-store.ts';
import { callsOf, type ClientContext, replyReader } from './service-client.ts';

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
  private loggedIn: Promise<Access> | undefined;

  constructor(settings: CloudSettings, context: Omit<ClientContext, 'token'>) {
    this.settings = settings;
    this.context = { ...context, token: settings.token };
    context.wire?.hide(settings.token);
  }

  /** The `access` document of the log-in: user, token, serviceCatalog. */
  access(): Promise<Access> {
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
    return (await this.access()).user.id;
  }

  async account(): Promise<AccountClient> {
    return new AccountClient(...(await this.service({ type: 'account', version: 'v1.0' })));
  }

  async projects(): Promise<ProjectClient> {
    return new ProjectClient(...(await this.service({ type: 'account', version: 'v1.0' })));
  }

  async compute(): Promise<ComputeClient> {
    return new ComputeClient(
      ...(await this.service({ type: 'compute', version: 'v2.0', setting: 'cyclades' })),
    );
  }

  async images(): Promise<ImageClient> {
    return new ImageClient(...(await this.service({ type: 'image', version: 'v1.0', setting: 'plankton' })));
  }

  async networks(): Promise<NetworkClient> {
    return new NetworkClient(
      ...(await this.service({ type: 'network', version: 'v2.0', setting: 'network' })),
    );
  }

  /** The object store of the user's own account, of the one set in the file, or of another user who shares with this one. */
  async objects(account?: string): Promise<ObjectStoreClient> {
    const address = await this.address({ type: 'object-store', version: '', setting: 'pithos' });
    const own = account ?? this.settings.account ?? (await this.userId());
    return new ObjectStoreClient(address, own, this.context, await replyReader(address));
  }

  /** By the address of identity's pages, as its entry of the catalog tells it. */
  async menu(): Promise<MenuClient> {
    const { serviceCatalog } = await this.access();
    const account = serviceCatalog.find((service) => service.type === 'account');
    const pages = account?.endpoints[0]?.['SNF:uiURL'] ?? '';
    if (pages === '')
      throw new CommandError(`Cloud "${this.settings.name}" does not say where its pages are.`);
    return new MenuClient(...(await callsOf(pages, this.context)));
  }

  /** Address of the web console, where the catalog tells it. */
  async consoleAddress(): Promise<string> {
    const { serviceCatalog } = await this.access();
    const endpoints = serviceCatalog.flatMap((service) => service.endpoints);
    const ui = endpoints.map((endpoint) => endpoint['SNF:uiURL'] ?? '').find((address) => address !== '');
    return `${new URL(ui ?? this.settings.url).origin}/ui`;
  }

  private async service(wanted: Wanted): ReturnType<typeof callsOf> {
    return callsOf(await this.address(wanted), this.context);
  }

  private async address(wanted: Wanted): Promise<string> {
    const set = wanted.setting === undefined ? undefined : this.settings.addresses[wanted.setting];
    const address = (set ?? (await this.catalogAddress(wanted.type))).replace(/\/+$/, '');
    return wanted.version === '' || /\/v\d+(?:\.\d+)?$/.test(address)
      ? address
      : `${address}/${wanted.version}`;
  }

  private async catalogAddress(type: string): Promise<string> {
    const { serviceCatalog } = await this.access();
    const found = serviceCatalog.find((service) => service.type === type);
    const address = found?.endpoints[0]?.['publicURL'] ?? '';
    if (address === '')
      throw new CommandError(`Cloud "${this.settings.name}" has no ${type} service in its catalog.`);
    return address;
  }
}

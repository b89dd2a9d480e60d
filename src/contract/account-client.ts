import { ContractClient, type Replies } from './client.ts';

/** Quota and the directory of users (spec/identity 1.4, 1.6), for a user. */
export class AccountClient extends ContractClient {
  /** Of the user in each of his projects, or in one, and of the project, by resource. */
  quotas(project?: string): Promise<Replies['quotas']> {
    return this.ask('quotas', { method: 'GET', path: '/quotas', query: { project } });
  }

  resources(): Promise<Replies['resources']> {
    return this.ask('resources', { method: 'GET', path: '/resources' });
  }

  /** E-mails of users by uuid; unknown ones are absent. */
  async names(uuids: readonly string[]): Promise<Record<string, string>> {
    const call = { method: 'POST', path: '/user_catalogs', json: { uuids } } as const;
    return (await this.ask('userCatalogs', call)).uuid_catalog;
  }

  /** Uuids of users by e-mail; unknown ones are absent. */
  async uuids(names: readonly string[]): Promise<Record<string, string>> {
    const call = { method: 'POST', path: '/user_catalogs', json: { displaynames: names } } as const;
    return (await this.ask('userCatalogs', call)).displayname_catalog;
  }
}

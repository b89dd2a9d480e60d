import { randomUUID } from 'node:crypto';

import { changeAccount } from '#identity/domain/accounts/change-account';
import { setBaseQuota } from '#identity/domain/quota/base-quota';
import { createUser } from '#identity/domain/accounts/create-user';
import { membershipState, policy, projectState } from '#identity/domain/states';
import { syncLimits } from '#identity/domain/quota/sync-limits';
import { identityDefinition } from '#identity/definition';
import type { Acting } from '#identity/domain/identity';
import { openIdentity } from '#identity/service';
import type { OpenService } from '#platform/service/role';

import { readAdminFile } from '../../src/cloud/admin-file.ts';
import { prepareService } from '../../src/cloud/first-start.ts';
import type { RunningCloud } from '../../src/cloud/start-cloud.ts';
import { type Client, clientOf } from './client.ts';

export const PASSWORD = 'correct horse battery';

const YEAR_MS = 365 * 24 * 3600_000;

/** A signed-in user: an account and a client that calls as this user. */
export interface TestUser extends Client {
  uuid: string;
  email: string;
  token: string;
  password: string;
}

/** Makes users through identity's own domain, on the database of the running cloud. */
export class People {
  readonly #cloud: () => RunningCloud;
  readonly #url: string;
  #identity: Promise<OpenService<Acting>> | undefined;

  constructor(cloud: () => RunningCloud, url: string) {
    this.#cloud = cloud;
    this.#url = url;
  }

  /** What the first start does for identity: components, services, resources, the administrator. */
  async registerComponents(): Promise<void> {
    const { signal } = new AbortController();
    await prepareService(this.#cloud(), identityDefinition, async (_name, _sentence, work) => work(), signal);
  }

  async make(wanted: { email?: string; limits?: Record<string, bigint | number> }): Promise<TestUser> {
    const identity = await this.#open();
    const email = wanted.email ?? `user-${randomUUID().slice(0, 8)}@example.org`;
    const created = await createUser(identity, {
      email,
      firstName: 'Ada',
      lastName: 'Example',
      password: PASSWORD,
    });
    const limits = Object.entries(wanted.limits ?? {}).map(([name, limit]) => [name, BigInt(limit)] as const);
    const { newToken } = await changeAccount(identity, created.uuid, {
      verify: true,
      accept: true,
      baseQuota: Object.fromEntries(limits),
      renewToken: true,
    });
    const { token } = newToken!;
    return { ...clientOf(this.#url, token), uuid: created.uuid, email, token, password: PASSWORD };
  }

  /** Sets what a user's own project grants of a resource, as an administrator would. */
  async setLimit(uuid: string, resource: string, limit: bigint): Promise<void> {
    await setBaseQuota(await this.#open(), { uuid }, { [resource]: limit });
  }

  /** Makes a project of these members, whose limits are those of the project; answers its uuid. As identity will once it can. */
  async project(
    name: string,
    members: readonly TestUser[],
    limits: Record<string, bigint | number>,
  ): Promise<string> {
    const { store, clock } = await this.#open();
    const now = clock.now();
    const uuid = randomUUID();
    await store.transaction(async (tx) => {
      const project = await tx.projects.insert({
        uuid,
        isBase: false,
        realname: name,
        name,
        ownerId: null,
        description: '',
        private: true,
        joinPolicy: policy.closed,
        leavePolicy: policy.closed,
        maxMembers: 100n,
        state: projectState.active,
        createdAt: now,
        endAt: new Date(now.getTime() + YEAR_MS),
        deactivatedAt: null,
        lastApplicationId: null,
      });
      await tx.projects.setQuotas(
        (await tx.catalog.resources()).map(({ id, name: resource }) => {
          const capacity = BigInt(limits[resource] ?? 0);
          return {
            projectId: project.id,
            resourceId: id,
            projectCapacity: capacity,
            memberCapacity: capacity,
          };
        }),
      );
      for (const { uuid: member } of members) {
        const { id } = (await tx.accounts.byUuid(member))!;
        const state = membershipState.accepted;
        await tx.memberships.insert(
          { userId: id, projectId: project.id, state, initialized: true },
          { at: now },
        );
      }
      await syncLimits(tx, [project]);
    });
    return uuid;
  }

  async administrator(): Promise<TestUser> {
    const account = readAdminFile(this.#cloud().data.path);
    if (account === undefined) throw new Error('this cloud has no administrator: it runs without identity');
    return { ...clientOf(this.#url, account.token), ...account };
  }

  async close(): Promise<void> {
    const opened = this.#identity;
    this.#identity = undefined;
    await (await opened)?.close();
  }

  async #open(): Promise<Acting> {
    this.#identity ??= openIdentity(this.#cloud().cloud.contextFor('identity'));
    return (await this.#identity).service;
  }
}

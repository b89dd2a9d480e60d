import assert from 'node:assert/strict';
import type { TestContext } from 'node:test';
import type { Reply } from '#kit/client';
import { startIdentity, type TestIdentity, type TestUser } from '../identity-kit.ts';
import { type StartOptions } from '../open-identity.ts';

export const ACCOUNT = '/astakos/account/v1.0';
export const NEXT_YEAR = '2036-05-01T00:00:00Z';

/** Identity with somebody who decides applications, and calls about projects. */
export interface TestProjects extends TestIdentity {
  admin: TestUser;
  /** Applies for a project; answers what the API said. */
  apply(by: TestUser, fields?: object): Promise<Reply>;
  /** A project that is approved; answers its uuid. */
  project(owner: TestUser, fields?: object): Promise<string>;
  act(by: TestUser, project: string, action: object): Promise<Reply>;
  /** Joins or enrolls. */
  enter(by: TestUser, body: object): Promise<Reply>;
  /** Asks for membership, which must be possible; answers its number. */
  join(by: TestUser, project: string): Promise<number>;
  step(by: TestUser, membership: number, action: string): Promise<Reply>;
  get<T>(by: TestUser, path: string): Promise<T>;
}

let names = 0;

export async function startProjects(
  t: Pick<TestContext, 'after'>,
  options: StartOptions = {},
): Promise<TestProjects> {
  const admins: string[] = [];
  const identity = await startIdentity(t, {
    ...options,
    settings: { ASTAKOS_PROJECT_ADMINS: admins, ...options.settings },
  });
  const admin = await identity.user('decider@example.org');
  admins.push(admin.uuid);
  const call = (by: TestUser, method: string, path: string, body?: unknown): Promise<Reply> =>
    identity.call(method, `${ACCOUNT}${path}`, { token: by.token, ...(body === undefined ? {} : { body }) });
  const apply = (by: TestUser, fields: object = {}) =>
    call(by, 'POST', '/projects', {
      name: `project-${(names += 1)}.example.org`,
      end_date: NEXT_YEAR,
      ...fields,
    });
  const act = (by: TestUser, project: string, action: object) =>
    call(by, 'POST', `/projects/${project}/action`, action);
  const enter = (by: TestUser, body: object) => call(by, 'POST', '/projects/memberships', body);
  return {
    ...identity,
    admin,
    apply,
    act,
    enter,
    async project(owner, fields = {}) {
      const applied = await apply(owner, fields);
      assert.equal(applied.status, 201, applied.text);
      const { id, application } = applied.json as { id: string; application: number };
      const approved = await act(admin, id, { approve: { app_id: application } });
      assert.equal(approved.status, 200, approved.text);
      return id;
    },
    async join(by, project) {
      const joined = await enter(by, { join: { project } });
      assert.equal(joined.status, 200, joined.text);
      return (joined.json as { id: number }).id;
    },
    step: (by, membership, action) =>
      call(by, 'POST', `/projects/memberships/${membership}/action`, { [action]: '' }),
    async get(by, path) {
      const reply = await call(by, 'GET', path);
      assert.equal(reply.status, 200, reply.text);
      return reply.json as never;
    },
  };
}

/** Status and sentence of a refusal. */
export function refusal({ status, json }: Reply): [number, string] {
  const [fault] = Object.values(json as Record<string, { message: string }>);
  return [status, fault?.message ?? ''];
}

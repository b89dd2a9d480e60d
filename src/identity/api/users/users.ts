import { Readable } from 'node:stream';
import { z } from 'zod';
import { IDENTITY_PREFIX } from '#contract/identity';
import { writeJson } from '#contract/json';
import { uuid } from '#contract/scalars';
import { AdminUserChangeReply, AdminUserReply } from '#contract/users';
import type { Access } from '#platform/http/route';
import { randomPassword } from '../../domain/accounts/account-password.ts';
import { type AccountChange, changeAccount } from '../../domain/accounts/change-account.ts';
import { addReadyUser } from '../../domain/accounts/ready-user.ts';
import type { Acting, Identity } from '../../domain/identity.ts';
import type { Bearer } from '../../domain/tokens/authentication.ts';
import { fail, isRefusal } from '../../errors.ts';
import { user } from '../access.ts';
import { acting } from '../acting.ts';
import { route } from '../route.ts';
import { adminUser } from './user-documents.ts';

const USERS = `${IDENTITY_PREFIX}/v2.0/users`;
const PAGE = 500;

/** Where the settings allow it: a member of one of their groups. Elsewhere there is no such address (spec/identity 0.1). */
const userAdministrator: Access<Identity, Bearer> = {
  name: 'member of ASTAKOS_ADMIN_API_PERMITTED_GROUPS',
  async identify(input) {
    const { ASTAKOS_ADMIN_API_ENABLED: isOn, ASTAKOS_ADMIN_API_PERMITTED_GROUPS: groups } =
      input.service.settings;
    if (!isOn) fail('unknown_endpoint');
    const bearer = await user.identify(input);
    return bearer.roles.some(({ name }) => groups.includes(name)) ? bearer : fail('no_user_administration');
  },
};

const params = z.object({ id: z.string().max(64) });
const text = z.string().max(1024);
const described = { metadata: z.record(z.string(), z.unknown()).nullish(), affiliation: text.nullish() };
const NewUser = z.object({
  user: z.object({
    username: text,
    first_name: text,
    last_name: text,
    password: text.nullish(),
    ...described,
  }),
});
const UserChange = z.object({
  user: z
    .object({ username: text, first_name: text, last_name: text, password: text, ...described })
    .partial(),
});

const listUsers = (path: string, withDates: boolean, summary: string) =>
  route({
    method: 'GET',
    path,
    access: userAdministrator,
    summary,
    reply: { 200: { content: { '*': z.string() } } },
    handle: ({ service }) => ({
      headers: { 'content-type': 'application/json; charset=UTF-8' },
      body: Readable.from(allUsers(service, withDates), { objectMode: false }),
    }),
  });

/** The document piece by piece: a hundred thousand users take the memory of some hundred. */
async function* allUsers({ store }: Identity, withDates: boolean): AsyncGenerator<string> {
  yield '{"users": [';
  let separator = '';
  for (let after = 0n; ;) {
    const rows = await store.administeredAccounts.forPrograms({ after, limit: PAGE });
    const last = rows.at(-1);
    if (last !== undefined) {
      yield separator + rows.map((row) => writeJson(adminUser(row, withDates))).join(',');
      separator = ',';
      after = last.id;
    }
    if (rows.length < PAGE) break;
  }
  yield ']}';
}

const addUser = route({
  method: 'POST',
  path: USERS,
  access: userAdministrator,
  summary: 'Make a user who can log in at once',
  body: NewUser,
  reply: { 200: AdminUserChangeReply },
  async handle({ service, caller, request, body: { user: wanted } }) {
    const password = wanted.password ?? randomPassword(service);
    const account = {
      email: wanted.username,
      firstName: wanted.first_name,
      lastName: wanted.last_name,
      password,
    };
    const { uuid: id, token } = await addReadyUser(
      acting(service, request, caller),
      account,
      descriptionOf(wanted),
    );
    return { body: { user: { id, password, auth_token: token.token } } };
  },
});

/** Where somebody comes from is kept only with something said of him. */
function descriptionOf({
  metadata,
  affiliation,
}: {
  metadata?: Record<string, unknown> | null | undefined;
  affiliation?: string | null | undefined;
}): AccountChange['method'] {
  if (metadata == null || Object.keys(metadata).length === 0) return undefined;
  return { affiliation: affiliation ?? null, info: metadata };
}

const showUser = route({
  method: 'GET',
  path: `${USERS}/:id`,
  access: userAdministrator,
  summary: 'Show a user',
  params,
  reply: { 200: AdminUserReply },
  handle: async ({ service, params: { id } }) => ({ body: { user: await found(service, id) } }),
});

const changeUser = route({
  method: 'PUT',
  path: `${USERS}/:id`,
  access: userAdministrator,
  summary: 'Change e-mail, names or password of a user; the token stays',
  params,
  body: UserChange,
  reply: { 200: AdminUserReply },
  async handle({ service, caller, request, params: { id }, body: { user: wanted } }) {
    const { id: target } = await found(service, id);
    const method = descriptionOf(wanted);
    await changeAccount(acting(service, request, caller), target, {
      ...(wanted.username === undefined ? {} : { email: wanted.username }),
      names: { firstName: wanted.first_name, lastName: wanted.last_name },
      ...(wanted.password === undefined ? {} : { password: { chosen: wanted.password, keepToken: true } }),
      ...(method === undefined ? {} : { method }),
    });
    return { body: { user: await found(service, target) } };
  },
});

const actOnUser = route({
  method: 'POST',
  path: `${USERS}/:id/action`,
  access: userAdministrator,
  summary: 'Activate or deactivate a user, renew his token, sign the terms for him, set his default project',
  params,
  body: z.record(z.string(), z.unknown()),
  reply: { 200: AdminUserChangeReply },
  async handle({ service, caller, request, params: { id }, body }) {
    const { id: target } = await found(service, id);
    return {
      body: { user: { id: target, ...(await act(acting(service, request, caller), caller, target, body)) } },
    };
  },
});

type Outcome = Omit<z.input<typeof AdminUserChangeReply>['user'], 'id'>;

/** Of several actions the first in this order is done. */
async function act(
  service: Acting,
  caller: Bearer,
  id: string,
  body: Record<string, unknown>,
): Promise<Outcome> {
  if ('activate' in body) return activity(service, id, { activate: true });
  if ('deactivate' in body) {
    const reason = textOf(body['deactivate'], 'reason') ?? null;
    // who shuts himself out could not take it back
    return activity(service, id, caller.uuid === id ? {} : { deactivate: { reason } });
  }
  if ('renewToken' in body) {
    const { newToken } = await changeAccount(service, id, { renewToken: true });
    return newToken === undefined ? {} : { auth_token: newToken.token };
  }
  if ('signTerms' in body) {
    await changeAccount(service, id, { signTerms: true });
    return { has_signed_terms: true };
  }
  if ('setDefaultProject' in body) {
    const project = textOf(body['setDefaultProject'], 'project_id') ?? fail('invalid_action');
    await changeAccount(service, id, { defaultProject: project });
    return { default_project: project };
  }
  return fail('invalid_action');
}

/** A step that the state of the account does not allow is no failure: the answer says how it is (spec/identity 1.3). */
async function activity(service: Acting, id: string, change: AccountChange): Promise<Outcome> {
  try {
    await changeAccount(service, id, change);
  } catch (error) {
    if (!isRefusal(error, 'wrong_user_state') && !isRefusal(error, 'last_administrator')) throw error;
  }
  return { is_active: (await found(service, id)).is_active };
}

function textOf(value: unknown, field: string): string | undefined {
  const said =
    typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[field] : undefined;
  return typeof said === 'string' && !said.includes('\0') ? said.slice(0, 1024) : undefined;
}

async function found({ store }: Identity, name: string) {
  const id = uuid.safeParse(name);
  const [row] = id.success ? await store.administeredAccounts.forPrograms({ uuid: id.data }) : [];
  return row === undefined ? fail('user_not_found', { user: name }) : adminUser(row, true);
}

export const userRoutes = [
  listUsers(USERS, false, 'All users, without dates'),
  listUsers(`${USERS}/detail`, true, 'All users'),
  addUser,
  showUser,
  changeUser,
  actOnUser,
];

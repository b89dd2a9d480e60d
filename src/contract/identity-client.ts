import type { z } from 'zod';
import {
  AccessReply,
  ACCOUNT_PREFIX,
  CommissionReply,
  ENDED_CREDENTIALS_PATH,
  EndedCredentialsReply,
  IDENTITY_PREFIX,
  PENDING_COMMISSIONS_PATH,
  PendingCommissionsReply,
  PendingSerialsReply,
  ProjectQuotasReply,
  ProjectsReply,
  type Provision,
  PublicAccessReply,
  QuotaRefusal,
  QuotasReply,
  ResolveReply,
  ResourcesReply,
  SerialReply,
  ServiceQuotasReply,
  UserCatalogsReply,
} from './identity.ts';
import { parseJson, writeJson } from './json.ts';
import { readFault, Refusal } from './refusal.ts';
import { readBody, type Transport } from './transport.ts';

/** Identity refused a call, or answered what it never should (status 0 then). */
export class IdentityCallError extends Refusal {
  override name = 'IdentityCallError';

  /** Which holding refused a commission, and how full it is. */
  get refusal(): QuotaRefusal | undefined {
    return QuotaRefusal.safeParse(this.data).data;
  }
}

/** Characters that a commission's name has at most: it is for people, in lists. */
const NAME_CHARACTERS = 200;

/**
 * What a commission is called, from a name that a user chose: whole characters, and controls as escapes. Such names may hold
 * anything; a field of another service may not.
 */
function commissionName(name: string): string {
  return Array.from(name.slice(0, 2 * NAME_CHARACTERS))
    .slice(0, NAME_CHARACTERS)
    .map((character) =>
      /[\p{Cc}\p{Cs}]/u.test(character)
        ? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
        : character,
    )
    .join('');
}

/** How one call may be watched. */
export interface CallOptions {
  signal?: AbortSignal;
}

interface Call extends CallOptions {
  method: 'GET' | 'POST';
  path: string;
  token?: string;
  body?: unknown;
  headers?: Record<string, string>;
}

/** What users and strangers ask of identity. Every call throws IdentityCallError when it is refused. */
export class IdentityClient {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** The catalog of services, for anybody. */
  catalog(options: CallOptions = {}): Promise<PublicAccessReply> {
    return this.#call(
      { method: 'POST', path: `${IDENTITY_PREFIX}/v2.0/tokens`, ...options },
      PublicAccessReply,
    );
  }

  /** Who holds this token or console session; 401 when nobody does. */
  validate(token: string, options: CallOptions = {}): Promise<AccessReply> {
    const body = { auth: { token: { id: token } } };
    return this.#call(
      { method: 'POST', path: `${IDENTITY_PREFIX}/v2.0/tokens`, body, ...options },
      AccessReply,
    );
  }

  quotas(token: string, options: CallOptions = {}): Promise<QuotasReply> {
    return this.#call({ method: 'GET', path: `${ACCOUNT_PREFIX}/quotas`, token, ...options }, QuotasReply);
  }

  resources(options: CallOptions = {}): Promise<ResourcesReply> {
    return this.#call({ method: 'GET', path: `${ACCOUNT_PREFIX}/resources`, ...options }, ResourcesReply);
  }

  projects(token: string, options: CallOptions = {}): Promise<z.infer<typeof ProjectsReply>> {
    return this.#call(
      { method: 'GET', path: `${ACCOUNT_PREFIX}/projects`, token, ...options },
      ProjectsReply,
    );
  }

  /** Translates between uuids and e-mails; unknown ones are absent from the answer. */
  userCatalogs(
    token: string,
    asked: { uuids?: string[]; displaynames?: string[] },
    options: CallOptions = {},
  ): Promise<UserCatalogsReply> {
    const path = `${ACCOUNT_PREFIX}/user_catalogs`;
    return this.#call({ method: 'POST', path, token, body: asked, ...options }, UserCatalogsReply);
  }

  /** The calls of a service, by its component's token. */
  asComponent(token: string): ComponentClient {
    return new ComponentClient((call, reply) => this.#call({ ...call, token }, reply));
  }

  async #call<T extends z.ZodType>(call: Call, reply: T): Promise<z.output<T>> {
    const answer = await this.#transport({
      method: call.method,
      path: call.path,
      headers: {
        accept: 'application/json',
        ...(call.token === undefined ? {} : { 'x-auth-token': call.token }),
        ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...call.headers,
      },
      ...(call.body === undefined ? {} : { body: writeJson(call.body) }),
      ...(call.signal === undefined ? {} : { signal: call.signal }),
    });
    const text = (await readBody(answer.body)).toString('utf8');
    if (answer.status < 200 || answer.status > 299)
      throw new IdentityCallError(readFault({ ...answer, text }));
    const parsed = reply.safeParse(text === '' ? undefined : parseJson(text));
    if (parsed.success) return parsed.data;
    throw new IdentityCallError({
      status: 0,
      message: `identity answered ${call.path} with another document than agreed`,
    });
  }
}

type Caller = <T extends z.ZodType>(call: Omit<Call, 'token'>, reply: T) => Promise<z.output<T>>;

/** What a component wants to charge. */
export interface WantedCommission {
  /** What it is for, in the ledger's log: a path, a server. */
  name: string;
  provisions: Provision[];
  /** Beyond limits, when the component may. Nothing is ever released that is not held. */
  force?: boolean;
  autoAccept?: boolean;
  /** Give every new intent another key, and the same one when a call is repeated: it is then charged once. */
  idempotencyKey: string;
}

/** What services ask of identity. A component sees its own commissions only. */
export class ComponentClient {
  readonly #call: Caller;

  constructor(call: Caller) {
    this.#call = call;
  }

  /** Charges all provisions or none; answers the serial of the pending commission. Status 413 or 404 with `refusal` when not. */
  async issueCommission(wanted: WantedCommission, options: CallOptions = {}): Promise<bigint> {
    const { name, provisions, force = false, autoAccept = false, idempotencyKey } = wanted;
    const call = {
      method: 'POST' as const,
      path: `${ACCOUNT_PREFIX}/commissions`,
      body: { name: commissionName(name), provisions, force, auto_accept: autoAccept },
      headers: { 'idempotency-key': idempotencyKey },
      ...options,
    };
    return (await this.#call(call, SerialReply)).serial;
  }

  /** Accepts and rejects pending commissions at once. Repeating it is harmless: what is resolved comes back in `failed`. */
  resolveCommissions(
    serials: { accept?: bigint[]; reject?: bigint[] },
    options: CallOptions = {},
  ): Promise<ResolveReply> {
    const body = { accept: serials.accept ?? [], reject: serials.reject ?? [] };
    return this.#call(
      { method: 'POST', path: `${ACCOUNT_PREFIX}/commissions/action`, body, ...options },
      ResolveReply,
    );
  }

  /** This component's pending serials, smallest first. */
  pendingCommissions(options: CallOptions = {}): Promise<bigint[]> {
    return this.#call(
      { method: 'GET', path: `${ACCOUNT_PREFIX}/commissions`, ...options },
      PendingSerialsReply,
    );
  }

  /** The same after a serial, a page at a time, with the time of their issue. */
  pendingWithTimes(
    { after }: { after: bigint },
    options: CallOptions = {},
  ): Promise<PendingCommissionsReply> {
    const path = `${PENDING_COMMISSIONS_PATH}?after=${after}`;
    return this.#call({ method: 'GET', path, ...options }, PendingCommissionsReply);
  }

  /** A pending commission, or undefined when it is resolved, unknown or another component's. */
  async commission(serial: bigint, options: CallOptions = {}): Promise<CommissionReply | undefined> {
    try {
      const call = { method: 'GET' as const, path: `${ACCOUNT_PREFIX}/commissions/${serial}`, ...options };
      return await this.#call(call, CommissionReply);
    } catch (error) {
      if (error instanceof IdentityCallError && error.status === 404) return undefined;
      throw error;
    }
  }

  /** Quota of users in this component's resources; status 404 when users are named and none is found. */
  serviceQuotas(
    filter: { users?: string[]; projects?: string[] } = {},
    options: CallOptions = {},
  ): Promise<ServiceQuotasReply> {
    const query = new URLSearchParams();
    if (filter.users !== undefined) query.set('user', filter.users.join(','));
    if (filter.projects !== undefined) query.set('project', filter.projects.join(','));
    const path = `${ACCOUNT_PREFIX}/service_quotas${query.size === 0 ? '' : `?${query}`}`;
    return this.#call({ method: 'GET', path, ...options }, ServiceQuotasReply);
  }

  /** Quota of projects in this component's resources. */
  projectQuotas(projects?: string[], options: CallOptions = {}): Promise<ProjectQuotasReply> {
    const query = projects === undefined ? '' : `?${new URLSearchParams({ project: projects.join(',') })}`;
    const path = `${ACCOUNT_PREFIX}/service_project_quotas${query}`;
    return this.#call({ method: 'GET', path, ...options }, ProjectQuotasReply);
  }

  /** Those of the credentials (each the SHA-256 of a token or console session, base64url) that are good for nothing any more. */
  async endedCredentials(credentials: string[], options: CallOptions = {}): Promise<string[]> {
    const call = { method: 'POST' as const, path: ENDED_CREDENTIALS_PATH, body: { credentials }, ...options };
    return (await this.#call(call, EndedCredentialsReply)).ended;
  }

  /** Translates between uuids and e-mails; null asks for everybody. */
  userCatalogs(
    asked: { uuids?: string[] | null; displaynames?: string[] | null },
    options: CallOptions = {},
  ): Promise<UserCatalogsReply> {
    const path = `${ACCOUNT_PREFIX}/service/user_catalogs`;
    return this.#call({ method: 'POST', path, body: asked, ...options }, UserCatalogsReply);
  }
}

/** The two provisions of a change in what a user uses of a project: his own counter and the project's. */
export function provisionPair(change: {
  user: string;
  project: string;
  resource: string;
  quantity: bigint;
}): [Provision, Provision] {
  const { user, project, resource, quantity } = change;
  return [
    { holder: `user:${user}`, source: `project:${project}`, resource, quantity },
    { holder: `project:${project}`, source: null, resource, quantity },
  ];
}

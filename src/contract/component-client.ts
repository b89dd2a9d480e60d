import { type CallOptions, ContractClient, type Replies } from './client.ts';
import {
  ACCOUNT_PREFIX,
  ENDED_CREDENTIALS_PATH,
  PENDING_COMMISSIONS_PATH,
  type Provision,
  QuotaRefusal,
} from './identity.ts';
import { Refusal } from './refusal.ts';

/** Which holding refused a commission, and how full it is. */
export function quotaRefusalOf(refusal: Refusal): QuotaRefusal | undefined {
  return QuotaRefusal.safeParse(refusal.data).data;
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

/** What services ask of identity, by the token of a component. Calls go to identity's own address. A component sees its own commissions only. */
export class ComponentClient extends ContractClient {
  /** Charges all provisions or none; answers the serial of the pending commission. Status 413 or 404 with `refusal` when not. */
  async issueCommission(wanted: WantedCommission, options: CallOptions = {}): Promise<bigint> {
    const { name, provisions, force = false, autoAccept = false, idempotencyKey } = wanted;
    const { serial } = await this.ask('serial', {
      method: 'POST',
      path: `${ACCOUNT_PREFIX}/commissions`,
      json: { name: commissionName(name), provisions, force, auto_accept: autoAccept },
      headers: { 'idempotency-key': idempotencyKey },
      ...options,
    });
    return serial;
  }

  /** Accepts and rejects pending commissions at once. Repeating it is harmless: what is resolved comes back in `failed`. */
  resolveCommissions(
    serials: { accept?: bigint[]; reject?: bigint[] },
    options: CallOptions = {},
  ): Promise<Replies['resolved']> {
    const json = { accept: serials.accept ?? [], reject: serials.reject ?? [] };
    const path = `${ACCOUNT_PREFIX}/commissions/action`;
    return this.ask('resolved', { method: 'POST', path, json, ...options });
  }

  /** This component's pending serials, smallest first. */
  pendingCommissions(options: CallOptions = {}): Promise<bigint[]> {
    return this.ask('pendingSerials', { method: 'GET', path: `${ACCOUNT_PREFIX}/commissions`, ...options });
  }

  /** The same after a serial, a page at a time, with the time of their issue. */
  pendingWithTimes(
    { after }: { after: bigint },
    options: CallOptions = {},
  ): Promise<Replies['pendingCommissions']> {
    const query = { after: String(after) };
    return this.ask('pendingCommissions', {
      method: 'GET',
      path: PENDING_COMMISSIONS_PATH,
      query,
      ...options,
    });
  }

  /** A pending commission, or undefined when it is resolved, unknown or another component's. */
  async commission(serial: bigint, options: CallOptions = {}): Promise<Replies['commission'] | undefined> {
    const path = `${ACCOUNT_PREFIX}/commissions/${serial}`;
    const answer = await this.call({ method: 'GET', path, accept: [404], ...options });
    return answer.status === 404 ? undefined : this.readAnswer('commission', answer);
  }

  /** Quota of users in this component's resources; status 404 when users are named and none is found. */
  serviceQuotas(
    filter: { users?: string[]; projects?: string[] } = {},
    options: CallOptions = {},
  ): Promise<Replies['serviceQuotas']> {
    const query = { user: filter.users?.join(','), project: filter.projects?.join(',') };
    return this.ask('serviceQuotas', {
      method: 'GET',
      path: `${ACCOUNT_PREFIX}/service_quotas`,
      query,
      ...options,
    });
  }

  /** Quota of projects in this component's resources. */
  projectQuotas(projects?: string[], options: CallOptions = {}): Promise<Replies['projectQuotas']> {
    const path = `${ACCOUNT_PREFIX}/service_project_quotas`;
    return this.ask('projectQuotas', {
      method: 'GET',
      path,
      query: { project: projects?.join(',') },
      ...options,
    });
  }

  /** Those of the credentials (each the SHA-256 of a token or console session, base64url) that are good for nothing any more. */
  async endedCredentials(credentials: string[], options: CallOptions = {}): Promise<string[]> {
    const call = { method: 'POST', path: ENDED_CREDENTIALS_PATH, json: { credentials }, ...options } as const;
    return (await this.ask('endedCredentials', call)).ended;
  }

  /** Translates between uuids and e-mails; null asks for everybody. */
  userCatalogs(
    asked: { uuids?: string[] | null; displaynames?: string[] | null },
    options: CallOptions = {},
  ): Promise<Replies['userCatalogs']> {
    const path = `${ACCOUNT_PREFIX}/service/user_catalogs`;
    return this.ask('userCatalogs', { method: 'POST', path, json: asked, ...options });
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

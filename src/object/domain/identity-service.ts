/** Who is asking. */
export interface Caller {
  /** Identity's id of the person, which names the account. */
  user: string;
}

/** A caller with a token of his own. */
export interface Person extends Caller {
  /** SHA-256 of the token or session, base64url: what is kept open ends with it. */
  credential: string;
}

/** The resource that object storage charges. */
export const RESOURCE = 'pithos.diskspace';

/** What identity says of an account's disk space, by project; of what is used, `pending` is reserved and not settled. Empty when unknown. */
export type AccountQuota = Map<string, { usage: bigint; pending: bigint; limit: bigint }>;

/** Identity, as object storage needs it. Calls fail with this service's own errors. */
export interface IdentityService {
  /** The person of a token; 401 otherwise. `anew` for what must not be done with a token that has just ended. */
  personOf(token: string, options?: { anew?: boolean }): Promise<Person>;
  quotaOf(account: string): Promise<AccountQuota>;
  /** Which of the ids are people that identity knows. */
  known(users: readonly string[]): Promise<Set<string>>;
  /** Those of the credentials that are good for nothing any more. */
  endedOf(credentials: readonly string[], signal: AbortSignal): Promise<string[]>;
  /** The e-mail a person logs in with. */
  mailOf(user: string): Promise<string | undefined>;
}

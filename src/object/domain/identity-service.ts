/** Who is asking. */
export interface Caller {
  /** Identity's id of the person, which names the account. */
  user: string;
}

/** Bytes that a project pays for an account. Negative ones are given back. */
export interface Provision {
  account: string;
  project: string;
  bytes: bigint;
}

/** What identity says of an account's disk space, by project; of what is used, `pending` is reserved and not settled. Empty when unknown. */
export type AccountQuota = Map<string, { usage: bigint; pending: bigint; limit: bigint }>;

/** Identity, as object storage needs it. Calls fail with this service's own errors. */
export interface IdentityService {
  /** The person of a token; 401 otherwise. `anew` for what must not be done with a token that has just ended. */
  personOf(token: string, options?: { anew?: boolean }): Promise<Caller>;
  quotaOf(account: string): Promise<AccountQuota>;
  /** Takes the bytes, pending. Fails with `quota_exceeded`, `project_refused`, or ReleaseTooEarly. */
  issue(provisions: readonly Provision[], name: string): Promise<bigint>;
  /** Ends commissions. Ones that identity does not know count as ended. */
  resolve(change: { accept?: readonly bigint[]; reject?: readonly bigint[] }): Promise<void>;
  /** Serials of this service that are pending. */
  pending(): Promise<bigint[]>;
  /** When a pending commission was issued, milliseconds; undefined when it is not pending any more. */
  issuedAt(serial: bigint): Promise<number | undefined>;
  /** Which of the ids are people that identity knows. */
  known(users: readonly string[]): Promise<Set<string>>;
  /** The e-mail a person logs in with. */
  mailOf(user: string): Promise<string | undefined>;
}

/** Bytes are given back before the commission that took them was accepted: identity cannot do it yet. */
export class ReleaseTooEarly extends Error {
  override name = 'ReleaseTooEarly';
}

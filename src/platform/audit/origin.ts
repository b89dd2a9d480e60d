import type { AuditActorKind, AuditSource } from '#contract/audit-words';

/** Who makes a change, and by which way it comes. Whatever is audited is done for one of these. */
export interface Origin {
  readonly source: AuditSource;
  readonly kind: AuditActorKind;
  /** Uuid of an account, name of anything else; null for somebody unknown. */
  readonly id: string | null;
  /** As it is called at this moment: accounts change their e-mail. */
  readonly name: string;
  /** Of the client, as the entrance of the cloud saw it. */
  readonly address: string | null;
  /** The request in the log of the cloud. */
  readonly request: string | null;
}

/** Somebody at the command line, as the system knows him. */
export function operatorOrigin(user: string): Origin {
  return { source: 'command', kind: 'operator', id: user, name: user, address: null, request: null };
}

/** A service at its own work: what it does again and again, and what it makes of a new cloud. */
export function ownOrigin(service: string): Origin {
  return { source: 'work', kind: 'cloud', id: service, name: service, address: null, request: null };
}

import type { AuditOutcome, AuditSource } from './audit-words.ts';
import { ContractClient, type Replies } from './client.ts';

/** Which entries are wanted. */
export interface AuditQuestion {
  offset?: number;
  /** 1000 at most, 100 unless said. */
  limit?: number;
  /** Uuid or name of who did it. */
  who?: string;
  /** Uuid or name of what it was done to or is about. */
  object?: string;
  /** An action, or a kind of things: `project`. */
  action?: string;
  source?: AuditSource;
  outcome?: AuditOutcome;
}

/** The audit of identity, for administrators; to all others there is nothing there. */
export class AuditClient extends ContractClient {
  /** A part of it, the newest first. */
  entries({ offset, limit, ...query }: AuditQuestion = {}, signal?: AbortSignal): Promise<Replies['audit']> {
    const window = { offset: offset?.toString(), limit: limit?.toString() };
    return this.ask('audit', { method: 'GET', path: '/audit', query: { ...query, ...window }, signal });
  }
}

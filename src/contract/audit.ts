import { z } from 'zod';
import { auditActors, auditOutcomes, auditSources } from './audit-words.ts';

/* The audit of identity, for administrators. Below IDENTITY_UI_PREFIX. */

/** Who did what to what, when and from where. Times are ISO 8601. */
export const AuditEntry = z.object({
  id: z.int(),
  time: z.string(),
  /** One of `auditActions`, or of a later release. */
  action: z.string(),
  outcome: z.enum(auditOutcomes),
  source: z.enum(auditSources),
  /** As he was called then; the id is a uuid where it is an account. */
  actor: z.object({ kind: z.enum(auditActors), id: z.string().nullable(), name: z.string() }),
  object: z.object({ kind: z.string(), id: z.string().nullable(), name: z.string().nullable() }),
  /** All by which the entry is found as one about something. */
  about: z.array(z.string()),
  /** Facts, and what something was and is: `{ from, to }`. */
  details: z.record(z.string(), z.unknown()),
  address: z.string().nullable(),
  request: z.string().nullable(),
  /** Of the chain; null until it is chained. */
  batch: z.int().nullable(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

export const AuditReply = z.object({
  entries: z.array(AuditEntry),
  /** How many there are that fit, beside those of this part. */
  total: z.int(),
});

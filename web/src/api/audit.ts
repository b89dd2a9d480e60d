import { AuditClient, type AuditQuestion } from '#contract/audit-client';
import { API_BASE } from './http.ts';
import { below, readShape } from './services.ts';

/** The audit of identity, for administrators; not among all services, since the first page would wait for it. */
const audit = new AuditClient(below('/astakos/ui'), readShape);

export type Entry = Awaited<ReturnType<typeof audit.entries>>['entries'][number];
export type AuditFilter = Omit<AuditQuestion, 'offset' | 'limit'>;

/** Entries from `offset` on, the newest first, with how many fit. */
export async function readEntries(
  question: AuditQuestion,
  signal: AbortSignal,
): Promise<{ total: number; rows: Entry[] }> {
  const { total, entries: rows } = await audit.entries(question, signal);
  return { total, rows };
}

/** Where all entries that fit are had as JSON lines. */
export function exportAddress(filter: AuditFilter): string {
  return `${API_BASE}/astakos/ui/audit/export?${new URLSearchParams(filter as Record<string, string>).toString()}`;
}

import type { AuditQuery, AuditStore } from './audit-store.ts';
import { exportedLine } from './exported-line.ts';

/** Entries that are in memory at once. */
const PAGE = 1000;

/** All entries that fit as JSON lines, the newest first, some at a time. */
export async function* exportedLines(store: AuditStore, query: AuditQuery): AsyncGenerator<string> {
  let before: bigint | undefined;
  for (;;) {
    const entries = await store.newest(query, { before, limit: PAGE });
    if (entries.length > 0) yield entries.map((entry) => `${exportedLine(entry)}\n`).join('');
    if (entries.length < PAGE) return;
    before = entries.at(-1)!.id;
  }
}

import { parseJson } from '#contract/json';
import { isoTime } from '#contract/scalars';
import type { AuditEntry as AuditDocument } from '#contract/audit';
import type { AuditEntry } from './entry.ts';

/** An entry as one line of JSON, without its end; what does not vary comes first, so that lines can be read below each other. */
export function exportedLine(entry: AuditEntry): string {
  return JSON.stringify(exportedEntry(entry));
}

/** The document of an entry. */
export function exportedEntry(entry: AuditEntry): AuditDocument {
  const { id, at, action, outcome, source } = entry;
  const { actorKind, actorId, actorName, objectKind, objectId, objectName } = entry;
  return {
    id: Number(id),
    time: isoTime(at),
    action,
    outcome,
    source,
    actor: { kind: actorKind, id: actorId, name: actorName },
    object: { kind: objectKind, id: objectId, name: objectName },
    about: entry.about,
    details: parseJson(entry.details) as AuditDocument['details'],
    address: entry.address,
    request: entry.request,
    batch: entry.batch === null ? null : Number(entry.batch),
  };
}

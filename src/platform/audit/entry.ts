import type { AuditOutcome } from '#contract/audit-words';
import type { NewRowOf, RowOf } from '../database/columns.ts';
import type { AuditEntriesColumns } from './audit-tables.ts';
import type { Origin } from './origin.ts';

export type AuditEntry = RowOf<AuditEntriesColumns>;

/** What something is done to. */
export interface AuditObject {
  kind: string;
  id: string | bigint | null;
  /** As it is called at this moment. */
  name: string | null;
}

type Scalar = string | number | bigint | boolean | null;

/** A fact, or what something was and what it is now. Never a password, a token, a key, or a link that has one. */
export type AuditDetail = Scalar | readonly Scalar[] | { readonly from: Scalar; readonly to: Scalar };
export type AuditDetails = Readonly<Record<string, AuditDetail | undefined>>;

/** A change as it is recorded. */
export interface AuditedChange<Action extends string = string> {
  action: Action;
  object: AuditObject;
  /** Uuids and names of others that it is about: it is found by them, too. */
  about?: readonly string[];
  details?: AuditDetails;
  /** `done` unless said. */
  outcome?: AuditOutcome;
}

/** Characters of a text, and words of a list; a longer one is cut (S8). */
const MOST_CHARACTERS = 1024;
const MOST_WORDS = 100;
/** Of all details together, as JSON. */
const MOST_DETAILS = 16_384;

/** The row of a change. Texts from outside lose what a database or a terminal stumbles over, and their end when they are long. */
export function entryRow(origin: Origin, at: Date, change: AuditedChange): NewRowOf<AuditEntriesColumns> {
  const { action, object, about = [], details = {}, outcome = 'done' } = change;
  const id = object.id === null ? null : String(object.id);
  const found = [id === null ? null : `${object.kind}:${id}`, typeof object.id === 'string' ? id : null];
  return {
    at,
    source: origin.source,
    actorKind: origin.kind,
    actorId: cleanOrNull(origin.id),
    actorName: clean(origin.name),
    address: cleanOrNull(origin.address),
    request: cleanOrNull(origin.request),
    action,
    outcome,
    objectKind: object.kind,
    objectId: cleanOrNull(id),
    objectName: cleanOrNull(object.name),
    about: [...new Set([...found, object.name, ...about.slice(0, MOST_WORDS)].flatMap(cleanWord))],
    details: detailsText(details),
    batch: null,
  };
}

/** What changed, as details: fields that are the same in both, or that nobody wanted to change, are left out. */
export function differences<Fields extends object>(before: Fields, after: Partial<Fields>): AuditDetails {
  const pairs = Object.entries(after) as [keyof Fields & string, unknown][];
  return Object.fromEntries(
    pairs
      .map(([name, to]) => [name, { from: scalar(before[name]), to: scalar(to) }] as const)
      .filter(([, { from, to }]) => from !== to),
  );
}

function scalar(value: unknown): Scalar {
  if (value === undefined || value === null) return null;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : (value as Scalar);
}

function detailsText(details: AuditDetails): string {
  const text = JSON.stringify(details, (_, value: unknown) => {
    if (typeof value === 'bigint') return String(value);
    if (typeof value === 'string') return clean(value);
    return Array.isArray(value) ? value.slice(0, MOST_WORDS) : value;
  });
  return text.length > MOST_DETAILS
    ? JSON.stringify({ cut: Object.keys(details).join(', ').slice(0, 1000) })
    : text;
}

function clean(text: string): string {
  const short = text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
  return short.toWellFormed().replaceAll(/\p{Cc}/gu, '\uFFFD');
}

function cleanOrNull(text: string | null): string | null {
  return text === null ? null : clean(text);
}

function cleanWord(text: string | null): string[] {
  return text === null || text === '' ? [] : [clean(text)];
}

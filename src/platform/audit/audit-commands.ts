import { auditOutcomes, auditSources } from '#contract/audit-words';
import { CommandError, usageError } from '../commands/command-error.ts';
import { choice, list, text } from '../commands/options.ts';
import { commandsOf, type ServiceCommand } from '../commands/service-command.ts';
import type { AuditQuery } from './audit-store.ts';
import { listedEntryColumns } from './audit-store.ts';
import type { AuditedService } from './audited.ts';
import type { AuditEntry } from './entry.ts';
import { exportedLine } from './exported-line.ts';
import { type Head, verifyChain } from './verify-chain.ts';

const filters = {
  who: text(
    '--who <person>',
    'uuid or e-mail of who did it, or the name of a component or of a user of the machine',
  ),
  object: text(
    '--object <object>',
    'uuid or name of what it was done to or is about, or such as application:12',
  ),
  action: text(
    '--action <action>',
    'such as project.suspend, or all that is done to one kind of thing: project',
  ),
  since: text('--since <time>', 'from this time on: 2026-11-30, or 2026-11-30T12:00'),
  until: text('--until <time>', 'before this time'),
  source: choice('--source <way>', 'the way it came', auditSources),
  outcome: choice('--outcome <outcome>', 'whether it was done', auditOutcomes),
};

interface Filters extends Omit<AuditQuery, 'since' | 'until'> {
  since?: string | undefined;
  until?: string | undefined;
}

/** Entries that are read at once. */
const PAGE = 1000;

/** The commands about the audit of a service; a second audited service of a cloud gives them its name in front. */
export function auditCommands<S extends AuditedService>(of: {
  /** Its role. */
  role: string;
  /** What stands before `audit-list`. */
  prefix: string;
}): ServiceCommand<S>[] {
  const { defineCommand, defineListCommand } = commandsOf<S>(of.role);
  const auditList = defineListCommand({
    name: `${of.prefix}audit-list`,
    summary: 'List who did what, the oldest first',
    options: filters,
    columns: listedEntryColumns,
    pages: ({ service, options }, request) => service.store.audit.listed(queryOf(options), request),
    fields: {
      id: { help: 'number of the entry', value: ({ id }: AuditEntry) => id, shown: true },
      time: { help: 'when', value: ({ at }) => at, shown: true },
      source: { help: 'page, api, command or work', value: ({ source }) => source, shown: true },
      actor: { help: 'who did it, as he was called then', value: whoOf, shown: true },
      action: { help: 'what was done', value: ({ action }) => action, shown: true },
      object: { help: 'to what, as it was called then', value: objectOf, shown: true },
      outcome: { help: 'done or refused', value: ({ outcome }) => outcome, shown: true },
      details: { help: 'what changed, as JSON', value: ({ details }) => details },
      actor_kind: { help: 'user, component, operator, cloud or nobody', value: ({ actorKind }) => actorKind },
      actor_id: { help: 'uuid of who did it', value: ({ actorId }) => actorId },
      address: { help: 'address of the client', value: ({ address }) => address },
      request: { help: 'number of the request in the log', value: ({ request }) => request },
      object_id: { help: 'uuid or number of the object', value: ({ objectId }) => objectId },
      about: { help: 'all by which the entry is found', value: ({ about }) => about.join(' ') },
      batch: { help: 'batch of the chain', value: ({ batch }) => batch },
    },
  });

  const auditExport = defineCommand({
    name: `${of.prefix}audit-export`,
    summary: 'Print entries as JSON lines, the oldest first',
    options: filters,
    async run({ service, options, out, signal }) {
      const query = queryOf(options);
      let after: { value: string | null; key: string } | undefined;
      do {
        signal.throwIfAborted();
        const request = { conditions: [], limit: PAGE, ...(after === undefined ? {} : { after }) };
        const page = await service.store.audit.listed(query, request);
        for (const entry of page.rows) out.line(exportedLine(entry));
        after = page.next;
      } while (after !== undefined);
    },
  });

  const auditVerify = defineCommand({
    name: `${of.prefix}audit-verify`,
    summary: 'Look for entries of the audit that were altered, are missing or were put in',
    help: 'Prints the newest batch with its hash. Note it elsewhere, or take it from the log of the cloud, and give it again: that shows also what was cut off at the end, and a chain that was made anew.',
    options: { heads: list('--head <batch:hash>', 'a batch that was noted; may be repeated') },
    async run({ service, options, out, signal }) {
      const verdict = await verifyChain(service.store, options.heads.map(headIn), signal);
      const { count } = await service.store.audit.waiting();
      if (verdict.problem !== undefined)
        throw new CommandError(
          `The audit was altered: ${verdict.problem}. Up to there ${verdict.entries} entries are whole.`,
        );
      out.show({
        entries: verdict.entries,
        batches: verdict.batches,
        unchained: count,
        head: verdict.head === undefined ? null : `${verdict.head.number}:${verdict.head.hash}`,
      });
    },
  });
  return [auditList, auditExport, auditVerify];
}

function whoOf({ actorKind, actorName }: AuditEntry): string {
  return actorKind === 'nobody' ? 'somebody' : actorName;
}

function objectOf({ objectKind, objectName, objectId }: AuditEntry): string {
  return objectName ?? (objectId === null ? objectKind : `${objectKind} ${objectId}`);
}

function queryOf({ since, until, ...query }: Filters): AuditQuery {
  return { ...query, since: timeIn(since), until: timeIn(until) };
}

/** A day or a time, as ISO 8601 has them; without a zone it is that of the machine, as other lists show times. */
function timeIn(word: string | undefined): Date | undefined {
  if (word === undefined) return undefined;
  const isIso = /^\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?$/.test(word);
  const time = new Date(word.length === 10 ? `${word}T00:00` : word);
  if (!isIso || Number.isNaN(time.getTime()))
    throw usageError(`'${word}' is no time: write 2026-11-30 or 2026-11-30T12:00.`);
  return time;
}

function headIn(word: string): Head {
  const [, number, hash] = /^(\d{1,18}):([\da-f]{64})$/i.exec(word) ?? [];
  if (number === undefined || hash === undefined)
    throw usageError(`'${word}' is no batch with its hash: write it as audit-verify prints it.`);
  return { number: BigInt(number), hash };
}

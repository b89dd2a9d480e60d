import { Readable } from 'node:stream';
import { z } from 'zod';
import { AuditReply } from '#contract/audit';
import { auditOutcomes, auditSources } from '#contract/audit-words';
import { COMPUTE_ADMINISTRATION_PREFIX } from '#contract/compute-administration';
import { exportedEntry } from '#platform/audit/exported-line';
import { exportedLines } from '#platform/audit/exported-lines';
import { administrator, route } from '../route.ts';
import { partWords, textWord } from './questions.ts';

const AUDIT = `${COMPUTE_ADMINISTRATION_PREFIX}/audit`;
const word = textWord(300).min(1);
const time = z
  .string()
  .max(40)
  .transform((text) => new Date(text))
  .refine((at) => !Number.isNaN(at.getTime()) && at.getUTCFullYear() < 10_000, 'is no time');

const filters = {
  who: word.optional(),
  object: word.optional(),
  action: word.optional(),
  since: time.optional(),
  until: time.optional(),
  source: z.enum(auditSources).optional(),
  outcome: z.enum(auditOutcomes).optional(),
};

const listEntries = route({
  method: 'GET',
  path: AUDIT,
  access: administrator,
  summary: 'Who did what with machines, networks and what they stand on, the newest first',
  query: z.object({ ...filters, ...partWords }),
  reply: { 200: AuditReply },
  async handle({ service, query: { offset, limit, ...query } }) {
    const { entries, total } = await service.store.audit.page(query, { offset, limit });
    return { body: { entries: entries.map(exportedEntry), total } };
  },
});

const exportEntries = route({
  method: 'GET',
  path: `${AUDIT}/export`,
  access: administrator,
  summary: 'The same as JSON lines, all that fit',
  query: z.object(filters),
  reply: {
    200: {
      content: { 'application/x-ndjson': z.string() },
      headers: z.object({ 'content-disposition': z.string() }),
    },
  },
  handle: ({ service, query }) => ({
    headers: {
      'content-type': 'application/x-ndjson',
      'content-disposition': 'attachment; filename="audit-cyclades.jsonl"',
    },
    body: Readable.from(exportedLines(service.store.audit, query)),
  }),
});

export const computeAuditRoutes = [listEntries, exportEntries];

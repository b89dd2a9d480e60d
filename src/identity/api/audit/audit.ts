import { Readable } from 'node:stream';
import { z } from 'zod';
import { AuditReply } from '#contract/audit';
import { auditOutcomes, auditSources } from '#contract/audit-words';
import { IDENTITY_UI_PREFIX } from '#contract/identity';
import { exportedEntry } from '#platform/audit/exported-line';
import { exportedLines } from '#platform/audit/exported-lines';
import { administrator } from '../access.ts';
import { route } from '../route.ts';

const AUDIT = `${IDENTITY_UI_PREFIX}/audit`;
const number = z.string().regex(/^\d{1,15}$/, 'is no number');
const word = z
  .string()
  .min(1)
  .max(300)
  .regex(/^[^\0]*$/, 'has a character that no entry has');
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
  summary: 'Who did what, when and from where, the newest first',
  query: z.object({
    ...filters,
    offset: number.default('0').transform(Number),
    limit: number.default('100').transform((text) => Math.min(Number(text), 1000)),
  }),
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
      'content-disposition': 'attachment; filename="audit.jsonl"',
    },
    body: Readable.from(exportedLines(service.store.audit, query)),
  }),
});

export const auditRoutes = [listEntries, exportEntries];

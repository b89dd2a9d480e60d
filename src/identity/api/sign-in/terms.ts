import { z } from 'zod';
import { IDENTITY_UI_PREFIX, TermsReply } from '#contract/identity';
import { int64, isoTime } from '#contract/scalars';
import { anyone } from '#platform/http/route';
import { findTerms, signTerms } from '../../domain/accounts/terms.ts';
import type { TermsPage } from '../../domain/accounts/terms-text.ts';
import { acting } from '../acting.ts';
import { route } from '../route.ts';
import { anyVisitor } from './visitor.ts';

const PATH = `${IDENTITY_UI_PREFIX}/terms`;
const MOST = 2n ** 63n - 1n;

const showLatest = route({
  method: 'GET',
  path: PATH,
  access: anyone,
  summary: 'The latest terms of use, as text',
  reply: { 200: TermsReply },
  handle: async ({ service }) => ({ body: termsDocument(await findTerms(service)) }),
});

const show = route({
  method: 'GET',
  path: `${PATH}/:id`,
  access: anyone,
  summary: 'Terms of use of a number, older ones too',
  params: z.object({
    id: z
      .string()
      .regex(/^\d{1,18}$/)
      .transform(BigInt),
  }),
  reply: { 200: TermsReply },
  handle: async ({ service, params: { id } }) => ({ body: termsDocument(await findTerms(service, id)) }),
});

/** By the session alone, also of who may do nothing else before it. */
const sign = route({
  method: 'POST',
  path: PATH,
  access: anyVisitor,
  summary: 'Agree to the latest terms of use, by the number of those that were read',
  body: z.strictObject({ id: int64.refine((id) => id > 0n && id <= MOST) }),
  reply: { 204: null },
  async handle({ service, caller: { bearer }, body: { id }, request }) {
    await signTerms(acting(service, request, bearer), bearer, id);
    return { status: 204 };
  },
});

function termsDocument({ id, createdAt, blocks }: TermsPage): z.input<typeof TermsReply> {
  return { id, date: isoTime(createdAt), blocks };
}

export const termsRoutes = [showLatest, show, sign];

import { z } from 'zod';
import { IDENTITY_UI_PREFIX, VerificationReply } from '#contract/identity';
import { anyone } from '#platform/http/route';
import { verifyByLink } from '../../domain/accounts/verification-link.ts';
import { acting } from '../acting.ts';
import { route } from '../route.ts';

/** Mail scanners follow links: nothing happens before the page that a link leads to has its button pressed. */
export const verificationRoute = route({
  method: 'POST',
  path: `${IDENTITY_UI_PREFIX}/verification`,
  access: anyone,
  summary: 'Verify the account whose mail has this key',
  body: z.object({ key: z.string().max(256) }),
  reply: { 200: VerificationReply },
  async handle({ service, body, request }) {
    return { body: await verifyByLink(acting(service, request), body.key) };
  },
});

import { ACCOUNT_PREFIX } from '#contract/identity';
import { readRequestBody } from '#platform/http/request-body';
import { sendFeedback } from '../../domain/mails/send-feedback.ts';
import { fail } from '../../errors.ts';
import { user } from '../access.ts';
import { route } from '../route.ts';

const LIMIT_BYTES = 256 * 1024;

/** Stock clients send a form and call it something else: it is read as one whatever its type says (spec/identity 1.5). */
export const feedbackRoute = route({
  method: 'POST',
  path: `${ACCOUNT_PREFIX}/feedback`,
  access: user,
  summary: 'Write to the people of the cloud',
  stream: true,
  bodyLimitBytes: LIMIT_BYTES,
  reply: { 200: null },
  async handle({ service, caller, request }) {
    const bytes = await readRequestBody(request.raw, LIMIT_BYTES);
    if (bytes === 'too large') return fail('body_too_large', { limit: LIMIT_BYTES });
    const form = new URLSearchParams(bytes.toString('utf8'));
    await sendFeedback(service, caller, {
      message: form.get('feedback_msg') ?? '',
      data: form.get('feedback_data') ?? '',
    });
    return {};
  },
});

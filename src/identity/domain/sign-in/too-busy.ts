import { fail } from '../../errors.ts';

const RETRY_AFTER_SECONDS = 5;

/** What those are told who are too many to wait for their log-in. */
export function refuseBusy(): never {
  return fail(
    'too_busy',
    { seconds: RETRY_AFTER_SECONDS },
    { headers: { 'retry-after': String(RETRY_AFTER_SECONDS) } },
  );
}

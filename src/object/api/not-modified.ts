import type { Answer } from '#platform/http/route';
import { NotModified } from '../domain/conditions.ts';
import { httpDate } from './reply-headers.ts';

/** Runs a check and then the answer; a check that says "not modified" becomes 304, with the tag and no body. */
export async function whenModified(
  check: () => void,
  answer: () => Answer | Promise<Answer>,
): Promise<Answer> {
  try {
    check();
  } catch (thrown) {
    if (!(thrown instanceof NotModified)) throw thrown;
    const { etag, modified } = thrown.facts;
    return {
      status: 304,
      headers: {
        ...(etag === '' ? {} : { etag }),
        'last-modified': httpDate(modified),
        'accept-ranges': 'bytes',
      },
    };
  }
  return answer();
}

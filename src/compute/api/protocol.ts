import { isoTime } from '#contract/scalars';
import type { Protocol } from '#platform/http/protocol';
import { refusalText } from '#platform/http/refusal-text';
import { error } from '../errors.ts';
import { actionIn } from './servers/action-route.ts';

/** Faults of Cyclades: one key, the name of the fault (spec/compute-api 0.4, 0.5). */
export const computeProtocol: Protocol = {
  challenge: 'Bearer realm="compute"',
  headers: () => ({
    'cache-control': 'no-cache, no-store, must-revalidate, max-age=0',
    vary: 'X-Auth-Token',
    'content-type': 'application/json; charset=UTF-8',
    'x-content-type-options': 'nosniff',
  }),
  render: (failure) => ({
    headers: {},
    body:
      failure.status === 304
        ? ''
        : refusalText(failure, typeof failure.data === 'string' ? failure.data : ''),
  }),
  read: { action: actionIn },
  errors: {
    badRequest: (message) => error('bad_request', { message }),
    notFound: () => error('unknown_endpoint'),
    methodNotAllowed: (allowed) => error('method_not_allowed', {}, { headers: { allow: allowed.join(',') } }),
    unsupportedType: () => error('unsupported_content_type'),
    tooLarge: (limit) => error('body_too_large', { limit }),
    internal: () => error('internal'),
    busy: () => error('overloaded'),
    unavailable: () => error('database_away'),
    full: () => error('disk_full'),
  },
};

/** Times of documents. */
export const wireTime = isoTime;

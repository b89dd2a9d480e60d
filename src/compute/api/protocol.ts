import { isoTime } from '#contract/scalars';
import type { Protocol } from '#platform/protocol';
import { writeJson } from '#platform/json';
import { error } from '../errors.ts';

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
        : writeJson({
            [failure.fault ?? 'fault']: {
              code: failure.status,
              message: failure.message,
              details: typeof failure.data === 'string' ? failure.data : '',
            },
          }),
  }),
  errors: {
    badRequest: (message) => error('bad_request', { message }),
    notFound: () => error('unknown_path'),
    methodNotAllowed: (allowed) => error('not_allowed', {}, { headers: { allow: allowed.join(',') } }),
    unsupportedType: () => error('bad_request', { message: 'The Content-Type must be application/json.' }),
    tooLarge: (limit) => error('too_large', { limit }),
    internal: () => error('unexpected'),
    busy: () => error('overloaded'),
    unavailable: () => error('database_away'),
    full: () => error('disk_full'),
  },
};

/** Times of documents. */
export const wireTime = isoTime;

import type { Protocol } from '#platform/http/protocol';
import { writeJson } from '#contract/json';
import { error } from '../errors.ts';

/** Failures as Ganeti words them: always an object with code, message and explanation; the message is escaped for HTML. */
export const rapiProtocol: Protocol = {
  render: (failure) => ({
    headers: { 'content-type': 'application/json' },
    body: writeJson({
      code: failure.status,
      message: escapeHtml(failure.message),
      explain: failure.fault ?? '',
    }),
  }),
  challenge: 'Basic realm="Ganeti Remote API"',
  headers: () => ({ server: 'Ganeti 3.0.2 (vmhost)', 'cache-control': 'no-store' }),
  errors: {
    badRequest: (message) => error('bad_request', { message: worded(message) }),
    notFound: () => error('not_found'),
    methodNotAllowed: (_allowed, request) =>
      error('unsupported_method', { method: request.method, path: request.url.split('?', 1)[0] ?? '' }),
    unsupportedType: () => error('unsupported_type'),
    tooLarge: () => error('body_too_large'),
    internal: () => error('internal'),
    // It has no database that could be too slow or away.
    busy: () => error('internal'),
    unavailable: () => error('internal'),
    full: () => error('disk_full'),
  },
};

/** The reader of documents and the schemas both end here; Ganeti tells them apart. */
function worded(message: string): string {
  return message.startsWith('The document')
    ? 'Unable to parse JSON data'
    : `Invalid body parameters: ${message}`;
}

function escapeHtml(text: string): string {
  const entities: Record<string, string> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#x27;',
  };
  return text.replaceAll(/[&<>"']/g, (letter) => entities[letter] ?? letter);
}

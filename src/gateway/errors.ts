import { defineErrors } from '#platform/errors';

/** Every refusal of the gateway's own; the services have their own tables behind it. */
export const { error } = defineErrors({
  address_too_long: [400, 'The address is too long.', 'badRequest'],
  bad_address: [400, 'The address is malformed.', 'badRequest'],
  bad_connection_header: [400, 'The Connection header is malformed.', 'badRequest'],
  not_one_host: [400, 'Exactly one Host header is needed.', 'badRequest'],
  ambiguous_length: [400, 'The length of the body is ambiguous.', 'badRequest'],
  cross_site_request: [403, 'This call must come from the console itself.', 'forbidden'],
  no_such_page: [404, 'There is nothing at this address.', 'itemNotFound'],
  method_not_allowed: [405, 'Method not allowed.', 'notAllowed'],
  request_too_slow: [408, 'The request did not arrive in time.', 'requestTimeout'],
  unsupported_type: [415, 'Encoded request bodies are not taken.', 'badMediaType'],
  wrong_host: [
    421,
    'This cloud does not answer under that host name. Its operator can add the name to ALLOWED_HOSTS.',
    'badRequest',
  ],
  too_many_at_once: [429, 'Too many requests at once.', 'overLimit'],
  headers_too_large: [431, 'The header of the request is too large.', 'badRequest'],
  internal: [500, 'Unexpected error', 'internalServerError'],
  answer_broken_off: [502, 'The service broke off its answer.', 'serviceUnavailable'],
  service_away: [503, 'The service is not available.', 'serviceUnavailable'],
});

import { defineErrors } from '#platform/errors';

/** Every way the HTTP layer of the remote API says no; the third word is Ganeti's explanation. */
export const { fail, error } = defineErrors({
  bad_request: [400, '{message}', 'Bad request syntax or unsupported method'],
  os_unknown: [
    400,
    'Invalid body parameters: OS {os} is not available',
    'Bad request syntax or unsupported method',
  ],
  unauthorized: [401, 'Unauthorized', 'No permission -- see authorization schemes'],
  not_found: [404, 'Not Found', 'Nothing matches the given URI'],
  body_too_large: [413, 'Request Entity Too Large', 'Request entity is larger than limits defined by server'],
  unsupported_type: [415, 'Unsupported Media Type', 'Entity body in unsupported format'],
  internal: [500, 'Internal Server Error', 'Server got itself in trouble'],
  job_unknown: [500, "Can't load job file", 'Server got itself in trouble'],
  unsupported_method: [
    501,
    'Method {method} is unsupported for path {path}',
    'Server does not support this operation',
  ],
  disk_full: [503, 'No disk space left', 'The server cannot process the request due to a high load'],
  no_console: [
    503,
    'Instance console unavailable',
    'The server cannot process the request due to a high load',
  ],
});
